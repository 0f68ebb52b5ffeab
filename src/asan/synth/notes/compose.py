"""Putting sentences together, and keeping the place of everything that is mentioned."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from asan.synth.arrays import Bools, Columns, Ints, Strings
from asan.synth.notes.phrases import Sentences, Wordings


@dataclass(frozen=True)
class Mentions(Columns):
    """One row a mention: the note's row, from which character to before which, its text, and what is said of it.

    ``slot`` is the position in the slots of the note, which know its kind and how it is meant; ``code`` the position in
    ``CODES``, -1 for what has none.
    """

    note: Ints
    start: Ints
    end: Ints
    text: Strings
    slot: Strings
    code: Ints


@dataclass(frozen=True)
class Slot:
    """What a slot says in each note: the text, and whether there is one. ``code`` is -1 for all but mentions."""

    text: Strings
    there: Bools
    code: Ints
    mention: bool


def compose(
    sentences: Sentences, slots: Mapping[str, Slot], count: int, draw: np.random.Generator
) -> tuple[Strings, Mentions]:
    """``count`` texts of these sentences, each in a wording that suits the note's slots, and their mentions."""
    text, length = np.full(count, "", dtype=object), np.zeros(count, dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    parts = [Mentions(none, none, none, none.astype(object), none.astype(object), none)]
    for wordings in sentences:
        of = _choose(wordings, slots, count, draw)
        for number, wording in enumerate(wordings):
            rows = np.flatnonzero(of == number)
            for piece in re.split(r"(\{\w+\})", wording):
                if not piece.startswith("{"):
                    text[rows] += piece
                    length[rows] += len(piece)
                    continue
                name = piece[1:-1]
                slot = slots[name]
                said = slot.text[rows]
                begin = length[rows]
                text[rows] += said
                length[rows] += np.array([len(word) for word in said], dtype=np.int64)
                if slot.mention:
                    names = np.full(len(rows), name, dtype=object)
                    parts.append(Mentions(rows, begin, length[rows], said, names, slot.code[rows]))
    found = Mentions.join(parts)
    return text, found.take(np.lexsort((found.start, found.note)))


def _choose(wordings: Wordings, slots: Mapping[str, Slot], count: int, draw: np.random.Generator) -> Ints:
    """For each note the position of a wording of which all slots have a value; -1 where there is none."""
    fits = np.ones((len(wordings), count), dtype=bool)
    for number, wording in enumerate(wordings):
        for name in re.findall(r"\{(\w+)\}", wording):
            fits[number] &= slots[name].there
    chance = np.where(fits, draw.random(fits.shape), -1.0)
    return np.where(fits.any(axis=0), np.argmax(chance, axis=0), -1)
