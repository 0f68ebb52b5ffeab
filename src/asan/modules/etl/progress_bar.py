"""How far a run is, for whoever started it in a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn


@contextmanager
def progress_bar() -> Iterator[Callable[[float, str, str], None]]:
    """A bar on standard error where that is a terminal, else a line a step; standard output is the report's alone."""
    if not sys.stderr.isatty():
        yield _LinePerStep()
        return
    bar = Progress(
        TextColumn("{task.description:<20}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[detail]}"),
        console=Console(stderr=True),
    )
    with bar:
        task = bar.add_task("", total=1.0, detail="")
        yield lambda fraction, step, message: bar.update(task, completed=fraction, description=step, detail=message)


class _LinePerStep:
    """Progress for a log: the step's name once, when it begins."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, fraction: float, step: str, message: str) -> None:
        """Say that ``step`` began, unless it was said."""
        if step and step != self._last:
            self._last = step
            print(f"{fraction:4.0%} {step}", file=sys.stderr, flush=True)
