"""`asan analysis`: analyses of generated cohorts from a file, as somebody may see them."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from asan.gateway.accounts import principal_named
from asan.gateway.owner import owner, owner_name
from asan.gateway.principal import Principal
from asan.gateway.snapshot_names import CURRENT, version_of
from asan.kit.errors import BadInput
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.research.analysis.cohorts import numbered, reading_of
from asan.modules.research.analysis.kinds import Told, cohorts_of, compute
from asan.modules.research.analysis.specification import Specified, read_specification
from asan.modules.research.analysis.tables import tables

app = typer.Typer(help="Analyses of cohorts: Table 1, features, incidence, survival, pathways.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep ``run`` a command of its group though it is the only one."""


@app.command()
def run(
    file: Annotated[Path, typer.Argument(metavar="FILE.json", help="The analyses; cohorts in them by number or name.")],
    as_: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="A user, or a role; default: the data folder's owner.")
    ] = None,
    project: Annotated[str | None, typer.Option(help="The project of NAME's that it is for.")] = None,
    snapshot: Annotated[str, typer.Option(help="Published snapshot by version or tag.")] = CURRENT,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Write a CSV a table there.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Run the analyses of a file through the gateway, as NAME may see the data; each within ASAN_COHORT_SECONDS."""
    try:
        specification = read_specification(file.read_bytes())
    except OSError as error:
        raise BadInput(detail=f"{file}: {error.strerror}") from None
    name = owner_name()
    upgrade()
    found = owner() if as_ is None else principal_named(as_, acting_for=f"os:{name}", project=project)
    principal = replace(found, snapshot=version_of(snapshot))
    lookup = numbered(principal)
    answers = {one.id: _answer(principal, one, lookup) for one in specification}
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for called, answer in answers.items():
            for added, table in tables(answer, {}, least=1).items():
                (out / f"{called}{added}.csv").write_bytes(table.as_csv())
    if as_json:
        told: dict[str, Any] = {called: answer.model_dump(mode="json") for called, answer in answers.items()}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    elif out is None:
        _print(answers)


def _answer(principal: Principal, one: Specified, lookup: Any) -> Told:
    asked = one.asked(lookup)
    reading = reading_of(principal, *cohorts_of(one.kind, asked), surface="cli", seconds=settings().cohort_seconds)
    return compute(one.kind, reading, asked, "en")


def _print(answers: dict[str, Told]) -> None:
    console = Console()
    for called, answer in answers.items():
        for added, found in tables(answer, {}, least=1).items():
            table = Table(*found.keys, *found.columns, title=f"{called}{added}")
            for row in found.written():
                table.add_row(*row)
            console.print(table)
        snapshot = answer.provenance.snapshot
        console.print(f"snapshot {snapshot}" if snapshot is not None else "CDM in place")
