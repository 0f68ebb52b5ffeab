"""`asan synth`: write a synthetic hospital."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from asan.synth.files import Format
from asan.synth.hospital import write_hospital
from asan.synth.presets import Preset
from asan.synth.workers import fitting


def synth(
    out: Annotated[Path, typer.Argument(help="Folder to write; one that holds other files is refused.")],
    patients: Annotated[
        int | None, typer.Option(help="How many persons; 300, or as many as the preset has.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files, byte for byte.")] = 1,
    years: Annotated[int, typer.Option(help="How many years of care.")] = 10,
    format: Annotated[Format, typer.Option(help="File format.")] = Format.csv,
    preset: Annotated[
        Preset | None, typer.Option(help="A named hospital; original: 76,074 persons and 92 million CDM rows.")
    ] = None,
    defects: Annotated[float, typer.Option(help="Share of rows to spoil; truth/defects.csv lists each.")] = 0.0,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes; one a core, or as many as memory has room for.", show_default=False),
    ] = None,
) -> None:
    """Write a synthetic Korean hospital as Synthea's files."""
    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("synth", total=1.0)
        written = write_hospital(
            out, patients, seed, years, format=format, workers=workers or fitting(), defects=defects, preset=preset,
            progress=lambda fraction: shown.update(task, completed=fraction),
        )  # fmt: skip
    typer.echo(
        f"{out}: {written} synthetic patients, {years} years, {format.value} · 합성 환자 {written}명, {years}년",
        err=True,
    )
