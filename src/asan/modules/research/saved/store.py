"""Cohort definitions: a shelf of them, and what is kept of what a client sends."""

from typing import Any, Final

from asan.modules.research.models import CohortComment, CohortDefinition, CohortVersion
from asan.modules.research.saved.expressions import keep
from asan.modules.research.shelf.comments import Comments
from asan.modules.research.shelf.store import Draft, Shelf

SHELF: Final = Shelf("cohort", CohortDefinition, CohortVersion, "page:research")
COMMENTS: Final = Comments(SHELF, CohortComment)


def draft(name: str, description: str, expression: dict[str, Any], comment: str) -> Draft:
    """A definition as it is saved. Raises what `keep` raises."""
    kept = keep(expression)
    return Draft(name, description, kept.text, kept.digest, comment)
