"""`asan cohort`: run cohort definitions."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import pyarrow.parquet as pq
import typer
from rich.console import Console
from rich.table import Table

from asan.gateway.owner import owner
from asan.gateway.snapshot_names import CURRENT, version_of
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.research import service
from asan.modules.research.definitions import NamedDefinition, read_definitions

app = typer.Typer(help="Cohorts: definitions of OHDSI ATLAS (Circe) over the CDM.", no_args_is_help=True)


@app.command()
def run(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE|DIR…", help="Circe JSON, or folders of it.")],
    home: Annotated[Path | None, typer.Option(help="The data folder; default: ASAN_HOME.")] = None,
    rows: Annotated[Path | None, typer.Option(metavar="OUT.parquet", help="Write the cohorts' rows there.")] = None,
    snapshot: Annotated[str, typer.Option(help="Published snapshot by version or tag.")] = CURRENT,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Compile and run definitions, all of them at once, for the owner of the data folder; the audit says so.

    Prints rows, persons and seconds of each: definitions share the work, so its seconds are its equal share.
    """
    if home is not None:
        os.environ["ASAN_HOME"] = str(home)
        settings.cache_clear()
    principal = owner()
    upgrade()
    definitions = read_definitions(paths)
    done = service.generate(principal, definitions, snapshot=version_of(snapshot), surface="cli")
    if rows is not None:
        pq.write_table(service.named_spans(definitions, done.spans), rows)
    _warn(definitions, done)
    if as_json:
        _print_json(done)
    else:
        _print(done)


def _warn(definitions: list[NamedDefinition], done: service.Generation) -> None:
    for definition in definitions:
        for place in definition.unknown:
            sys.stderr.write(f"warning: {definition.name}: {place} is unknown to Circe and has no effect\n")
    for column in done.absent:
        sys.stderr.write(f"warning: this CDM has no {column}: no event meets what is said of it\n")


def _print_json(done: service.Generation) -> None:
    document = {
        "snapshot": done.snapshot,
        "seconds": round(done.seconds, 3),
        "cohorts": [{**asdict(cohort), "seconds": round(_share(done), 4)} for cohort in done.cohorts],
    }
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")


def _print(done: service.Generation) -> None:
    table = Table("cohort", "rows", "persons", "seconds")
    for cohort in done.cohorts:
        table.add_row(cohort.name, f"{cohort.rows:,}", f"{cohort.persons:,}", f"{_share(done):.3f}")
    console = Console()
    console.print(table)
    console.print(f"snapshot {done.snapshot}, {len(done.cohorts)} cohorts, {done.seconds:.2f} s")


def _share(done: service.Generation) -> float:
    return done.seconds / len(done.cohorts)
