"""How a step's SQL file is read: parts that several steps share are put in where the file names them."""

import re
from pathlib import Path

_INCLUDE = re.compile(r"^-- include: (?P<part>[a-z_]+\.sql)$", re.MULTILINE)


def read_step(path: Path) -> str:
    """The SQL text of the step file ``path``.

    A line ``-- include: NAME.sql`` is replaced by the file ``parts/NAME.sql`` beside it. Raises FileNotFoundError where
    either is missing.
    """

    def part(match: re.Match[str]) -> str:
        return (path.parent / "parts" / match["part"]).read_text(encoding="utf-8")

    return _INCLUDE.sub(part, path.read_text(encoding="utf-8"))
