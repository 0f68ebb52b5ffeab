"""`asan cdm import`: an existing CDM becomes a snapshot."""

import getpass
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from asan.modules.etl.cdm_import.service import import_cdm


def import_(
    folder: Annotated[Path, typer.Argument(help="Folder with one Parquet or CSV file a table, CDM 5.3 or 5.4.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Import a CDM with its vocabulary and publish it; what does not fit is named."""
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("import", total=1.0)
        report = import_cdm(
            folder,
            started_by=getpass.getuser(),
            progress=lambda share, what: progress.update(task, completed=share, description=what),
        )
    if as_json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
        return
    _show(report)


def _show(report: dict[str, Any]) -> None:
    table = Table("table", "read", "loaded", "rejected", "note")
    for account in report["import"]["tables"]:
        table.add_row(
            account["table"],
            f"{account['read']:,}",
            f"{account['loaded']:,}",
            f"{sum(account['rejected'].values()):,}",
            "\n".join(_notes(account)),
        )
    console = Console()
    console.print(table)
    for name in report["import"]["unknown_files"]:
        console.print(f"not a table of the CDM, left out: {name}")
    for warning in report["vocabulary_warnings"]:
        sys.stderr.write(f"warning: {warning['code']}: {warning['en']}\n")
    console.print(f"snapshot {report['snapshot']}, run {report['run']}, {report['seconds']} s")


def _notes(account: dict[str, Any]) -> list[str]:
    notes = [f"{reason} {count:,}" for reason, count in account["rejected"].items()]
    if account["renumbered"]:
        notes.append(f"new ids for different rows that shared one: {account['renumbered']:,}")
    notes += [f"emptied {column} {count:,} (wrong type)" for column, count in account["emptied"].items()]
    notes += [f"filled {column} {count:,}" for column, count in account["filled"].items()]
    notes += [f"points at nothing: {link} {count:,}" for link, count in account["dangling"].items()]
    notes += [f"unknown column {column}" for column in account["unknown_columns"]]
    return notes
