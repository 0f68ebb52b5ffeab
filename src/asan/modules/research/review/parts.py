"""Who takes which part in a review, and what of each other's answers they may see."""

from dataclasses import dataclass

from asan.gateway.principal import Principal
from asan.modules.research.review.errors import NotYourReview
from asan.modules.research.review.models import ChartReview


@dataclass(frozen=True, slots=True)
class Part:
    """What ``principal`` does in a review; with none of the three it is not there for them."""

    principal: Principal
    owner: str
    manages: bool
    reviews: bool
    adjudicates: bool

    @property
    def any(self) -> bool:
        """Whether the review is there for them at all."""
        return self.manages or self.reviews or self.adjudicates

    def need(self, *, allowed: bool, action: str) -> None:
        """Raise NotYourReview, naming ``action``, unless it is allowed."""
        if not allowed:
            raise NotYourReview(action=action, owner=self.owner)

    def sees_others(self, *, finished: bool) -> bool:
        """Whether answers of others are shown, of patients whom all reviewers have done.

        Who answers is blind to the others until all have answered everything, also as owner or administrator.
        """
        return finished or not self.reviews


def part_of(principal: Principal, review: ChartReview) -> Part:
    """The part of ``principal``. Administrators manage: people leave, their work stays."""
    return Part(
        principal=principal,
        owner=review.owner,
        manages=principal.name == review.owner or principal.has("admin"),
        reviews=principal.name in review.reviewers,
        adjudicates=principal.name == review.adjudicator,
    )
