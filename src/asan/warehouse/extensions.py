"""The engine's extensions come as pinned wheels, so that nothing is downloaded while the platform runs."""

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import duckdb

from asan.kit.errors import AsanError
from asan.kit.translation import Text


class ExtensionMissing(AsanError):
    """A wheel with one of the engine's extensions is not installed, or holds no file for this engine."""

    code = "extension_missing"
    text = Text("엔진 확장 {name}이(가) 설치되어 있지 않습니다.", "The engine's extension {name} is not installed.")
    next = Text("`make setup`을 실행해 주세요.", "Run `make setup`.")


@cache
def extension_file(name: str) -> Path:
    """The extension's file for the running engine's version. Raises ExtensionMissing."""
    spec = find_spec(f"duckdb_extension_{name}")
    if spec is None or spec.origin is None:
        raise ExtensionMissing(name=name)
    file = Path(spec.origin).parent / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    if not file.is_file():
        raise ExtensionMissing(name=name)
    return file


def load_extensions(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Load extensions from their wheels, in the order given. Raises ExtensionMissing.

    The engine checks the signature of each file once in a process: that reads and hashes 30 MB, a tenth of a second for
    every connection. One that `open_engine` opened takes checked files as they are, and no unsigned ones from then on.
    """
    for name in names:
        file = extension_file(name)
        _check_signature(file)
        connection.execute(f"LOAD '{quoted(file)}'")
    connection.execute("SET allow_unsigned_extensions = false")


@cache
def _check_signature(file: Path) -> None:
    """Raise the engine's error unless ``file`` bears its makers' signature."""
    with duckdb.connect(":memory:") as checking:
        checking.execute(f"LOAD '{quoted(file)}'")


def quoted(path: Path | str) -> str:
    """``path`` with its single quotes doubled, for use inside an SQL string."""
    return str(path).replace("'", "''")
