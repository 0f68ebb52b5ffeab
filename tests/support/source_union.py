"""The union of a source folder and a change, by the rule of incremental loads, worked out on the text of CSV files.

Plain Python on purpose: it shares nothing with the code that it checks.
"""

import csv
from pathlib import Path

Row = dict[str, str]

_EVENT = ("PATIENT", "ENCOUNTER", "START", "CODE")
_MOMENT = ("PATIENT", "ENCOUNTER", "DATE", "CODE")
IDENTITY: dict[str, tuple[str, ...]] = {
    "patients": ("Id",),
    "encounters": ("Id",),
    "careplans": ("Id",),
    "imaging_studies": ("Id",),
    "notes": ("Id",),
    "organizations": ("Id",),
    "providers": ("Id",),
    "payers": ("Id",),
    "claims": ("Id",),
    "claims_transactions": ("ID",),
    "conditions": _EVENT,
    "allergies": _EVENT,
    "medications": _EVENT,
    "procedures": _EVENT,
    "devices": _EVENT,
    "immunizations": _MOMENT,
    "observations": _MOMENT,
    "supplies": _MOMENT,
    "payer_transitions": ("PATIENT", "START_DATE"),
}

# What older releases call it.
_OLDER = {"START_DATE": "START_YEAR", "START": "DATE"}


def identity(stem: str, row: Row) -> tuple[str, ...]:
    """What ``row`` of the file ``stem`` is known by."""
    return tuple(row[name if name in row else _OLDER[name]] for name in IDENTITY[stem])


def read(folder: Path) -> dict[str, list[Row]]:
    """The rows of each known file of ``folder``."""
    found = {}
    for stem in IDENTITY:
        path = folder / f"{stem}.csv"
        if path.exists():
            with path.open(newline="", encoding="utf-8") as file:
                found[stem] = list(csv.DictReader(file))
    return found


def write(folder: Path, files: dict[str, list[Row]]) -> Path:
    """Write the files that have rows, each with the columns of its first row; returns the folder."""
    folder.mkdir(parents=True)
    for stem, rows in files.items():
        if rows:
            with (folder / f"{stem}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
    return folder


def union(base: dict[str, list[Row]], change: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Rows of ``base`` whose identity no row of ``change`` has, and all rows of ``change``."""
    both = {}
    for stem in IDENTITY:
        incoming = change.get(stem, [])
        known = {identity(stem, row) for row in incoming}
        both[stem] = [row for row in base.get(stem, []) if identity(stem, row) not in known] + incoming
    return both
