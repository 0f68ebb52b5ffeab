"""notes.csv, which Synthea has not: clinical notes with their visit; and what they mention, for ``truth/``."""

import numpy as np
import pyarrow as pa

from asan.synth.catalog import CODES
from asan.synth.cells import chosen, moments, text
from asan.synth.chart import Chart
from asan.synth.notes.slots import MEANINGS
from asan.synth.tables.care import links

Table = dict[str, pa.Array]


def notes(chart: Chart) -> Table:
    """One row a note."""
    n, _ = chart.notes
    return {
        "ID": text(chart.note_ids),
        "DATE": moments(n.time),
        **links(chart, n.encounter),
        "TYPE": text(n.type),
        "TITLE": text(n.title),
        "TEXT": text(n.text),
        "LANGUAGE": text(n.language),
    }


def entities(chart: Chart) -> Table:
    """One row a mention: where it stands (from character ``start`` to before ``end``), its code, how it is meant."""
    _, m = chart.notes
    names = list(MEANINGS)
    slot = np.array([names.index(name) for name in m.slot.tolist()], dtype=np.int64)
    meant = np.array([meaning[1:] for meaning in MEANINGS.values()])[slot]
    return {
        "note": text(chart.note_ids).take(pa.array(m.note)),
        "kind": chosen([meaning.kind for meaning in MEANINGS.values()], slot),
        "text": text(m.text),
        "start": pa.array(m.start),
        "end": pa.array(m.end),
        "vocabulary": chosen([c.vocabulary for c in CODES], m.code),
        "code": chosen([c.code for c in CODES], m.code),
        **{name: pa.array(meant[:, column]) for column, name in enumerate(_HOW)},
    }


_HOW = ("negated", "uncertain", "historical", "family")
