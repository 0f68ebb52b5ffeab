"""Incremental runs beside full ones: what each publishes, as hashes."""

from pathlib import Path
from typing import Any

from asan.modules.etl.service import load_source
from asan.warehouse.hashes import schema_hashes
from asan.warehouse.lake import lake
from tests.support.random_hospital import Files
from tests.support.source_union import union, write

SCHEMAS = ("cdm", "results", "staging")


def published() -> dict[str, dict[str, str]]:
    """Hashes of all tables that a run publishes, by schema."""
    reader = lake().connect_reader()
    try:
        return {schema: schema_hashes(reader, f"lake.{schema}") for schema in SCHEMAS}
    finally:
        reader.close()


def compare(folder: Path, base: Files, changes: list[Files]) -> list[dict[str, Any]]:
    """Load ``base``, add one change after the other, and compare each result with a full load of the union.

    Returns the reports of the incremental runs.
    """
    load_source(write(folder / "base", base))
    reports, made, unions = [], [], []
    whole = base
    for number, change in enumerate(changes):
        report = load_source(write(folder / f"change{number}", change), incremental=True)
        assert report["reconciles"]
        reports.append(report)
        made.append(published())
        whole = union(whole, change)
        unions.append(write(folder / f"union{number}", whole))
    for number, path in enumerate(unions):
        load_source(path)
        assert published() == made[number]
    return reports
