"""Reviews as they are set up, changed, closed and deleted; each change with its audit record."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from asan.gateway import audit
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.gateway.subjects import members_seen
from asan.kit.clock import utc_now
from asan.kit.errors import NotFound
from asan.kit.notices import notify
from asan.kit.store import transaction
from asan.modules.research.asking import Asking
from asan.modules.research.chart.errors import RowsNeeded
from asan.modules.research.generation.errors import NeverGenerated
from asan.modules.research.generation.results import Results, results
from asan.modules.research.review.errors import (
    NothingToReview,
    QuestionsAnswered,
    ReviewChanged,
    ReviewFinished,
    TooManyPatients,
    UnknownReviewer,
)
from asan.modules.research.review.models import ChartReview, ChartReviewPatient, ChartReviewSheet
from asan.modules.research.review.parts import Part, part_of
from asan.modules.research.review.people import account
from asan.modules.research.review.questions import Question, check_questions
from asan.modules.research.review.sample import drawn

SURFACE: Final = "page:review"
MOST_PATIENTS: Final = 1_000
_LARGEST_SEED: Final = 2**31


@dataclass(frozen=True, slots=True)
class Setup:
    """What the owner says of a review."""

    name: str
    description: str
    questions: Sequence[Question]
    reviewers: Sequence[str]
    adjudicator: str | None


def create(
    principal: Principal, cohort: int, generation: int | None, setup: Setup, *, size: int | None, seed: int | None
) -> ChartReview:
    """Set up a review of the persons of a generation (default: the newest) whom ``principal`` sees.

    Of ``size`` a random sample is taken; ``seed`` is drawn where none is given. Raises NotFound, NeverGenerated,
    RowsNeeded, NothingToReview, TooManyPatients, BadQuestion, UnknownReviewer.
    """
    check_questions(setup.questions)
    found = _found(principal, cohort, generation)
    seed = secrets.randbelow(_LARGEST_SEED) if seed is None else seed
    reader = replace(principal, snapshot=found.snapshot.version)
    members = members_seen(gateway(), reader, cohort, snapshot=found.snapshot.version, surface=SURFACE)
    chosen = drawn(members, seed, size)
    if not chosen:
        raise NothingToReview(cohort=cohort)
    if len(chosen) > MOST_PATIENTS:
        raise TooManyPatients(most=MOST_PATIENTS, persons=len(members))
    with transaction() as session:
        audit.lock(session)
        reviewers, adjudicator = _people(session, setup)
        review = ChartReview(
            cohort_id=cohort,
            generation_id=found.generation.id,
            snapshot=found.snapshot.version,
            name=setup.name,
            description=setup.description,
            owner=principal.name,
            version=1,
            seed=seed,
            size=len(chosen),
            drawn_from=len(members),
            questions=[question.model_dump() for question in setup.questions],
            reviewers=reviewers,
            adjudicator=adjudicator,
            created_at=utc_now(),
        )
        session.add(review)
        session.flush()
        session.add_all(
            ChartReviewPatient(review_id=review.id, position=position, person_id=person)
            for position, person in enumerate(chosen, start=1)
        )
        told = f"{review.id}: cohort {cohort} generation {found.generation.id}, {len(chosen)} of {len(members)}"
        note(session, principal, "create", f"{told}, seed {seed}")
        _invite(session, principal, review, [*reviewers, *filter(None, [adjudicator])])
        return review


def change(principal: Principal, number: int, base: int, setup: Setup) -> ChartReview:
    """Change what the owner says, on ``base``, the version that was read.

    Raises NotFound, NotYourReview, ReviewChanged, ReviewFinished, QuestionsAnswered, BadQuestion, UnknownReviewer.
    """
    check_questions(setup.questions)
    with transaction() as session:
        audit.lock(session)
        review = _managed(session, principal, number, "change")
        if review.version != base:
            raise ReviewChanged(version=review.version)
        if is_finished(session, review):
            raise ReviewFinished()
        questions = [question.model_dump() for question in setup.questions]
        if questions != review.questions and _answered(session, review):
            raise QuestionsAnswered()
        before = {*review.reviewers, review.adjudicator}
        review.reviewers, review.adjudicator = _people(session, setup)
        review.name, review.description, review.questions = setup.name, setup.description, questions
        review.version += 1
        note(session, principal, "change", f"{review.id} version {review.version}")
        new = {*review.reviewers, review.adjudicator} - before - {None}
        _invite(session, principal, review, [name for name in new if name])
        return review


def close(principal: Principal, number: int) -> ChartReview:
    """End a review for good: nobody answers any more, and all see all answers. Raises NotFound, NotYourReview."""
    with transaction() as session:
        audit.lock(session)
        review = _managed(session, principal, number, "close")
        if review.closed_at is None:
            review.closed_at = utc_now()
            review.version += 1
        note(session, principal, "close", str(review.id))
        return review


def delete(principal: Principal, number: int) -> None:
    """Take a review off the list; its answers stay in the app store. Raises NotFound, NotYourReview."""
    with transaction() as session:
        audit.lock(session)
        review = _managed(session, principal, number, "delete")
        review.deleted_at = utc_now()
        note(session, principal, "delete", str(review.id))


def reviews(principal: Principal, cohort: int | None) -> list[ChartReview]:
    """Those in which ``principal`` has a part, newest first."""
    query = select(ChartReview).where(ChartReview.deleted_at.is_(None)).order_by(ChartReview.id.desc())
    if cohort is not None:
        query = query.where(ChartReview.cohort_id == cohort)
    with transaction() as session:
        return [review for review in session.scalars(query) if part_of(principal, review).any]


def find(session: Session, principal: Principal, number: int) -> tuple[ChartReview, Part]:
    """A review and what part ``principal`` has in it. Raises NotFound, also where that is none."""
    review = session.get(ChartReview, number)
    part = part_of(principal, review) if review is not None and review.deleted_at is None else None
    if review is None or part is None or not part.any:
        raise NotFound(what=f"review {number}")
    return review, part


def questions_of(review: ChartReview) -> list[Question]:
    """The questions of a review, as they are asked."""
    return [Question.model_validate(each) for each in review.questions]


def done_by(session: Session, review: ChartReview) -> dict[str, int]:
    """How many patients each reviewer, and the adjudicator, has done."""
    query = (
        select(ChartReviewSheet.reviewer, func.count())
        .join(ChartReviewPatient, ChartReviewPatient.id == ChartReviewSheet.patient_id)
        .where(ChartReviewPatient.review_id == review.id, ChartReviewSheet.done_at.is_not(None))
        .group_by(ChartReviewSheet.reviewer)
    )
    return {reviewer: count for reviewer, count in session.execute(query)}


def is_finished(session: Session, review: ChartReview) -> bool:
    """Whether reviewers answer no more: it was closed, or all of them have done everybody."""
    done = done_by(session, review)
    return review.closed_at is not None or all(done.get(name, 0) >= review.size for name in review.reviewers)


def note(session: Session, principal: Principal, action: str, what: str) -> None:
    """The audit's record of a change, within its transaction."""
    audit.append(session, principal, audit.Entry(f"review.{action}", "done", SURFACE, question=what))


def _found(principal: Principal, cohort: int, generation: int | None) -> Results:
    person = Asking(principal, surface=SURFACE).tables.get("cdm.person")
    if person is None or person.aggregate_only:
        raise RowsNeeded()
    found = results(principal, cohort, generation)
    if found.generation.rights == "own":
        # It kept nobody whose chart could be opened.
        raise NeverGenerated(id=cohort)
    if found.state != "found":
        raise NothingToReview(cohort=cohort)
    return found


def _managed(session: Session, principal: Principal, number: int, action: str) -> ChartReview:
    review, part = find(session, principal, number)
    part.need(allowed=part.manages, action=action)
    return review


def _answered(session: Session, review: ChartReview) -> bool:
    query = select(ChartReviewSheet.id).join(ChartReviewPatient, ChartReviewPatient.id == ChartReviewSheet.patient_id)
    return session.scalar(query.where(ChartReviewPatient.review_id == review.id).limit(1)) is not None


def _people(session: Session, setup: Setup) -> tuple[list[str], str | None]:
    """Reviewers and the adjudicator as their accounts are called. Raises UnknownReviewer."""
    reviewers = list(dict.fromkeys(account(session, name) for name in setup.reviewers))
    adjudicator = account(session, setup.adjudicator) if setup.adjudicator else None
    if adjudicator in reviewers:
        # A third decides: who has answered would decide for themselves.
        raise UnknownReviewer(name=adjudicator)
    return reviewers, adjudicator


def _invite(session: Session, by: Principal, review: ChartReview, names: Iterable[str]) -> None:
    values = {"who": by.name, "name": review.name}
    notify(session, set(names) - {by.name}, "review.assigned", values, f"/research/reviews/{review.id}")
