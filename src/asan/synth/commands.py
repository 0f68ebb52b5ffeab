"""`asan synth`: write a synthetic hospital."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from asan.synth.hospital import write_hospital


class Format(StrEnum):
    """How the tables are written."""

    csv = "csv"


def synth(
    out: Annotated[Path, typer.Argument(help="Folder to write to; made when absent.")],
    patients: Annotated[int, typer.Option(help="How many persons.")] = 300,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files, byte for byte.")] = 1,
    years: Annotated[int, typer.Option(help="How many years of care.")] = 10,
    format: Annotated[Format, typer.Option(help="File format.")] = Format.csv,
) -> None:
    """Write a synthetic Korean hospital as Synthea's files."""
    write_hospital(out, patients=patients, seed=seed, years=years)
    typer.echo(
        f"{out}: {patients} synthetic patients, {years} years, {format.value} · 합성 환자 {patients}명, {years}년",
        err=True,
    )
