"""Reviews over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from asan.gateway.principal import Principal
from asan.kit.store import transaction
from asan.modules.research.access import Researcher
from asan.modules.research.review import comparison, export, people, sheets, store
from asan.modules.research.review.models import ChartReview
from asan.modules.research.review.parts import part_of
from asan.modules.research.review.schemas import (
    AnswersIn,
    ChangeIn,
    LookedOut,
    PatientOut,
    PersonOut,
    ReviewComparisonOut,
    ReviewIn,
    ReviewOut,
    comparison_out,
    looked_out,
    review_out,
)
from asan.modules.research.saved.store import SHELF

router = APIRouter(prefix="/api/research/reviews", tags=["research"])

ReviewId = Annotated[int, Path(ge=1, lt=2**31)]
Position = Annotated[int, Path(ge=1, le=store.MOST_PATIENTS, description="place in the review, from 1 on")]


@router.get("")
def list_reviews(principal: Researcher, cohort: Annotated[int | None, Query(ge=1, lt=2**31)] = None) -> list[ReviewOut]:
    """The reviews that the asker manages, answers or adjudicates, newest first."""
    return _told(principal, store.reviews(principal, cohort))


@router.post("", status_code=201)
def create_review(asked: ReviewIn, principal: Researcher) -> ReviewOut:
    """Set up a review of what a cohort's generation found, or of a random sample of it."""
    made = store.create(principal, asked.cohort, asked.generation, asked.setup(), size=asked.size, seed=asked.seed)
    return _told(principal, [made])[0]


@router.get("/people")
def list_people(_: Researcher, text: Annotated[str, Query(max_length=120)] = "") -> list[PersonOut]:
    """Accounts that may review or adjudicate, by user name or displayed name, the first 50."""
    return [PersonOut.model_validate(each, from_attributes=True) for each in people.people(text)]


@router.get("/{review}")
def get_review(review: ReviewId, principal: Researcher) -> ReviewOut:
    """A review, and how far everybody is."""
    with transaction() as session:
        found, _ = store.find(session, principal, review)
    return _told(principal, [found])[0]


@router.put("/{review}")
def change_review(review: ReviewId, asked: ChangeIn, principal: Researcher) -> ReviewOut:
    """Change a review. Refused (409) where somebody has changed it since ``base``, or questions have answers."""
    return _told(principal, [store.change(principal, review, asked.base, asked.setup())])[0]


@router.delete("/{review}", status_code=204)
def delete_review(review: ReviewId, principal: Researcher) -> None:
    """Take a review off the list."""
    store.delete(principal, review)


@router.post("/{review}/close")
def close_review(review: ReviewId, principal: Researcher) -> ReviewOut:
    """End a review for good: nobody answers any more, and its people see all answers."""
    return _told(principal, [store.close(principal, review)])[0]


@router.get("/{review}/patients")
def list_patients(
    review: ReviewId,
    principal: Researcher,
    offset: Annotated[int, Query(ge=0, le=store.MOST_PATIENTS)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
) -> list[PatientOut]:
    """Patients from a place on, as the asker's policy calls them, and how far they are."""
    found = sheets.listed(principal, review, offset, limit)
    return [PatientOut.model_validate(each, from_attributes=True) for each in found]


@router.get("/{review}/patients/{position}")
def get_patient(review: ReviewId, position: Position, principal: Researcher) -> LookedOut:
    """One patient with the asker's answers; the others' where the asker may see them."""
    return looked_out(sheets.look(principal, review, position))


@router.put("/{review}/patients/{position}")
def save_answers(review: ReviewId, position: Position, asked: AnswersIn, principal: Researcher) -> LookedOut:
    """Keep answers. Refused (409) where the same person has saved others since ``base``; nothing is changed then."""
    return looked_out(sheets.save(principal, review, position, asked.base, asked.answers, done=asked.done))


@router.get("/{review}/agreement")
def get_agreement(review: ReviewId, principal: Researcher) -> ReviewComparisonOut:
    """How far every two reviewers agree, by question, and on whom they do not."""
    return comparison_out(comparison.compare(principal, review))


@router.get("/{review}/answers.csv", response_class=Response)
def export_answers(review: ReviewId, principal: Researcher) -> Response:
    """All answers that the asker may see, as CSV."""
    named = f'attachment; filename="review_{review}.csv"'
    content = export.answers_csv(principal, review)
    return Response(content, media_type="text/csv; charset=utf-8", headers={"content-disposition": named})


def _told(principal: Principal, found: list[ChartReview]) -> list[ReviewOut]:
    names = {stored.id: stored.name for stored in SHELF.listed(principal)} if found else {}
    with transaction() as session:
        return [
            review_out(
                review,
                part_of(principal, review),
                store.done_by(session, review),
                finished=store.is_finished(session, review),
                kept=sheets.is_kept(review),
                cohort_name=names.get(review.cohort_id),
            )
            for review in found
        ]
