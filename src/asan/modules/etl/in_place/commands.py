"""`asan cdm check` and `asan cdm refresh`: the CDM that ASAN_CDM names."""

import json
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from asan.modules.etl.in_place import service
from asan.warehouse.engines.place import Found

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


def check(as_json: JsonOption = False) -> None:
    """What of a CDM lies at ASAN_CDM: tables that are read, those that are not and why, columns without a source."""
    _show(service.check(), as_json=as_json)


def refresh(as_json: JsonOption = False) -> None:
    """Compute the statistics that pages show of the CDM in place; run it after each of the hospital's loads."""
    with Console(stderr=True).status("") as status:
        looked = service.refresh(lambda what: status.update(what))
    _show(looked, as_json=as_json)


def _show(found: Found, *, as_json: bool) -> None:
    told = {
        "source": found.source,
        "tables": {".".join(table): where for table, where in found.tables.items()},
        "left_out": {".".join(table): list(columns) for table, columns in found.left_out.items()},
        "columns_without_source": {".".join(table): list(columns) for table, columns in found.empty.items()},
    }
    if as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return
    table = Table("table", "read from", "columns without a source (NULL)")
    for name, where in found.tables.items():
        table.add_row(".".join(name), where, ", ".join(found.empty.get(name, ())))
    for name, columns in found.left_out.items():
        why = f"left out, it lacks: {', '.join(columns)}" if columns else "not there"
        table.add_row(".".join(name), why, "")
    console = Console()
    console.print(found.source)
    console.print(table)
