"""A run's report: one JSON document that says what was read, made, rejected and merged, and whether it adds up."""

from dataclasses import asdict
from typing import Any

from asan.modules.etl.tally import Tally
from asan.omop.cdm import CDM
from asan.omop.domains import EVENT_TABLES
from asan.warehouse.connection import Asks


def report(
    connection: Asks, *, run: int, snapshot: int | None, source: str, seconds: float, peak_mb: float
) -> dict[str, Any]:
    """The report of the run whose work database ``connection`` is."""
    rows = connection.execute("SELECT name, seconds, tally FROM etl.step ORDER BY ordinal").fetchall()
    tallies = [(name, took, Tally.from_json(text)) for name, took, text in rows]
    return {
        "run": run,
        "snapshot": snapshot,
        "source": source,
        "reconciles": all(tally.difference == 0 for _, _, tally in tallies),
        "seconds": round(seconds, 2),
        "peak_mb": round(peak_mb, 1),
        "mapping": mapping(connection),
        "tables": tables(connection),
        "notes": notes(connection),
        "files": files([tally for _, _, tally in tallies]),
        "steps": [_step(name, took, tally) for name, took, tally in tallies],
    }


def _step(name: str, seconds: float, tally: Tally) -> dict[str, Any]:
    told = asdict(tally)
    told.pop("files")
    return {"name": name, "seconds": round(seconds, 3), **told}


def notes(connection: Asks) -> list[dict[str, str]]:
    """What was noted about the source and stopped nothing."""
    rows = connection.execute("SELECT kind, file, detail FROM etl.note ORDER BY kind, file, detail").fetchall()
    return [{"kind": kind, "file": file, "detail": detail} for kind, file, detail in rows]


def files(tallies: list[Tally]) -> dict[str, dict[str, int]]:
    """Each file's rows: read by step 1, and in the end loaded, rejected by any step, or merged."""
    found: dict[str, dict[str, int]] = {}
    for tally in tallies:
        for file, counts in tally.files.items():
            if file not in found:
                found[file] = dict(counts)
                continue
            whole = found[file]
            whole["loaded"] = counts["loaded"]
            whole["rejected"] += counts["rejected"]
            whole["merged"] += counts["merged"]
    # An absent optional file was read by no step.
    return {file: counts for file, counts in sorted(found.items()) if counts["read"]}


def tables(connection: Asks) -> dict[str, int]:
    """Rows of each CDM table that has any, from the statistics."""
    counts = dict(connection.execute("SELECT table_name, row_count FROM results.table_statistic").fetchall())
    return {table.name: counts[table.name] for table in CDM.in_schema("cdm") if counts.get(table.name)}


def mapping(connection: Asks) -> dict[str, dict[str, int]]:
    """Rows of each domain, and those whose concept is a standard one, from the statistics."""
    counted = connection.execute("SELECT table_name, row_count, mapped_rows FROM results.table_statistic").fetchall()
    counts = {name: (rows, mapped) for name, rows, mapped in counted}
    found = {}
    for domain, table in EVENT_TABLES.items():
        rows, mapped = counts.get(table.name, (0, 0))
        if rows:
            found[domain] = {"rows": int(rows), "mapped": int(mapped)}
    return found
