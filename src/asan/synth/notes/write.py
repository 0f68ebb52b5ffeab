"""The notes of the hospital: a summary for each stay, a record for each emergency visit, one for each adult's first."""

from dataclasses import dataclass

import numpy as np

from asan.synth.arrays import Columns, Ints, Strings
from asan.synth.clock import DAY, years_between
from asan.synth.draws import pick
from asan.synth.encounters import kinds
from asan.synth.notes.compose import Mentions, compose
from asan.synth.notes.phrases import DISCHARGE, EMERGENCY, ENGLISH, FIRST_VISIT, SHARES, Sentences
from asan.synth.notes.slots import slots
from asan.synth.timeline import Timeline


@dataclass(frozen=True)
class Notes(Columns):
    """A note of an encounter: the second it was signed, its kind, and its text."""

    encounter: Ints
    time: Ints
    type: Strings
    title: Strings
    text: Strings
    language: Strings


def notes(timeline: Timeline) -> tuple[Notes, Mentions]:
    """All notes, in the order of visits, and what they mention, in the order of notes."""
    visits = timeline.events.encounters
    stays = np.flatnonzero(np.isin(visits.kind, kinds("admission_emergency", "admission_planned", "delivery")))
    emergencies = np.flatnonzero(np.isin(visits.kind, kinds("emergency")))
    _, first = np.unique(visits.patient, return_index=True)
    birth = timeline.world.people.birth[visits.patient[first]]
    first = first[years_between(birth, visits.start[first] // DAY) >= 20]
    parts = [
        _written(timeline, stays, "discharge", "퇴원요약지", DISCHARGE),
        _written(timeline, emergencies, "emergency", "응급실 기록", EMERGENCY),
        _written(timeline, first, "first visit", "초진기록지", FIRST_VISIT),
    ]
    whole = Notes.join([part for part, _ in parts])
    offsets = np.cumsum([0, *(len(part) for part, _ in parts)])
    mentions = Mentions.join([_moved(m, m.note + o) for (_, m), o in zip(parts, offsets, strict=False)])
    order = np.lexsort((whole.time, whole.encounter))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    mentions = _moved(mentions, place[mentions.note])
    return whole.take(order), mentions.take(np.lexsort((mentions.start, mentions.note)))


def _written(
    timeline: Timeline, visits: Ints, type: str, title: str, sentences: dict[str, Sentences]
) -> tuple[Notes, Mentions]:
    draw = timeline.world.draws.stream(f"{type} notes")
    language = pick(draw, tuple(SHARES.values()), len(visits))
    text = np.full(len(visits), "", dtype=object)
    parts = []
    for number, name in enumerate(SHARES):
        rows = np.flatnonzero(language == number)
        filled = slots(timeline, visits[rows], name, draw)
        text[rows], mentions = compose(sentences[name], filled, len(rows), draw)
        parts.append(_moved(mentions, rows[mentions.note]))
    # A mixture counts as Korean: that is what its sentences are.
    of = np.array(["en" if name == ENGLISH else "ko" for name in SHARES], dtype=object)[language]
    same = (np.full(len(visits), type, dtype=object), np.full(len(visits), title, dtype=object))
    return Notes(visits, timeline.events.encounters.stop[visits], *same, text, of), Mentions.join(parts)


def _moved(mentions: Mentions, note: Ints) -> Mentions:
    return Mentions(note, mentions.start, mentions.end, mentions.text, mentions.slot, mentions.code)
