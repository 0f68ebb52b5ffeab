"""Benchmarks and fuzzers run seldom; what they take from the platform must still be there when they do."""

import ast
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = sorted([*ROOT.glob("bench/*.py"), *ROOT.glob("fuzz/*.py")])


def taken(file: Path) -> Iterator[tuple[str, str]]:
    """Each module of the platform or its tests that ``file`` imports from, with the name."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in ("asan", "tests"):
            yield from ((node.module, alias.name) for alias in node.names)


@pytest.mark.parametrize("file", TOOLS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_what_it_imports_exists(file: Path) -> None:
    for module, name in taken(file):
        if not hasattr(import_module(module), name):
            assert find_spec(f"{module}.{name}") is not None, f"{module} has no {name}"
