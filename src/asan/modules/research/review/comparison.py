"""What reviewers answered held against each other: agreement by question, and where they differ."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import select

from asan.gateway.principal import Principal
from asan.kit.store import transaction
from asan.modules.research.review.kappa import Agreement, agreement
from asan.modules.research.review.models import ChartReview, ChartReviewPatient, ChartReviewSheet
from asan.modules.research.review.questions import COMPARED, Question
from asan.modules.research.review.sheets import all_done, disputed, sheets_of, subjects
from asan.modules.research.review.store import find, is_finished, questions_of


@dataclass(frozen=True, slots=True)
class Compared:
    """Two reviewers' answers to a question, or to whether an ``option`` of it was chosen.

    Of numbers and dates only how many are the same is told: kappa is one of categories.
    """

    first: str
    second: str
    question: Question
    option: str | None
    found: Agreement


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A question to which reviewers gave different answers on one patient, and what the adjudicator says."""

    position: int
    subject: int
    question: Question
    answers: Mapping[str, Any]
    adjudicated: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """``blind``: the asker still answers, so nothing is told. ``patients``: whom all have done and the asker sees.

    ``unseen``: those of them whom the asker does not see, so that they are in no figure.
    """

    blind: bool
    patients: int
    unseen: int
    compared: tuple[Compared, ...]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A patient whom the asker sees, and the sheets on them."""

    position: int
    subject: int
    sheets: Mapping[str, ChartReviewSheet]


def answered(principal: Principal, review: ChartReview) -> tuple[list[Answered], int]:
    """The patients that have sheets, in order, and how many more the asker does not see. Raises as the gateway."""
    with transaction() as session:
        query = select(ChartReviewPatient).where(ChartReviewPatient.review_id == review.id)
        patients = list(session.scalars(query.order_by(ChartReviewPatient.position)))
        sheets = sheets_of(session, [patient.id for patient in patients])
    begun = [patient for patient in patients if patient.id in sheets]
    called = subjects(principal, review, (patient.person_id for patient in begun))
    seen = [
        Answered(patient.position, called[patient.person_id], sheets[patient.id])
        for patient in begun
        if patient.person_id in called
    ]
    return seen, len(begun) - len(seen)


def compare(principal: Principal, number: int) -> Comparison:
    """Agreement of every two reviewers on the patients whom all have done. Raises NotFound, and as the gateway."""
    with transaction() as session:
        review, part = find(session, principal, number)
        if not part.sees_others(finished=is_finished(session, review)):
            return Comparison(True, 0, 0, (), ())
    seen, unseen = answered(principal, review)
    done = [each for each in seen if all_done(review, each.sheets)]
    questions = questions_of(review)
    compared = [
        each
        for question in questions
        if question.kind in COMPARED
        for first, second in combinations(review.reviewers, 2)
        for each in _compared(question, first, second, done)
    ]
    return Comparison(False, len(done), unseen, tuple(compared), tuple(_disagreements(review, questions, done)))


def _compared(question: Question, first: str, second: str, done: list[Answered]) -> list[Compared]:
    both = [
        (each.sheets[first].answers[question.key], each.sheets[second].answers[question.key])
        for each in done
        if question.key in each.sheets[first].answers and question.key in each.sheets[second].answers
    ]
    whole = agreement([(_hashable(one), _hashable(other)) for one, other in both])
    if question.kind not in ("yes_no", "one"):
        whole = Agreement(whole.pairs, whole.agreed, None, None, None)
    found = [Compared(first, second, question, None, whole)]
    if question.kind == "several":
        for option in question.options:
            chosen = agreement([(option in one, option in other) for one, other in both])
            found.append(Compared(first, second, question, option, chosen))
    return found


def _hashable(value: Any) -> Hashable:
    return tuple(sorted(value)) if isinstance(value, list) else value


def _disagreements(review: ChartReview, questions: list[Question], done: list[Answered]) -> list[Disagreement]:
    found = []
    for each in done:
        keys = disputed(questions, review, each.sheets)
        third = each.sheets.get(review.adjudicator or "")
        for question in (question for question in questions if question.key in keys):
            answers = {name: each.sheets[name].answers.get(question.key) for name in review.reviewers}
            settled = third.answers.get(question.key) if third is not None else None
            found.append(Disagreement(each.position, each.subject, question, answers, settled))
    return found
