"""Short clinical notes in Korean and English, put together from phrases; every note is plainly about nobody.

A discharge summary for each stay, an emergency note in a mixture of both languages as doctors write it, and the first
visit's note with a telephone number (010-0…, an exchange that is not in use).
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from asan.synth.arrays import Columns, Ints, Strings
from asan.synth.catalog import CODES
from asan.synth.chart import Chart
from asan.synth.clock import DAY, years_between
from asan.synth.encounters import kinds
from asan.synth.korean import KOREAN


@dataclass(frozen=True)
class Notes(Columns):
    """A note of an encounter: the second it was signed, its kind, and its text."""

    encounter: Ints
    time: Ints
    type: Strings
    title: Strings
    text: Strings
    language: Strings


_DENIED = ("고열 없음", "흉통 없음", "호흡곤란 없음", "구토 없음")
_PLANS = (
    "외래 추적 관찰하기로 함.",
    "약물 유지하고 경과 관찰.",
    "생활습관 교육 시행함.",
    "다음 방문 시 검사 재시행 예정.",
)
_ENGLISH_COURSE = ("The course was uneventful.", "Symptoms improved with treatment.", "Tolerated treatment well.")


def notes(chart: Chart) -> Notes:
    """All notes, in the order of visits."""
    parts = [_discharges(chart), _emergencies(chart), _first_visits(chart)]
    whole = Notes.join(parts)
    return whole.take(np.lexsort((whole.time, whole.encounter)))


def _discharges(chart: Chart) -> Notes:
    visits = chart.visits
    rows = np.flatnonzero(np.isin(visits.kind, kinds("admission_emergency", "admission_planned", "delivery")))
    draw = chart.world.draws.stream("discharge notes")
    english = draw.random(len(rows)) < 0.3
    days = (visits.stop[rows] - visits.start[rows]) // DAY + 1
    korean_text = _sentence(
        "[퇴원요약] ", _age(chart, rows), "세 ", _sex(chart, rows, "남자", "여자"), ". 진단: ", _korean(chart, rows),
            ". 재원일수 ",
        _numbers(days), "일. ", _any(draw, _DENIED, len(rows)), ". 경과 호전되어 ", _any(draw, _PLANS, len(rows)),
    )  # fmt: skip
    english_text = _sentence(
        "Discharge summary. ", _age(chart, rows), "-year-old ", _sex(chart, rows, "man", "woman"), " admitted for ",
        _english(chart, rows), ". Length of stay ", _numbers(days), " days. ", _any(draw, _ENGLISH_COURSE,
            len(rows)), " No fever at discharge.",
    )  # fmt: skip
    text = np.where(english, english_text, korean_text)
    language = np.where(english, "en", "ko")
    return _rows(rows, visits.stop[rows], "discharge", "퇴원요약지", text, language)


def _emergencies(chart: Chart) -> Notes:
    visits = chart.visits
    rows = np.flatnonzero(np.isin(visits.kind, kinds("emergency")))
    draw = chart.world.draws.stream("emergency notes")
    text = _sentence(
        _age(chart, rows), "/", _sex(chart, rows, "M", "F"), ", c/c: ", _korean(chart, rows),
            " 의심 증상으로 ER 내원. ",
        _any(draw, _DENIED, len(rows)), ". Imp) ", _english(chart, rows), ". Plan) lab, V/S monitoring.",
    )  # fmt: skip
    return _rows(rows, visits.stop[rows], "emergency", "응급실 기록", text, np.full(len(rows), "ko"))


def _first_visits(chart: Chart) -> Notes:
    visits = chart.visits
    _, rows = np.unique(visits.patient, return_index=True)
    draw = chart.world.draws.stream("first notes")
    phone = np.char.add(
        np.char.add("010-0", np.char.zfill(draw.integers(0, 1000, len(rows)).astype(str), 3)),
        np.char.add("-", np.char.zfill(draw.integers(0, 10_000, len(rows)).astype(str), 4)),
    )
    smoking = np.array(("비흡연", "과거 흡연", "현재 흡연"))[chart.world.people.smoker[visits.patient[rows]]]
    text = _sentence(
        "[초진기록] ", _age(chart, rows), "세 ", _sex(chart, rows, "남자", "여자"), ". 연락처 ", phone,
        ". 사회력: ", smoking, ". ",
        _any(draw, _DENIED, len(rows)), ". ", _any(draw, _PLANS, len(rows)),
    )  # fmt: skip
    adult = years_between(chart.world.people.birth[visits.patient[rows]], visits.start[rows] // DAY) >= 20
    return _rows(rows, visits.stop[rows], "first visit", "초진기록지", text, np.full(len(rows), "ko")).take(adult)


def _sentence(*parts: str | Strings) -> Strings:
    joined = pc.binary_join_element_wise(*(p if isinstance(p, str) else pa.array(p, pa.string()) for p in parts), "")
    return np.asarray(joined.to_numpy(zero_copy_only=False))


def _rows(encounter: Ints, time: Ints, kind: str, title: str, text: Strings, language: Strings) -> Notes:
    count = len(encounter)
    return Notes(
        encounter, time, np.full(count, kind, object), np.full(count, title, object), text, language.astype(object)
    )


def _age(chart: Chart, rows: Ints) -> Strings:
    patient = chart.visits.patient[rows]
    return _numbers(years_between(chart.world.people.birth[patient], chart.visits.start[rows] // DAY).astype(np.int64))


def _sex(chart: Chart, rows: Ints, man: str, woman: str) -> Strings:
    return np.where(chart.world.people.female[chart.visits.patient[rows]], woman, man).astype(object)


def _korean(chart: Chart, rows: Ints) -> Strings:
    return np.array([*(KOREAN.get(c, c.text) for c in CODES), "일반 진료"], dtype=object)[chart.visits.reason[rows]]


def _english(chart: Chart, rows: Ints) -> Strings:
    plain = [c.text.split(" (")[0].lower() for c in CODES]
    return np.array([*plain, "general care"], dtype=object)[chart.visits.reason[rows]]


def _any(draw: np.random.Generator, choices: tuple[str, ...], count: int) -> Strings:
    return np.array(choices, dtype=object)[draw.integers(0, len(choices), count)]


def _numbers(values: Ints) -> Strings:
    return values.astype(str).astype(object)
