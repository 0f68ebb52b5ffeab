"""The kinds of defects: where one can be planted, what the cell becomes, and what the 13 steps must do with the row."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from asan.synth.arrays import Bools, Ints, Strings
from asan.synth.defects.layout import Layout

KEPT = "concept_0"  # the row is loaded, with concept 0 and its source value
CONSEQUENCE = "consequence"  # the row is well, but its patient or its visit is lost
MALFORMED = "malformed_line"
DUPLICATE = "duplicate_id"
NOT_DATES = ("2019-02-30", "unknown", "미상", "2020-13-01", "0000-00-00", "20.05.2021?")
NOT_NUMBERS = ("검체 부족", "hemolyzed", "no result", "++", "1O.2", "see note")
FUTURE_YEAR = "2099"
CERTIFICATION = "308646001"  # a death certification may be dated after the death


@dataclass(frozen=True)
class Rows:
    """The rows of one file of a block: text by column, and the days (since 1970) of each one's patient.

    ``birth`` is 0 where the file has no patient; ``death`` is 0 for the living.
    """

    layout: Layout
    cells: dict[str, Strings]
    birth: Ints
    dead: Bools
    death: Ints


Cells = Callable[[Rows, Ints, np.random.Generator], tuple[Strings, Strings]]


@dataclass(frozen=True)
class Kind:
    """``outcome``: the reason for which the steps must reject the row, or ``KEPT``.

    ``fits`` says in which rows of a file it can be planted, ``spoil`` gives the column to change in each of the rows
    at the positions given, and its new text.
    """

    name: str
    outcome: str
    fits: Callable[[Rows], Bools | bool]
    spoil: Cells


def _constant(column: str, values: Strings) -> tuple[Strings, Strings]:
    return np.full(len(values), column, dtype=object), values.astype(object)


def _any(draw: np.random.Generator, choices: tuple[str, ...], count: int) -> Strings:
    return np.array(choices, dtype=object)[draw.integers(0, len(choices), count)]


def _strangers(draw: np.random.Generator, count: int) -> Strings:
    """Ids that nobody has: version 4 of a UUID never begins its third group with 0."""
    return np.array([f"{n:08x}-0000-0000-0000-{n:012x}" for n in draw.integers(0, 2**32, count)], dtype=object)


def _dated(text: Strings, days: Ints) -> Strings:
    """The cells with another date, and the time of day that they had."""
    day = np.datetime_as_string(days.astype("datetime64[D]"))
    return np.array([new + old[10:] for new, old in zip(day, text, strict=True)], dtype=object)


def _days(text: Strings) -> Ints:
    return np.array([value[:10] for value in text], dtype="datetime64[D]").astype(np.int64)


def _some(draw: np.random.Generator, count: int) -> Ints:
    return draw.integers(1, 400, count)


def _bad_date(rows: Rows, at: Ints, draw: np.random.Generator) -> tuple[Strings, Strings]:
    columns = tuple(filter(None, (rows.layout.start, rows.layout.stop)))
    return _any(draw, columns, len(at)), _any(draw, NOT_DATES, len(at))


def _missing(rows: Rows, at: Ints, draw: np.random.Generator) -> tuple[Strings, Strings]:
    columns = tuple(filter(None, (rows.layout.start, rows.layout.patient, *rows.layout.filled)))
    return _any(draw, columns, len(at)), np.full(len(at), "", dtype=object)


def _future(rows: Rows, at: Ints, draw: np.random.Generator) -> tuple[Strings, Strings]:
    # 29 February may not exist in that year.
    text = [FUTURE_YEAR + ("-03-01" if old[4:10] == "-02-29" else old[4:10]) + old[10:]
            for old in rows.cells[rows.layout.start][at]]  # fmt: skip
    return _constant(rows.layout.start, np.array(text, dtype=object))


def _before_birth(rows: Rows, at: Ints, draw: np.random.Generator) -> tuple[Strings, Strings]:
    start = rows.layout.start
    return _constant(start, _dated(rows.cells[start][at], rows.birth[at] - _some(draw, len(at))))


def _after_death(rows: Rows, at: Ints, draw: np.random.Generator) -> tuple[Strings, Strings]:
    start = rows.layout.start
    return _constant(start, _dated(rows.cells[start][at], rows.death[at] + _some(draw, len(at))))


def _end_first(rows: Rows, at: Ints, draw: np.random.Generator) -> tuple[Strings, Strings]:
    start = rows.cells[rows.layout.start][at]
    return _constant(rows.layout.stop, _dated(start, _days(start) - _some(draw, len(at))))


def _unknown_code(rows: Rows, at: Ints, draw: np.random.Generator) -> tuple[Strings, Strings]:
    local = draw.integers(0, 100, len(at))
    return _constant(rows.layout.code, np.array([f"LOCAL-{n:02d}" for n in local], dtype=object))


def _not_certified(rows: Rows) -> Bools | bool:
    return rows.cells["CODE"] != CERTIFICATION if "CODE" in rows.cells else True


KINDS: tuple[Kind, ...] = (
    Kind("bad_date", "wrong_type", lambda rows: True, _bad_date),
    Kind("missing_value", "missing_value", lambda rows: True, _missing),
    # Of the dead, what lies in the future lies after the death first.
    Kind("in_future", "in_future", lambda rows: ~rows.dead if rows.layout.patient else True, _future),
    Kind("end_before_start", "end_before_start", lambda rows: bool(rows.layout.stop), _end_first),
    Kind("before_birth", "before_birth", lambda rows: bool(rows.layout.patient), _before_birth),
    Kind("after_death", "after_death", lambda rows: rows.dead & _not_certified(rows) & bool(rows.layout.patient),
         _after_death),
    Kind("orphan_patient", "unknown_patient", lambda rows: bool(rows.layout.patient),
         lambda rows, at, draw: _constant(rows.layout.patient, _strangers(draw, len(at)))),
    Kind("orphan_encounter", "unknown_encounter", lambda rows: bool(rows.layout.encounter),
         lambda rows, at, draw: _constant(rows.layout.encounter, _strangers(draw, len(at)))),
    Kind("unknown_code", KEPT, lambda rows: bool(rows.layout.code), _unknown_code),
    Kind("bad_number", "wrong_type", lambda rows: bool(rows.layout.number) and rows.cells["TYPE"] == "numeric",
         lambda rows, at, draw: _constant(rows.layout.number, _any(draw, NOT_NUMBERS, len(at)))),
)  # fmt: skip
# Two kinds add or break whole lines and so have no cell to change.
COPIED = Kind(DUPLICATE, DUPLICATE, lambda rows: bool(rows.layout.key), lambda rows, at, draw: _constant("", at))
BROKEN = Kind(MALFORMED, MALFORMED, lambda rows: True, lambda rows, at, draw: _constant("", at))


def days_by_patient(patients: pa.Table) -> tuple[dict[str, int], Ints, Bools, Ints]:
    """The place of each patient, and in that order: day of birth, whether dead, day of death."""
    place = {id: row for row, id in enumerate(patients["Id"].to_pylist())}
    birth = patients["BIRTHDATE"].to_numpy().astype("datetime64[D]").astype(np.int64)
    dead = patients["DEATHDATE"].is_valid().to_numpy()
    death = patients["DEATHDATE"].fill_null(0).to_numpy().astype("datetime64[D]").astype(np.int64)
    return place, birth, dead, death
