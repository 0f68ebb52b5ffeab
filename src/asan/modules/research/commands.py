"""`asan cohort`: run cohort definitions, read them aloud."""

import json
import os
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pyarrow.parquet as pq
import typer
from rich.console import Console
from rich.table import Table

from asan.gateway.accounts import principal_named
from asan.gateway.owner import owner, owner_name
from asan.gateway.snapshot_names import CURRENT, version_of
from asan.kit.errors import BadInput, Exit
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.translation import Language
from asan.modules.research import service
from asan.modules.research.brought import lookable
from asan.modules.research.definitions import DefinitionFailed, NamedDefinition, read_definition, read_definitions
from asan.omop.circe.explain import explain as read_aloud

app = typer.Typer(help="Cohorts: definitions of OHDSI ATLAS (Circe) over the CDM.", no_args_is_help=True)


class ReadAloud(StrEnum):
    """The platform's languages."""

    KOREAN = "ko"
    ENGLISH = "en"


@app.command()
def run(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE|DIR…", help="Circe JSON, or folders of it.")],
    home: Annotated[Path | None, typer.Option(help="The data folder; default: ASAN_HOME.")] = None,
    rows: Annotated[Path | None, typer.Option(metavar="OUT.parquet", help="Write the cohorts' rows there.")] = None,
    snapshot: Annotated[str, typer.Option(help="Published snapshot by version or tag.")] = CURRENT,
    as_: Annotated[str | None, typer.Option("--as", metavar="NAME", help="With whose own rights.")] = None,
    own_rights: Annotated[bool, typer.Option("--own-rights", help="On what NAME sees, not on every record.")] = False,
    project: Annotated[str | None, typer.Option(metavar="KEY", help="The project that NAME acts for.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Compile and run definitions, all of them at once, for the owner of the data folder; the audit says so.

    With --own-rights they are computed on the rows that NAME sees through their policies; a definition that looks at
    values which NAME does not see is refused, and they are named.

    Prints rows, persons and seconds of each: definitions share the work, so its seconds are its equal share.
    """
    if home is not None:
        os.environ["ASAN_HOME"] = str(home)
        settings.cache_clear()
    if (as_ is not None or project is not None) and not own_rights:
        raise BadInput(detail="--as, --project: --own-rights")
    name = owner_name()
    upgrade()
    principal = owner() if as_ is None else principal_named(as_, acting_for=f"os:{name}", project=project)
    definitions, unreadable = read_definitions(paths)
    if not definitions:
        raise unreadable[0]
    version = version_of(snapshot)
    if own_rights:
        definitions, refused = lookable(principal, definitions, version)
        unreadable += refused
    done = service.generate(principal, definitions, snapshot=version, surface="cli", as_seen=own_rights)
    failed = [*unreadable, *done.failed]
    if rows is not None:
        pq.write_table(service.named_spans(done), rows)
    _warn(definitions, done, failed)
    if as_json:
        _print_json(done, failed)
    else:
        _print(done)
    if failed:
        raise typer.Exit(Exit.BAD_INPUT)


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Circe JSON.")],
    lang: Annotated[ReadAloud, typer.Option(help="The language to read it in.")] = ReadAloud.KOREAN,
) -> None:
    """Say in sentences what a definition means, and what in it has no effect or finds nothing."""
    definition = read_definition(file)
    language: Language = "ko" if lang is ReadAloud.KOREAN else "en"
    sys.stdout.write(read_aloud(definition.expression, language, unknown=definition.unknown))


def _warn(definitions: list[NamedDefinition], done: service.Generation, failed: list[DefinitionFailed]) -> None:
    for error in failed:
        sys.stderr.write(f"{error.code}: {error.message.en} · {error.message.ko}\n")
    for definition in definitions:
        for place in definition.unknown:
            sys.stderr.write(f"warning: {definition.name}: {place} is unknown to Circe and has no effect\n")
    for cohort in done.cohorts:
        if cohort.missing:
            sys.stderr.write(f"warning: {cohort.name}: {cohort.missing} concepts are not in the vocabulary\n")
    for column in done.absent:
        sys.stderr.write(f"warning: this CDM has no {column}: no event meets what is said of it\n")


def _print_json(done: service.Generation, failed: list[DefinitionFailed]) -> None:
    document = {
        "snapshot": done.snapshot,
        "seconds": round(done.seconds, 3),
        "cohorts": [{**asdict(cohort), "seconds": round(_share(done), 4)} for cohort in done.cohorts],
        "failed": [
            {"name": error.values["name"], "code": error.values["reason"], "message": error.message.en}
            for error in failed
        ],
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
