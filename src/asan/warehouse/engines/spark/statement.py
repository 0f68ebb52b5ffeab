"""A statement for Spark, and what its text tells: the columns of its answer stand in a comment behind it."""

import json
import re
from dataclasses import dataclass
from typing import Final, Self

_FORM: Final = re.compile(r"((?:SELECT|WITH) .*) /\* (\{[^*]*\}) \*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Statement:
    """``columns`` are names and DuckDB's types; Spark knows the columns as ``o1`` …, so that no name is lost."""

    sql: str
    columns: tuple[tuple[str, str], ...]
    source: str

    @property
    def text(self) -> str:
        """The whole. What is in the comment cannot end it."""
        told = json.dumps({"columns": self.columns, "from": self.source}).replace("*", "\\u002a")
        return f"{self.sql} /* {told} */"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """None for any other text than `text` makes: it was not turned, and Spark would run whatever it is told."""
        found = _FORM.fullmatch(text)
        if found is None:
            return None
        told = json.loads(found[2])
        return cls(found[1], tuple((name, kind) for name, kind in told["columns"]), told["from"])
