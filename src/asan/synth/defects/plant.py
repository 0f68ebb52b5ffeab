"""Planting defects into the tables of one block, and noting what becomes of each row that they touch."""

import csv
import io
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from asan.synth.arrays import Bools, Ints, Strings
from asan.synth.defects.kinds import (
    BROKEN,
    CONSEQUENCE,
    COPIED,
    DUPLICATE,
    KINDS,
    Kind,
    Rows,
    days_by_patient,
)
from asan.synth.defects.layout import LAYOUTS, Layout
from asan.synth.draws import Draws
from asan.synth.files import Format, as_text


@dataclass(frozen=True)
class Spoilt:
    """A table with defects. ``broken``: rows written as another line (no record) than their cells make.

    ``row``, ``kind``, ``column``, ``outcome``: the ledger of this table, ordered by row (from 0).
    """

    table: pa.Table
    broken: dict[int, str] = field(default_factory=dict)
    row: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    kind: Strings = field(default_factory=lambda: np.zeros(0, object))
    column: Strings = field(default_factory=lambda: np.zeros(0, object))
    outcome: Strings = field(default_factory=lambda: np.zeros(0, object))


def plant(tables: dict[str, pa.Table], draws: Draws, rate: float, format: Format, first: bool) -> dict[str, Spoilt]:
    """The block's tables with defects in the share ``rate`` of their rows, but of those of sites and insurers.

    A row has one defect at most, and none where its patient's or its visit's row is lost already: such a row is noted
    as a consequence. Dates become text, whatever the format, so that each can hold what is no date. ``first``: this is
    the hospital's first block, whose files get the quotes that are never closed (one a file: readers pay for each).
    """
    patients = days_by_patient(tables["patients"])
    lost_patients: set[str] = set()
    lost_visits: set[str] = set()
    spoilt = {}
    for name, layout in LAYOUTS.items():
        draw = draws.stream(f"defects {name}")
        table = _dates_as_text(tables[name])
        orphaned = _orphaned(table, layout, lost_patients, lost_visits)
        result = _spoil(table, layout, patients, orphaned, draw, rate, format, first)
        if name in ("patients", "encounters"):
            lost = result.row[result.kind != DUPLICATE]
            ids = table[layout.key].take(pa.array(lost)).to_pylist()
            (lost_patients if name == "patients" else lost_visits).update(ids)
        spoilt[name] = result
    return {name: spoilt.get(name) or Spoilt(table) for name, table in tables.items()}


def _dates_as_text(table: pa.Table) -> pa.Table:
    columns = [as_text(c) if pa.types.is_temporal(c.type) else c for c in table.columns]
    return pa.table(columns, names=table.column_names)


def _orphaned(table: pa.Table, layout: Layout, patients: set[str], visits: set[str]) -> Strings:
    """The reason for which each row is rejected with its patient or its visit, nothing for the others."""
    reason = np.full(len(table), "", dtype=object)
    for column, lost, why in ((layout.encounter, visits, "unknown_encounter"),
                              (layout.patient, patients, "unknown_patient")):  # fmt: skip
        if column and lost:
            reason[pc.is_in(table[column], pa.array(sorted(lost))).to_numpy()] = why
    return reason


def _spoil(
    table: pa.Table,
    layout: Layout,
    patients: tuple[dict[str, int], Ints, Bools, Ints],
    orphaned: Strings,
    draw: np.random.Generator,
    rate: float,
    format: Format,
    first: bool,
) -> Spoilt:
    at = np.flatnonzero((draw.random(len(table)) < rate) & (orphaned == ""))
    rows = _rows(table.take(pa.array(at)), layout, patients)
    kinds = (*KINDS, COPIED, *([BROKEN] if format is Format.csv else []))
    of = _choose(kinds, rows, len(at), draw)
    column, value = np.full(len(at), "", dtype=object), np.full(len(at), None, dtype=object)
    for number, kind in enumerate(kinds):
        chosen = np.flatnonzero(of == number)
        if kind not in (COPIED, BROKEN):
            column[chosen], value[chosen] = kind.spoil(rows, chosen, draw)
    copies = at[of == kinds.index(COPIED)]
    broken = {} if BROKEN not in kinds else _broken(table, at[of == kinds.index(BROKEN)], first)
    table = _replaced(table, at, column, value)
    own = of != kinds.index(COPIED)
    hurt = np.flatnonzero(orphaned != "")
    row = np.concatenate([at[own], hurt, len(table) + np.arange(len(copies))])
    names, outcomes = np.array([[k.name, k.outcome] for k in kinds], dtype=object).T
    order = np.argsort(row, kind="stable")

    def noted(planted: Strings, consequence: Strings, copied: str) -> Strings:
        parts = [planted[own], consequence, np.full(len(copies), copied, dtype=object)]
        return np.asarray(np.concatenate(parts))[order]

    return Spoilt(
        pa.concat_tables([table, table.take(pa.array(copies))]),
        broken,
        row[order],
        noted(names[of], np.full(len(hurt), CONSEQUENCE, dtype=object), COPIED.name),
        noted(column, np.full(len(hurt), "", dtype=object), layout.key),
        noted(outcomes[of], orphaned[hurt], COPIED.outcome),
    )


def _rows(table: pa.Table, layout: Layout, patients: tuple[dict[str, int], Ints, Bools, Ints]) -> Rows:
    cells = {name: np.array(table[name].to_pylist(), dtype=object) for name in table.column_names}
    place, birth, dead, death = patients
    if not layout.patient:
        count = len(table)
        return Rows(layout, cells, np.zeros(count, np.int64), np.zeros(count, bool), np.zeros(count, np.int64))
    of = np.array([place[id] for id in cells[layout.patient]], dtype=np.int64)
    return Rows(layout, cells, birth[of], dead[of], death[of])


def _choose(kinds: tuple[Kind, ...], rows: Rows, count: int, draw: np.random.Generator) -> Ints:
    """A kind for each row, each that fits the row being equally likely."""
    fits = np.stack([np.broadcast_to(kind.fits(rows), (count,)) for kind in kinds])
    return np.asarray(np.argmax(np.where(fits, draw.random(fits.shape), -1.0), axis=0))


def _replaced(table: pa.Table, at: Ints, column: Strings, value: Strings) -> pa.Table:
    for name in sorted(set(column) - {""}):
        mask = np.zeros(len(table), dtype=bool)
        mask[at[column == name]] = True
        fresh = pc.replace_with_mask(
            table[name].combine_chunks(), pa.array(mask), pa.array(value[column == name], pa.string())
        )
        table = table.set_column(table.column_names.index(name), name, fresh)
    return table


def _broken(table: pa.Table, at: Ints, first: bool) -> dict[int, str]:
    """Lines with a cell too few or too many by turns, and one with a quote that nobody closes."""
    lines = {}
    for turn, row in enumerate(at.tolist()):
        cells = ["" if v is None else str(v).replace("\n", " ") for v in (c[row].as_py() for c in table.columns)]
        if turn == 0 and first:
            lines[row] = _line(cells[:-1]) + ',"never closed'
        else:
            lines[row] = _line(cells[:-1] if turn % 2 else [*cells, "surplus"])
    return lines


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()
