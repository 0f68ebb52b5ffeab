"""Answers: each reviewer's own on each patient, kept as they are given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from asan.gateway import audit
from asan.gateway.errors import NoSnapshot
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.gateway.subjects import subjects_of
from asan.kit.clock import utc_now
from asan.kit.errors import NotFound
from asan.kit.store import transaction
from asan.modules.research.chart.errors import UnknownPatient
from asan.modules.research.review.errors import NotYet, ReviewFinished, SheetChanged, Unanswered
from asan.modules.research.review.models import ChartReview, ChartReviewPatient, ChartReviewSheet
from asan.modules.research.review.parts import Part
from asan.modules.research.review.questions import Question, checked, left, same
from asan.modules.research.review.store import SURFACE, find, is_finished, note, questions_of


@dataclass(frozen=True, slots=True)
class Sheet:
    """Somebody's answers on a patient; ``version`` 0: none yet."""

    reviewer: str
    answers: Mapping[str, Any]
    version: int
    saved_at: datetime | None
    done: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """A patient of a review as one person sees it. ``subject`` None: not theirs to see.

    ``own`` is the reviewer's or the adjudicator's sheet; None for who answers nothing. ``others``: what they may see
    of the other answers; ``disputed`` are keys of questions that reviewers answered differently, where told.
    """

    position: int
    subject: int | None
    own: Sheet | None
    others: tuple[Sheet, ...]
    disputed: tuple[str, ...]
    writable: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A patient in the list: ``state`` of the asker's own sheet, and how many reviewers are done."""

    position: int
    subject: int | None
    state: str
    done: int


def reading_snapshot(principal: Principal, review: ChartReview) -> int | None:
    """What is read for a review: what the asker has pinned, else what it was drawn from while that is still there."""
    if principal.snapshot is not None:
        return principal.snapshot
    return review.snapshot if is_kept(review) else None


def is_kept(review: ChartReview) -> bool:
    """Whether the snapshot that a review was drawn from has not expired."""
    try:
        gateway().snapshot(review.snapshot)
    except NoSnapshot:
        return False
    return True


def subjects(principal: Principal, review: ChartReview, persons: Iterable[int]) -> dict[int, int]:
    """What the asker calls each of the persons whom they see."""
    snapshot = reading_snapshot(principal, review)
    reader = replace(principal, snapshot=snapshot)
    return subjects_of(gateway(), reader, set(persons), snapshot=snapshot, surface=SURFACE)


def listed(principal: Principal, number: int, offset: int, limit: int) -> list[Listed]:
    """Patients from a place on. Raises NotFound, and what the gateway raises."""
    with transaction() as session:
        review, _ = find(session, principal, number)
        query = select(ChartReviewPatient).where(ChartReviewPatient.review_id == review.id)
        patients = list(session.scalars(query.order_by(ChartReviewPatient.position).offset(offset).limit(limit)))
        sheets = sheets_of(session, [patient.id for patient in patients])
    called = subjects(principal, review, (patient.person_id for patient in patients))
    found = []
    for patient in patients:
        theirs = sheets.get(patient.id, {})
        own = theirs.get(principal.name)
        state = "open" if own is None else "begun" if own.done_at is None else "done"
        done = sum(name in theirs and theirs[name].done_at is not None for name in review.reviewers)
        found.append(Listed(patient.position, called.get(patient.person_id), state, done))
    return found


def look(principal: Principal, number: int, position: int) -> Looked:
    """One patient with the asker's own answers, and the others' where they may see them. Raises NotFound."""
    with transaction() as session:
        review, part = find(session, principal, number)
        patient = _patient(session, review, position)
        sheets = sheets_of(session, [patient.id]).get(patient.id, {})
        finished = is_finished(session, review)
    called = subjects(principal, review, [patient.person_id])
    return _looked(review, part, patient, sheets, called.get(patient.person_id), finished=finished)


def save(
    principal: Principal, number: int, position: int, base: int, answers: Mapping[str, Any], *, done: bool
) -> Looked:
    """Keep some answers of the asker on a patient, the others of theirs as they were; ``done``: they are complete.

    ``base`` is the version of the sheet that was read, 0 where there was none.
    Raises NotFound, UnknownPatient for one whom the asker does not see, NotYourReview, ReviewFinished, NotYet,
    SheetChanged, BadAnswer, Unanswered.
    """
    with transaction() as session:
        review, _ = find(session, principal, number)
        patient = _patient(session, review, position)
    subject = subjects(principal, review, [patient.person_id]).get(patient.person_id)
    if subject is None:
        raise UnknownPatient(subject=position)
    try:
        with transaction() as session:
            audit.lock(session)
            review, part = find(session, principal, number)
            sheets = sheets_of(session, [patient.id]).get(patient.id, {})
            _check(review, part, sheets, finished=is_finished(session, review))
            sheet = sheets.get(principal.name)
            version = sheet.version if sheet is not None else 0
            if version != base:
                raise SheetChanged(version=version)
            if sheet is None:
                sheet = ChartReviewSheet(patient_id=patient.id, reviewer=principal.name, answers={}, version=0)
                session.add(sheet)
            _fill(review, part, sheet, sheets, answers, done=done)
            note(session, principal, "answer", f"{review.id} patient {position} version {sheet.version}")
            sheets[principal.name] = sheet
            finished = is_finished(session, review)
    except IntegrityError:
        # Another machine has begun the same sheet between the look and the commit.
        raise SheetChanged(version=base + 1) from None
    return _looked(review, part, patient, sheets, subject, finished=finished)


def sheets_of(session: Session, patients: list[int]) -> dict[int, dict[str, ChartReviewSheet]]:
    """All sheets of patients (their rows' ids), by reviewer."""
    found: dict[int, dict[str, ChartReviewSheet]] = {}
    for sheet in session.scalars(select(ChartReviewSheet).where(ChartReviewSheet.patient_id.in_(patients))):
        found.setdefault(sheet.patient_id, {})[sheet.reviewer] = sheet
    return found


def all_done(review: ChartReview, sheets: Mapping[str, ChartReviewSheet]) -> bool:
    """Whether every reviewer is done with the patient whose sheets these are."""
    return bool(review.reviewers) and all(
        name in sheets and sheets[name].done_at is not None for name in review.reviewers
    )


def disputed(
    questions: Iterable[Question], review: ChartReview, sheets: Mapping[str, ChartReviewSheet]
) -> tuple[str, ...]:
    """Keys of the compared questions to which reviewers gave different answers.

    Who left a question empty has said nothing that could differ.
    """
    given = [sheets[name].answers for name in review.reviewers if name in sheets]
    return tuple(question.key for question in questions if question.kind != "text" and _differ(question, given))


def _differ(question: Question, given: list[dict[str, Any]]) -> bool:
    values = [answers[question.key] for answers in given if question.key in answers]
    return any(not same(question, values[0], each) for each in values[1:])


def _patient(session: Session, review: ChartReview, position: int) -> ChartReviewPatient:
    query = select(ChartReviewPatient).where(
        ChartReviewPatient.review_id == review.id, ChartReviewPatient.position == position
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(what=f"review {review.id} patient {position}")
    return found


def _check(review: ChartReview, part: Part, sheets: Mapping[str, ChartReviewSheet], *, finished: bool) -> None:
    part.need(allowed=part.reviews or part.adjudicates, action="answer")
    if part.adjudicates:
        if review.closed_at is not None:
            raise ReviewFinished()
        if not all_done(review, sheets):
            raise NotYet()
    elif finished:
        raise ReviewFinished()


def _fill(
    review: ChartReview,
    part: Part,
    sheet: ChartReviewSheet,
    sheets: Mapping[str, ChartReviewSheet],
    answers: Mapping[str, Any],
    *,
    done: bool,
) -> None:
    questions = questions_of(review)
    given = {**sheet.answers, **checked(questions, answers)}
    sheet.answers = {key: value for key, value in given.items() if value is not None}
    if done:
        # Who adjudicates answers what the reviewers do not agree on.
        asked = disputed(questions, review, sheets) if part.adjudicates else [question.key for question in questions]
        lacking = left([question for question in questions if question.key in asked], sheet.answers)
        if lacking:
            raise Unanswered(questions=", ".join(lacking))
    sheet.done_at = (sheet.done_at or utc_now()) if done else None
    sheet.saved_at = utc_now()
    sheet.version += 1


def _looked(
    review: ChartReview,
    part: Part,
    patient: ChartReviewPatient,
    sheets: Mapping[str, ChartReviewSheet],
    subject: int | None,
    *,
    finished: bool,
) -> Looked:
    name = part.principal.name
    answers = part.reviews or part.adjudicates
    told = subject is not None and part.sees_others(finished=finished) and (finished or all_done(review, sheets))
    people = [*review.reviewers, *filter(None, [review.adjudicator])]
    others = [sheets[each] for each in people if each in sheets and each != name] if told else []
    writable = subject is not None and (
        (part.reviews and not finished) or (part.adjudicates and review.closed_at is None and all_done(review, sheets))
    )
    return Looked(
        position=patient.position,
        subject=subject,
        own=_own(name, sheets.get(name)) if answers else None,
        others=tuple(_own(sheet.reviewer, sheet) for sheet in others),
        disputed=disputed(questions_of(review), review, sheets) if told else (),
        writable=writable,
    )


def _own(name: str, sheet: ChartReviewSheet | None) -> Sheet:
    if sheet is None:
        return Sheet(name, {}, 0, None, done=False)
    return Sheet(name, dict(sheet.answers), sheet.version, sheet.saved_at, done=sheet.done_at is not None)
