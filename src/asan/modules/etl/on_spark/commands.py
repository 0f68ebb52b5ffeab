"""`asan etl spark`: the same steps on Spark; the CDM becomes Parquet in a folder."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from asan.gateway.owner import owner
from asan.modules.etl.on_spark.service import run_on_spark
from asan.modules.etl.progress_bar import progress_bar


def spark(
    source: Annotated[str, typer.Option(help="Folder or zip with the source files (CSV or Parquet), s3://… too.")],
    to: Annotated[
        str, typer.Option(help="Folder of the result, which this machine and Spark's see by one name; or s3://…")
    ],
    work: Annotated[
        Path | None, typer.Option(help="Where a result for s3://… is made, by one name too; default: in ASAN_HOME.")
    ] = None,
    address: Annotated[
        str, typer.Option("--spark", help="local[4], spark://host:7077, sc://host:15002, …; default: ASAN_SPARK.")
    ] = "",
    label: Annotated[str, typer.Option(help="How the report names the source; default: its path.")] = "",
    synthetic: Annotated[bool, typer.Option(help="Label the result as synthetic: no real patients.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as one JSON document.")] = False,
) -> None:
    """Run the steps on SOURCE with Spark and leave the CDM as Parquet in the folder TO, which is replaced whole."""
    by = owner()
    with progress_bar() as follow:
        told = run_on_spark(
            by, source, to, work=work, address=address, label=label, synthetic=synthetic, surface="cli", progress=follow
        )
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    console = Console() if sys.stdout.isatty() else Console(width=160)
    table = Table("step", "seconds", "read", "loaded", "rejected", "merged", "expanded")
    for step in told["steps"]:
        sums = [f"{sum(step[key].values()):,}" for key in ("read", "loaded", "rejected", "merged", "expanded")]
        table.add_row(step["name"], f"{step['seconds']:.1f}", *sums)
    console.print(table)
    verdict = "reconciles to the row" if told["reconciles"] else "does not reconcile"
    console.print(f"{told['source']} → {to}; {verdict}; {told['seconds']:.1f} s")
