"""notes.csv, which Synthea has not: clinical notes with their visit."""

import pyarrow as pa

from asan.synth.cells import moments, text
from asan.synth.chart import Chart
from asan.synth.notes import notes as written
from asan.synth.tables.care import links

Table = dict[str, pa.Array]


def notes(chart: Chart) -> Table:
    """One row a note."""
    n = written(chart)
    return {
        "ID": text(chart.world.draws.uuids("note ids", len(n))),
        "DATE": moments(n.time),
        **links(chart, n.encounter),
        "TYPE": text(n.type),
        "TITLE": text(n.title),
        "TEXT": text(n.text),
        "LANGUAGE": text(n.language),
    }
