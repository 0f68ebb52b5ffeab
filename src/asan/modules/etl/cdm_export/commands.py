"""`asan cdm export`: a published snapshot becomes a schema in PostgreSQL."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from asan.gateway.owner import owner
from asan.gateway.snapshot_names import CURRENT
from asan.modules.etl.cdm_export import service
from asan.modules.etl.cdm_export.errors import NoTarget


def export(
    target: Annotated[
        str, typer.Argument(help="postgresql://user@host/database?schema=cdm; default: ASAN_ETL_TARGET.")
    ] = "",
    snapshot: Annotated[str, typer.Option(help="Version or tag of a snapshot; default: the newest.")] = CURRENT,
    verify: Annotated[bool, typer.Option("--verify", help="Compare row hashes of all tables before the swap.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Write a snapshot with keys and indexes into PostgreSQL; the schema there is replaced at once, or not at all."""
    by = owner()
    address = service.destination(target)
    if address is None:
        raise NoTarget
    with _progress() as follow:
        told = service.export(by, address, snapshot=snapshot, verify=verify, surface="cli", progress=follow)
    if as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        show(told)


def show(told: dict[str, Any]) -> None:
    """Print the account of an export."""
    console = Console() if sys.stdout.isatty() else Console(width=160)
    table = Table("table", "rows")
    for name, rows in told["rows"].items():
        if rows:
            table.add_row(name, f"{rows:,}")
    console.print(table)
    for name in told["not_valid"]:
        console.print(f"foreign key not valid, rows point at nothing: {name}")
    for name in told["nullable"]:
        console.print(f"required column with empty values, left nullable: {name}")
    if told["kept"]:
        console.print(f"the schema before is still in use: {told['kept']}; the next export drops it")
    seconds = ", ".join(f"{name} {spent:.1f} s" for name, spent in told["seconds"].items())
    verified = "; row hashes equal the lake's" if told["verified"] else ""
    console.print(f"snapshot {told['snapshot']} → {told['target']}: {sum(told['rows'].values()):,} rows{verified}")
    console.print(seconds)


@contextmanager
def _progress() -> Iterator[service.Progress]:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("export", total=1.0)
        yield lambda share, what: progress.update(task, completed=share, description=what)
