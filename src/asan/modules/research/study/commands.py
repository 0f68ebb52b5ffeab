"""`asan study`: make a study package, look at it, run it here, compare the results of two sites."""

import json
import os
import sys
from dataclasses import asdict, replace
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
from asan.modules.research.analysis.specification import Specified, read_specification
from asan.modules.research.study import comparing, running
from asan.modules.research.study.checking import Check, check
from asan.modules.research.study.making import choose, make
from asan.modules.research.study.manifest import StudyProvenance
from asan.modules.research.study.package import SUFFIX, Package, read_file, write

app = typer.Typer(help="Study packages: one file that another site runs on its own CDM.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", help=f"A study package (NAME{SUFFIX}).")]
Home = Annotated[Path | None, typer.Option(help="The data folder; default: ASAN_HOME.")]
As = Annotated[
    str | None, typer.Option("--as", metavar="NAME", help="A user, or a role; default: the data folder's owner.")
]
Project = Annotated[str | None, typer.Option(help="The project of NAME's that it is for.")]
Snapshot = Annotated[str, typer.Option(help="Published snapshot by version or tag.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Site = Annotated[str, typer.Option(help="How this site is called in the results.")]
AllowMissing = Annotated[bool, typer.Option("--allow-missing", help="Run though the vocabulary lacks concepts.")]


@app.command("make")
def make_package(
    file: File,
    cohort: Annotated[
        list[str], typer.Option(help="A saved cohort by number (12, 12@3), name, or a Circe file; key=… names it.")
    ],
    analyses: Annotated[Path, typer.Option(metavar="SPEC.json", help="The analyses, cohorts in them by key.")],
    name: Annotated[str, typer.Option(help="The study's name; default: the file's.")] = "",
    description: Annotated[str, typer.Option(help="What it is about.")] = "",
    results: Annotated[bool, typer.Option(help="Run it here, and put the results in.")] = True,
    site: Site = "",
    as_: As = None,
    project: Project = None,
    snapshot: Snapshot = CURRENT,
    home: Home = None,
    allow_missing: AllowMissing = False,
) -> None:
    """Make a package of saved cohorts and analyses, with this site's results."""
    principal = _begin(home, as_, project, snapshot)
    stem = file.name.removesuffix(SUFFIX)
    chosen = choose(principal, cohort)
    package = make(principal, name or stem, chosen, _specification(analyses), description=description)
    if results:
        ran = running.run(principal, package, surface="cli", allow_missing=allow_missing, site=site)
        package = ran.package
        _print_outcomes(ran.provenance)
    target = file if file.name.endswith(SUFFIX) else file.with_name(f"{stem}{SUFFIX}")
    _save(package, target)


@app.command()
def show(file: File, as_json: Json = False) -> None:
    """What is in a package. Nothing of this site is looked at."""
    package = read_file(file)
    package.definitions()
    analyses = package.analyses()
    manifest = package.manifest
    if as_json:
        told = {**manifest.as_json(), "analyses": [one.as_json() for one in analyses], "digest": package.digest}
        _print_json(told)
        return
    console = Console()
    console.print(f"{manifest.title or manifest.name} · asan {manifest.platform} · CDM {manifest.cdm}", markup=False)
    if manifest.description:
        console.print(manifest.description, markup=False)
    table = Table("cohort", "name", "number", "version", "digest")
    for entry in manifest.cohorts:
        table.add_row(entry.key, entry.name, _or_dash(entry.id), _or_dash(entry.version), entry.digest[:16])
    console.print(table)
    table = Table("concept set", "number", "version", "digest")
    for found in manifest.concept_sets:
        table.add_row(found.name, _or_dash(found.id), _or_dash(found.version), found.digest[:16])
    console.print(table)
    table = Table("analysis", "kind", "of")
    for one in analyses:
        table.add_row(one.id, one.kind, json.dumps(dict(one.members), ensure_ascii=False))
    console.print(table)
    provenance = package.provenance()
    if provenance is not None:
        _print_outcomes(provenance)


@app.command("check")
def check_package(
    file: File,
    as_: As = None,
    project: Project = None,
    snapshot: Snapshot = CURRENT,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Hold a package against its hashes and this site: concepts not in the vocabulary, tables without rows.

    Ends with 4 where something was found.
    """
    package = read_file(file)
    principal = _begin(home, as_, project, snapshot)
    found = check(principal, package, "cli")
    if as_json:
        _print_json(_check_json(found))
    else:
        _print_check(found)
    if not found.clean:
        raise typer.Exit(BadInput.exit_code)


@app.command()
def run(
    file: File,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the result package goes.")] = Path(),
    as_: As = None,
    project: Project = None,
    snapshot: Snapshot = CURRENT,
    home: Home = None,
    site: Site = "",
    allow_missing: AllowMissing = False,
    as_json: Json = False,
) -> None:
    """Run a package on this site's CDM, as NAME may see it, and write a package with this site's results."""
    package = read_file(file)
    principal = _begin(home, as_, project, snapshot)
    ran = running.run(principal, package, surface="cli", allow_missing=allow_missing, site=site)
    target = out / f"{package.manifest.name}.results{SUFFIX}"
    if as_json:
        _save(ran.package, target, quiet=True)
        _print_json({"file": str(target), "check": _check_json(ran.check), **ran.provenance.model_dump(mode="json")})
        return
    _print_check(ran.check)
    _print_outcomes(ran.provenance)
    _save(ran.package, target)


@app.command()
def compare(
    first: Annotated[Path, typer.Argument(metavar="A", help="A package with results.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="Another one.")],
    as_json: Json = False,
) -> None:
    """Put the results of two packages side by side: of two sites, or of two snapshots."""
    found = comparing.compare(read_file(first), read_file(second), (first.name, second.name))
    if as_json:
        _print_json(
            {
                "equal": found.equal,
                "first": found.first.snapshot.model_dump(mode="json"),
                "second": found.second.snapshot.model_dump(mode="json"),
                "other_cohorts": found.other_cohorts,
                "other_analyses": found.other_analyses,
                "tables": {
                    name: [
                        {"key": line.key, "column": line.column, "first": line.first, "second": line.second}
                        for line in lines
                    ]
                    for name, lines in found.tables.items()
                },
            }
        )
        return
    console = Console()
    for key in found.other_cohorts:
        console.print(f"cohort {key}: not the same definition · 정의가 다릅니다", markup=False)
    if found.other_analyses:
        console.print("analyses differ · 분석 명세가 다릅니다")
    for name, lines in found.tables.items():
        table = Table("", "", first.name, second.name, "difference", title=name)
        for line in lines:
            if line.first != line.second or line.column == "persons":
                about = " · ".join(part for part in line.key if part)
                table.add_row(
                    about, line.column, _or_dash(line.first), _or_dash(line.second), _or_dash(line.difference)
                )
        console.print(table)
    console.print("equal · 같습니다" if found.equal else "— : not told, or not there · 알릴 수 없거나 없습니다")


def _begin(home: Path | None, as_: str | None, project: str | None, snapshot: str) -> Principal:
    if home is not None:
        os.environ["ASAN_HOME"] = str(home)
        settings.cache_clear()
    name = owner_name()
    upgrade()
    found = owner() if as_ is None else principal_named(as_, acting_for=f"os:{name}", project=project)
    return replace(found, snapshot=version_of(snapshot))


def _specification(path: Path) -> list[Specified]:
    try:
        return read_specification(path.read_bytes())
    except OSError as error:
        raise BadInput(detail=f"{path}: {error.strerror}") from None


def _save(package: Package, target: Path, *, quiet: bool = False) -> None:
    content = write(package)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.part")
        partial.write_bytes(content)
        partial.replace(target)
    except OSError as error:
        raise BadInput(detail=f"{target}: {error.strerror}") from None
    if not quiet:
        Console().print(f"{target} ({len(content):,} bytes, {package.digest[:16]})", markup=False, soft_wrap=True)


def _check_json(found: Check) -> dict[str, Any]:
    return {**asdict(found), "snapshot": found.snapshot.model_dump(mode="json"), "clean": found.clean}


def _print_check(found: Check) -> None:
    for each in found.missing:
        where = ", ".join(each.cohorts)
        _warn(f"concept {each.concept} {each.name} ({where}) is not in the vocabulary · 용어에 없는 개념입니다")
    for table in found.empty:
        _warn(f"{table} has no row here · 비어 있는 테이블입니다")
    for table in found.absent:
        _warn(f"{table} is not there, or not for you to see · 없거나 볼 수 없는 테이블입니다")
    for place in found.unknown:
        _warn(f"{place} is unknown to Circe and has no effect")
    if found.cdm:
        _warn(f"made for CDM {found.cdm} · 다른 버전의 CDM으로 만든 패키지입니다")


def _print_outcomes(provenance: StudyProvenance) -> None:
    snapshot = provenance.snapshot
    console = Console()
    at = f"snapshot {snapshot.version}" if snapshot.version is not None else "CDM in place"
    console.print(f"{at}, vocabulary {snapshot.vocabulary_version}, rights {provenance.rights}", markup=False)
    table = Table("cohort", "persons", "concepts missing")
    for cohort in provenance.cohorts:
        table.add_row(cohort.key, _or_dash(cohort.persons), str(cohort.missing))
    console.print(table)
    table = Table("analysis", "kind", "outcome", "")
    for done in provenance.analyses:
        why = "" if done.code is None else f"{done.code}: {done.en}"
        table.add_row(done.id, done.kind, done.outcome, why or ", ".join(done.tables))
    console.print(table)


def _warn(text: str) -> None:
    sys.stderr.write(f"warning: {text}\n")


def _or_dash(value: object) -> str:
    return "—" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _print_json(document: object) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
