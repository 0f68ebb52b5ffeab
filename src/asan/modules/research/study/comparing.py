"""The results of two packages side by side: two sites, or two snapshots of one."""

import csv
import io
from dataclasses import dataclass
from typing import Final

from asan.modules.research.study.errors import NoResults
from asan.modules.research.study.manifest import StudyProvenance
from asan.modules.research.study.package import Package

_KEYS: Final = frozenset(
    {
        "group", "variable", "level", "cohort", "by", "path", "event", "day",
        "concept_id", "concept_name", "unit", "from_day", "to_day",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One figure in both; None where one does not tell it. ``difference`` is the second less the first."""

    key: tuple[str, ...]
    column: str
    first: str | None
    second: str | None
    difference: float | None


@dataclass(frozen=True, slots=True)
class Compared:
    """``other_cohorts``: keys whose definitions differ, so that figures of them are of other questions."""

    first: StudyProvenance
    second: StudyProvenance
    other_cohorts: tuple[str, ...]
    other_analyses: bool
    tables: dict[str, tuple[Line, ...]]

    @property
    def equal(self) -> bool:
        """Whether every figure is the same."""
        return all(line.first == line.second for lines in self.tables.values() for line in lines)


def compare(first: Package, second: Package, names: tuple[str, str]) -> Compared:
    """Compare the results of two packages, called ``names``. Raises NoResults, BadManifest."""
    told = []
    for package, name in zip((first, second), names, strict=True):
        provenance = package.provenance()
        if provenance is None:
            raise NoResults(file=name)
        told.append(provenance)
    digests = [{entry.key: entry.digest for entry in package.manifest.cohorts} for package in (first, second)]
    other = sorted(key for key in digests[0].keys() | digests[1].keys() if digests[0].get(key) != digests[1].get(key))
    found = {name: (_results(first).get(name, b""), _results(second).get(name, b"")) for name in _names(first, second)}
    return Compared(
        told[0],
        told[1],
        tuple(other),
        first.members.get("analyses.json") != second.members.get("analyses.json"),
        {name: tuple(_lines(*both)) for name, both in found.items()},
    )


def rows_of(content: bytes) -> tuple[list[str], list[dict[str, str]]]:
    """A table of results: its columns, and its rows by column."""
    reader = csv.DictReader(io.StringIO(content.decode("utf-8", "replace")))
    return list(reader.fieldnames or []), list(reader)


def is_key(column: str) -> bool:
    """Whether a column of results says what a row is about."""
    return column in _KEYS


def _results(package: Package) -> dict[str, bytes]:
    return {
        name.removeprefix("results/").removesuffix(".csv"): given
        for name, given in package.members.items()
        if name.startswith("results/") and name.endswith(".csv")
    }


def _names(first: Package, second: Package) -> list[str]:
    return sorted(_results(first).keys() | _results(second).keys())


def _lines(first: bytes, second: bytes) -> list[Line]:
    found: dict[tuple[tuple[str, ...], str], list[str | None]] = {}
    for place, content in enumerate((first, second)):
        columns, rows = rows_of(content)
        for row in rows:
            key = tuple(row[column] or "" for column in columns if is_key(column))
            for column in columns:
                if not is_key(column):
                    found.setdefault((key, column), [None, None])[place] = row[column] or None
    return [
        Line(key, column, one, other, _difference(one, other))
        for (key, column), (one, other) in found.items()
        if one is not None or other is not None
    ]


def _difference(one: str | None, other: str | None) -> float | None:
    try:
        return None if one is None or other is None else float(f"{float(other) - float(one):.10g}")
    except ValueError:
        return None
