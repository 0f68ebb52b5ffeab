"""`asan vocabulary`: load one, say which is loaded, search it."""

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from asan.gateway.snapshot_names import CURRENT, version_of
from asan.kit.errors import BadInput
from asan.kit.migrate import upgrade
from asan.kit.translation import Text
from asan.modules.ontology import service
from asan.omop.search.concept import Filters, Found
from asan.warehouse.vocabulary import VocabularyInfo, VocabularyLoad

app = typer.Typer(
    help="Vocabularies: load an Athena download, see its versions, search concepts.", no_args_is_help=True
)


class NothingToLoad(BadInput):
    """Neither a path nor the starter vocabulary was asked for, or both were."""

    code = "nothing_to_load"
    text = Text("경로와 --starter 가운데 하나를 지정해야 합니다.", "Give either a path or --starter.")
    next = Text("`asan vocabulary load 경로`", "`asan vocabulary load PATH`")


@app.command()
def load(
    path: Annotated[Path | None, typer.Argument(help="Athena download: the zip, or its folder.")] = None,
    starter: Annotated[bool, typer.Option("--starter", help="The small vocabulary that comes with asan.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Load a vocabulary into the lake, in one transaction, and index it for search."""
    if (path is None) == (not starter):
        raise NothingToLoad
    if path is not None:
        done = _load(path)
    else:
        from asan.omop.starter import write

        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder))
            done = _load(Path(folder))
    _warn(done)
    if as_json:
        sys.stdout.write(json.dumps(asdict(done), ensure_ascii=False) + "\n")
        return
    if done.already_loaded:
        sys.stdout.write("The lake holds this very vocabulary already; nothing was changed.\n")
    _show(done)


Snapshot = Annotated[
    str, typer.Option(help="The vocabulary of this published snapshot, by version or tag; current: loaded last.")
]


@app.command()
def index(snapshot: Snapshot = CURRENT) -> None:
    """Make the search index of a vocabulary where this machine has none: no download is needed."""
    done = service.index(_version(snapshot))
    sys.stdout.write(f"The concepts of {done.version} can be searched.\n")


@app.command()
def status(
    snapshot: Snapshot = CURRENT,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """A vocabulary: its versions, its rows, what it lacks."""
    found = service.status(_version(snapshot))
    if as_json:
        sys.stdout.write(json.dumps({**asdict(found.info), "searchable": found.searchable}, ensure_ascii=False) + "\n")
        return
    _show(found.info)
    _warn(found.info)
    if not found.searchable:
        sys.stderr.write("warning: no search index; `asan vocabulary index` makes it\n")


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="Id, code, name in English or Korean, or a part of one.")],
    domain: Annotated[list[str] | None, typer.Option(help="Only this domain; may be repeated.")] = None,
    vocabulary: Annotated[list[str] | None, typer.Option(help="Only this vocabulary; may be repeated.")] = None,
    concept_class: Annotated[
        list[str] | None, typer.Option("--class", help="Only this class; may be repeated.")
    ] = None,
    standard: Annotated[bool, typer.Option("--standard", help="Standard concepts only.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    snapshot: Snapshot = CURRENT,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Find concepts."""
    filters = Filters(
        tuple(domain or ()), tuple(vocabulary or ()), tuple(concept_class or ()), ("S",) if standard else ()
    )
    found = service.search(text, filters, limit, snapshot=_version(snapshot))
    if as_json:
        sys.stdout.write(json.dumps(asdict(found), ensure_ascii=False) + "\n")
    else:
        _show_found(found)


def _version(snapshot: str) -> int | None:
    if snapshot != CURRENT:
        upgrade()
    return version_of(snapshot)


def _load(path: Path) -> VocabularyLoad:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("vocabulary", total=1.0)
        return service.load(path, lambda share, what: progress.update(task, completed=share, description=what))


def _show(info: VocabularyInfo) -> None:
    console = Console()
    console.print(f"{info.version}  ({info.fingerprint})")
    for title, values in (("vocabulary", info.vocabularies), ("table", info.rows)):
        table = Table(title, "rows" if title == "table" else "version")
        for name, value in values.items():
            table.add_row(name, f"{value:,}" if isinstance(value, int) else value)
        console.print(table)


def _show_found(found: Found) -> None:
    table = Table("concept_id", "", "name", "vocabulary", "code", "domain", "synonyms", caption=f"{found.total:,}")
    for concept in found.concepts:
        table.add_row(
            str(concept.concept_id),
            concept.standard or concept.invalid_reason or "",
            concept.name,
            concept.vocabulary,
            concept.code,
            concept.domain,
            ", ".join(concept.synonyms[:3]),
        )
    Console().print(table)


def _warn(info: VocabularyInfo) -> None:
    for warning in info.warnings:
        sys.stderr.write(f"warning: {warning['code']}: {warning['en']}\n")
