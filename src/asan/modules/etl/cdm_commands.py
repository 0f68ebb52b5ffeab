"""`asan cdm`: a CDM comes in or is read where it lies, a snapshot goes out, and what the tables are."""

import sys
from typing import Annotated

import typer

from asan.kit.errors import NotFound
from asan.modules.etl.cdm_export.commands import export
from asan.modules.etl.cdm_import.commands import import_
from asan.modules.etl.in_place.commands import check, refresh
from asan.omop.cdm import CDM
from asan.omop.docs import as_markdown

app = typer.Typer(
    help="The OMOP CDM: import an existing one or read it in place, export a snapshot, or read what its tables are."
)

app.command("import")(import_)
app.command()(export)
app.command()(check)
app.command()(refresh)


@app.command()
def describe(
    table: Annotated[str | None, typer.Argument(help="One table; default: all.")] = None,
    korean: Annotated[bool, typer.Option("--ko", help="In Korean.")] = False,
) -> None:
    """What the CDM's tables and columns are, as Markdown."""
    if table is not None and table not in CDM.tables:
        raise NotFound(what=f"table {table}")
    sys.stdout.write(as_markdown("ko" if korean else "en", table))
