"""What the routes of reviews take and give."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from asan.kit.clock import UtcTime
from asan.modules.research.review.comparison import Comparison
from asan.modules.research.review.models import ChartReview
from asan.modules.research.review.parts import Part
from asan.modules.research.review.questions import MOST_QUESTIONS, Answer, Question
from asan.modules.research.review.sheets import Looked, Sheet
from asan.modules.research.review.store import MOST_PATIENTS, Setup
from asan.modules.research.shelf.schemas import Name, Words

Account = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class SetupIn(BaseModel):
    """A review as its owner sets it up. The adjudicator is none of the reviewers."""

    name: Name
    description: Words = ""
    questions: Annotated[list[Question], Field(min_length=1, max_length=MOST_QUESTIONS)]
    reviewers: Annotated[list[Account], Field(min_length=1, max_length=10)]
    adjudicator: Account | None = None

    def setup(self) -> Setup:
        """As it is kept."""
        return Setup(self.name, self.description, self.questions, self.reviewers, self.adjudicator)


class ReviewIn(SetupIn):
    """A new review. ``generation`` null: the newest; ``size`` null: everybody; ``seed`` null: one is drawn."""

    cohort: Annotated[int, Field(ge=1, lt=2**31)]
    generation: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    size: Annotated[int, Field(ge=1, le=MOST_PATIENTS)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**31)] | None = None


class ChangeIn(SetupIn):
    """A change, on ``base``, the version that was read."""

    base: int


class ProgressOut(BaseModel):
    """How many patients somebody has done."""

    name: str
    part: Literal["reviewer", "adjudicator"]
    done: int


class ReviewOut(BaseModel):
    """A review. ``snapshot_kept``: what it was drawn from is still there, and is what it reads.

    ``finished``: reviewers answer no more. ``blind``: the asker answers, and is not told what others do.
    """

    id: int
    cohort: int
    cohort_name: str | None
    generation: int
    snapshot: int
    snapshot_kept: bool
    name: str
    description: str
    owner: str
    version: int
    seed: int
    size: int
    drawn_from: int
    questions: list[Question]
    reviewers: list[str]
    adjudicator: str | None
    created_at: UtcTime
    closed: bool
    finished: bool
    blind: bool
    progress: list[ProgressOut]
    manages: bool
    reviews: bool
    adjudicates: bool


class PersonOut(BaseModel):
    """Somebody who may review."""

    name: str
    display_name: str
    roles: list[str]


class PatientOut(BaseModel):
    """A patient in the list. ``subject`` null: the asker does not see them. ``done``: of how many reviewers."""

    position: int
    subject: int | None
    state: Literal["open", "begun", "done"]
    done: int


class SheetOut(BaseModel):
    """Somebody's answers; ``version`` 0: none yet."""

    reviewer: str
    answers: dict[str, Answer]
    version: int
    saved_at: UtcTime | None
    done: bool


class LookedOut(BaseModel):
    """A patient with answers: the asker's own, and the others' where they may see them."""

    position: int
    subject: int | None
    own: SheetOut | None
    others: list[SheetOut]
    disputed: list[str]
    writable: bool


class AnswersIn(BaseModel):
    """Answers to keep, by the questions' keys; null takes one back, what is not named stays."""

    base: Annotated[int, Field(ge=0)]
    answers: Annotated[dict[str, Any], Field(max_length=MOST_QUESTIONS)]
    done: bool = False


class ComparedOut(BaseModel):
    """Agreement of two reviewers on a question, or on one option of it. null: there is none."""

    first: str
    second: str
    question: str
    option: str | None
    pairs: int
    agreed: int
    kappa: float | None
    low: float | None
    high: float | None


class DisagreementOut(BaseModel):
    """Different answers on one patient; null: none was given."""

    position: int
    subject: int
    question: str
    answers: dict[str, Answer | None]
    adjudicated: Answer | None


class ReviewComparisonOut(BaseModel):
    """``blind``: the asker still answers, so nothing is told."""

    blind: bool
    patients: int
    unseen: int
    compared: list[ComparedOut]
    disagreements: list[DisagreementOut]


def review_out(
    review: ChartReview, part: Part, done: dict[str, int], *, finished: bool, kept: bool, cohort_name: str | None
) -> ReviewOut:
    """A review as JSON."""
    blind = not part.sees_others(finished=finished)
    people: list[tuple[str, Literal["reviewer", "adjudicator"]]] = [(name, "reviewer") for name in review.reviewers]
    if review.adjudicator is not None:
        people.append((review.adjudicator, "adjudicator"))
    return ReviewOut(
        id=review.id,
        cohort=review.cohort_id,
        cohort_name=cohort_name,
        generation=review.generation_id,
        snapshot=review.snapshot,
        snapshot_kept=kept,
        name=review.name,
        description=review.description,
        owner=review.owner,
        version=review.version,
        seed=review.seed,
        size=review.size,
        drawn_from=review.drawn_from,
        questions=[Question.model_validate(each) for each in review.questions],
        reviewers=list(review.reviewers),
        adjudicator=review.adjudicator,
        created_at=review.created_at,
        closed=review.closed_at is not None,
        finished=finished,
        blind=blind,
        progress=[ProgressOut(name=name, part=role, done=done.get(name, 0)) for name, role in people],
        manages=part.manages,
        reviews=part.reviews,
        adjudicates=part.adjudicates,
    )


def looked_out(found: Looked) -> LookedOut:
    """A patient as JSON."""
    return LookedOut(
        position=found.position,
        subject=found.subject,
        own=_sheet_out(found.own) if found.own is not None else None,
        others=[_sheet_out(each) for each in found.others],
        disputed=list(found.disputed),
        writable=found.writable,
    )


def comparison_out(found: Comparison) -> ReviewComparisonOut:
    """A comparison as JSON."""
    return ReviewComparisonOut(
        blind=found.blind,
        patients=found.patients,
        unseen=found.unseen,
        compared=[
            ComparedOut(
                first=each.first,
                second=each.second,
                question=each.question.key,
                option=each.option,
                pairs=each.found.pairs,
                agreed=each.found.agreed,
                kappa=each.found.kappa,
                low=each.found.low,
                high=each.found.high,
            )
            for each in found.compared
        ],
        disagreements=[
            DisagreementOut(
                position=each.position,
                subject=each.subject,
                question=each.question.key,
                answers=dict(each.answers),
                adjudicated=each.adjudicated,
            )
            for each in found.disagreements
        ],
    )


def _sheet_out(sheet: Sheet) -> SheetOut:
    return SheetOut(
        reviewer=sheet.reviewer,
        answers=dict(sheet.answers),
        version=sheet.version,
        saved_at=sheet.saved_at,
        done=sheet.done,
    )
