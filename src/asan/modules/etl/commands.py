"""`asan etl`: run the steps, follow runs, read rejects."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from asan.gateway import output
from asan.gateway.accounts import principal_named
from asan.gateway.owner import owner, owner_name
from asan.gateway.service import gateway
from asan.kit.migrate import upgrade
from asan.modules.etl import service
from asan.modules.etl.cdm_export import service as cdm_export
from asan.modules.etl.cdm_export.commands import show
from asan.modules.etl.errors import RunStopped
from asan.modules.etl.on_spark.commands import spark
from asan.modules.etl.progress_bar import progress_bar

app = typer.Typer(help="From source files to a published CDM: run, status, rejects.", no_args_is_help=True)

# Rejects come whole: a run's listing that ends in the middle would hide some.
_MOST_REJECTS = 2_000_000_000

app.command()(spark)


class Format(StrEnum):
    """How rejects are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@app.command()
def run(
    source: Annotated[Path, typer.Option(help="Folder or zip with the source files (CSV or Parquet).")],
    vocabulary: Annotated[Path | None, typer.Option(help="Athena download to load first, folder or zip.")] = None,
    label: Annotated[str, typer.Option(help="How pages name the source; default: its path.")] = "",
    synthetic: Annotated[bool, typer.Option(help="Label the result as synthetic: no real patients.")] = False,
    target: Annotated[
        str, typer.Option(help="PostgreSQL address that the snapshot is then written to; default: ASAN_ETL_TARGET.")
    ] = "",
    incremental: Annotated[
        bool, typer.Option(help="SOURCE holds only what is new or has changed since the published load.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as one JSON document.")] = False,
) -> None:
    """Run the 13 steps on SOURCE, publish the result as a snapshot, and write it to TARGET where one is given."""
    starter = f"os:{owner_name()}"
    to = cdm_export.destination(target)
    if to is not None and target:
        # Asked for now, so it is refused now rather than after hours of work. A configured target that is away does
        # not keep the lake from being loaded.
        cdm_export.check(to)
    report = None
    try:
        with progress_bar() as follow:
            report = _load(
                source,
                vocabulary,
                label=label,
                synthetic=synthetic,
                incremental=incremental,
                started_by=starter,
                progress=follow,
            )
            if to is not None:
                report["target"] = cdm_export.export(
                    owner(),
                    to,
                    snapshot=str(report["snapshot"]),
                    surface="cli",
                    progress=lambda share, what: follow(share, "target", what),
                )
    finally:
        # The run has succeeded, whatever becomes of its copy.
        if report is not None:
            _tell(report, as_json)


def _load(source: Path, vocabulary: Path | None, **how: Any) -> dict[str, Any]:
    try:
        return service.load_source(source, vocabulary, **how)
    except KeyboardInterrupt as error:
        raise RunStopped from error


@app.command()
def status(
    limit: Annotated[int, typer.Option(min=1, help="Runs to show, newest first.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list instead of a table.")] = False,
) -> None:
    """Show the last runs, and how far a running one is."""
    owner_name()
    upgrade()
    views = service.runs_status(limit)
    if as_json:
        print(json.dumps([_run_json(view) for view in views], ensure_ascii=False, indent=2))
        return
    table = Table("run", "state", "started (UTC)", "seconds", "peak MB", "snapshot", "step", "source")
    for view in views:
        step = next((s.name for s in view.steps if s.state in ("running", "failed")), "")
        table.add_row(
            str(view.id),
            view.state + (f" ({view.error_code})" if view.error_code else ""),
            f"{view.started:%Y-%m-%d %H:%M:%S}",
            f"{view.seconds:.1f}" if view.seconds is not None else "",
            f"{view.peak_mb:,.0f}" if view.peak_mb is not None else "",
            str(view.snapshot or ""),
            step,
            view.source,
        )
    _console().print(table)


@app.command()
def rejects(
    run: Annotated[int | None, typer.Option(help="Run; default: the newest that has rejects.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to write them.")] = Format.TABLE,
    as_: Annotated[str, typer.Option("--as", metavar="NAME", help="Read as this user; default: the owner.")] = "",
) -> None:
    """List rejected rows with file, line, column, value and reason."""
    principal = principal_named(as_, acting_for=f"os:{owner_name()}") if as_ else owner()
    upgrade()
    if run is not None:
        service.run_status(run)
    sql, parameters = service.reject_query(run)
    answer = gateway().query(principal, sql, parameters=parameters, row_limit=_MOST_REJECTS, surface="cli")
    try:
        match format_:
            case Format.JSON:
                output.write_json(answer, sys.stdout)
            case Format.CSV:
                output.write_csv(answer, sys.stdout)
            case Format.TABLE:
                output.write_table(answer, sys.stdout)
        sys.stdout.flush()
    finally:
        answer.close()


def _run_json(view: service.RunView) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: getattr(view, name)
        for name in ("id", "kind", "source", "state", "pid", "started_by", "seconds", "peak_mb", "snapshot")
    }
    told["started"] = view.started.isoformat() + "Z"
    told["ended"] = view.ended.isoformat() + "Z" if view.ended else None
    told["error"] = {"code": view.error_code, **(view.error_text or {})} if view.error_code else None
    told["steps"] = [
        {"name": s.name, "state": s.state, "rows": s.rows, "seconds": s.seconds, "progress": s.progress}
        for s in view.steps
    ]
    return told


def _tell(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
        return
    _print_report(report)
    if "target" in report:
        show(report["target"])


def _print_report(report: dict[str, Any]) -> None:
    console = _console()
    table = Table("step", "seconds", "read", "loaded", "rejected", "merged", "expanded")
    for step in report["steps"]:
        sums = [f"{sum(step[key].values()):,}" for key in ("read", "loaded", "rejected", "merged", "expanded")]
        table.add_row(step["name"], f"{step['seconds']:.1f}", *sums)
    console.print(table)
    if change := report.get("incremental"):
        console.print(
            f"added to snapshot {change['base']}: {change['incoming']:,} rows read, {change['replaced']:,} replaced; "
            f"{change['persons']:,} persons made anew, {change.get('prolonged', 0):,} others prolonged, "
            f"with {change['stored']:,} stored rows; {change['unchanged']:,} rows as they were"
        )
    told = "reconciles to the row" if report["reconciles"] else "does not reconcile"
    console.print(
        f"run {report['run']} → snapshot {report['snapshot']}; {told}; "
        f"{report['seconds']:.1f} s, {report['peak_mb']:,.0f} MB at most"
    )


def _console() -> Console:
    """Standard output; wide where it is a file, since nobody can widen that."""
    return Console() if sys.stdout.isatty() else Console(width=160)
