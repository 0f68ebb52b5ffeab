"""What is answered or judged in words: one of a few, by person or by a score."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from asan.synth.analytes import PROCEDURE, SURVEY
from asan.synth.arrays import Floats, Ints
from asan.synth.cancers import CANCERS, STAGES
from asan.synth.catalog import number
from asan.synth.clock import years_between
from asan.synth.courses import Moment, level
from asan.synth.draws import pick
from asan.synth.window import World

Choose = Callable[[World, Moment], Ints]


class Question(NamedTuple):
    """A question or judgement, its code, and its answers; ``choose`` gives their positions. Asked from an age on."""

    key: str
    loinc: str
    text: str
    answers: tuple[str, ...]
    choose: Choose
    from_age: float = 20.0
    category: str = SURVEY


def _smoking(world: World, at: Moment) -> Ints:
    return world.people.smoker[at.patient]


def _education(world: World, at: Moment) -> Ints:
    """The longer ago a person was born, the fewer went to university; each person's answer stays."""
    age = years_between(world.people.birth, np.asarray(world.end))
    drawn = pick(world.draws.stream("education"), (0.10, 0.12, 0.38, 0.40), len(world.people))
    return np.where(age > 65, np.maximum(drawn - 1, 0), drawn)[at.patient]


def _fall_risk(world: World, at: Moment) -> Ints:
    """Morse's levels: low below 25, moderate below 45, high from there (Morse, Morse and Tylko 1989)."""
    return np.searchsorted(np.array([25.0, 45.0]), np.round(level(world, "morse", at)), side="right")


def _heart_class(world: World, at: Moment) -> Ints:
    """By the ejection fraction; NYHA's classes themselves are judged by symptoms."""
    fraction: Floats = level(world, "ejection", at)
    return np.searchsorted(np.array([-50.0, -38.0, -28.0]), -fraction, side="right")


def _stage(world: World, at: Moment) -> Ints:
    """The stage of the cancer that is the reason."""
    stage = np.zeros(len(at.patient), dtype=np.int64)
    for position, cancer in enumerate(CANCERS):
        stage = np.where(at.reason == number(cancer.code), world.health.stage[position, at.patient], stage)
    return stage


QUESTIONS: dict[str, Question] = {
    question.key: question
    for question in (
        Question(
            "smoking", "72166-2", "Tobacco smoking status",
            ("Never smoker", "Former smoker", "Current every day smoker"), _smoking,
        ),
        Question(
            "education", "82589-3", "Highest level of education",
            ("Elementary school", "Middle school", "High school", "College or higher"), _education,
        ),
        Question(
            "fall_risk", "59461-4", "Fall risk level [Morse Fall Scale]",
            ("Low risk", "Moderate risk", "High risk"), _fall_risk,
        ),
        Question(
            "nyha", "88020-3", "Functional capacity NYHA", ("Class I", "Class II", "Class III", "Class IV"),
            _heart_class,
        ),
        Question("stage", "21908-9", "Stage group.clinical Cancer", STAGES, _stage, 0.0, PROCEDURE),
    )
}  # fmt: skip
