"""The questions of a review, and what answers them."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from asan.modules.research.review.errors import BadAnswer, BadQuestion

Kind = Literal["yes_no", "one", "several", "number", "date", "text"]
YES_NO: Final = ("yes", "no", "unsure")
MOST_QUESTIONS: Final = 50
MOST_OPTIONS: Final = 30
MOST_LETTERS: Final = 4_000
COMPARED: Final = ("yes_no", "one", "several", "number", "date")
"""Kinds of which two answers are the same or not. Free text is not compared."""

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\x00-\x1f]*$")
]
Answer = str | float | list[str]
"""yes_no: yes, no, unsure; one: an option; several: some options; date: 2026-11-22; number; text."""

_EXPECTED: Final[dict[Kind, tuple[str, str]]] = {
    "yes_no": ("예, 아니요, 모름 가운데 하나를", "yes, no or unsure"),
    "one": ("보기 가운데 하나를", "one of the options"),
    "several": ("보기 가운데 몇을", "some of the options"),
    "number": ("숫자를", "a number"),
    "date": ("2026-11-22 같은 날짜를", "a date such as 2026-11-22"),
    "text": (f"{MOST_LETTERS:,}자까지의 글을", f"text of {MOST_LETTERS:,} letters at most"),
}


class Question(BaseModel):
    """A question by its ``key``; ``options`` belong to ``one`` and ``several``. ``required``: none is done without."""

    model_config = ConfigDict(extra="forbid")

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
    kind: Kind
    text: Line
    options: Annotated[list[Line], Field(max_length=MOST_OPTIONS)] = []
    required: bool = True


def check_questions(questions: Sequence[Question]) -> None:
    """Raise BadQuestion where a key comes twice, options are missing, or there are some that nobody can choose."""
    for number, question in enumerate(questions, start=1):
        if question.key in {other.key for other in questions[: number - 1]}:
            raise BadQuestion(number=number, what_ko=f"열쇠 {question.key}이(가) 두 번 쓰였습니다.",
                              what_en=f"the key {question.key} is used twice.")  # fmt: skip
        chosen = question.kind in ("one", "several")
        if chosen and len(set(question.options)) < max(2, len(question.options)):
            raise BadQuestion(number=number, what_ko="서로 다른 보기가 둘 이상 있어야 합니다.",
                              what_en="it needs two different options at least.")  # fmt: skip
        if not chosen and question.options:
            raise BadQuestion(number=number, what_ko="이 종류의 질문에는 보기를 둘 수 없습니다.",
                              what_en="a question of this kind has no options.")  # fmt: skip


def checked(questions: Sequence[Question], answers: Mapping[str, Any]) -> dict[str, Answer | None]:
    """``answers`` by key as they are kept; None takes one back. Raises BadAnswer."""
    known = {question.key: question for question in questions}
    for key in answers:
        if key not in known:
            raise BadAnswer(question=key[:40], expected_ko="있는 질문의 답을", expected_en="an answer to a question")
    return {key: _answer(known[key], value) for key, value in answers.items()}


def left(questions: Sequence[Question], answers: Mapping[str, Any]) -> list[str]:
    """The texts of required questions without an answer."""
    return [question.text for question in questions if question.required and question.key not in answers]


def same(question: Question, first: Any, second: Any) -> bool:
    """Whether two answers to a question are one."""
    if question.kind == "several":
        return set(first) == set(second)
    return bool(first == second)


def in_words(value: Any) -> str:
    """An answer as one cell of text."""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _answer(question: Question, value: Any) -> Answer | None:
    if value is None or value in ("", []):
        return None
    fits: Answer | None = None
    match question.kind:
        case "yes_no" if value in YES_NO:
            fits = str(value)
        case "one" if value in question.options:
            fits = str(value)
        case "several" if isinstance(value, list) and set(map(str, value)) <= set(question.options):
            fits = [option for option in question.options if option in value]
        case "number" if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            fits = float(value)
        case "date" if isinstance(value, str) and _is_day(value):
            fits = value
        case "text" if isinstance(value, str) and len(value) <= MOST_LETTERS and "\x00" not in value:
            fits = value.strip() or None
            if fits is None:
                return None
    if fits is None:
        ko, en = _EXPECTED[question.kind]
        raise BadAnswer(question=question.text, expected_ko=ko, expected_en=en)
    return fits


def _is_day(value: str) -> bool:
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
