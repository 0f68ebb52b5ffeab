"""Breaking the glass: which policies an emergency lifts, and the one patient to whom it is limited.

Lifted are rules about rows, masks and hidden columns, and sensitive concepts where the setting says so. Every `deny`
stands, and so does whatever is marked ``absolute``; roles give what they give. So a clinician sees one patient's
records as if no policy but those spoke of them, and nobody else's.
"""

from collections.abc import Sequence
from typing import Final

from asan.gateway.policies.definition import Definition, KeepRows, Persons
from asan.gateway.policies.stated import Stated

KEY: Final = "break-glass"
"""How the audit names what limits an emergency to its patient, with the patient's number behind it."""

_STAND: Final = frozenset({"grant", "deny", "plain"})


def in_emergency(policies: Sequence[Stated], person: int, *, concepts: bool) -> tuple[Stated, ...]:
    """What is left of ``policies`` for who looks after ``person``; ``concepts``: sensitive ones are lifted too."""
    kept = [policy for policy in policies if _stands(policy, concepts=concepts)]
    only = Definition(effect=KeepRows(kind="rows", rule=Persons(kind="persons", ids=(person,))))
    return (*kept, Stated(f"{KEY}-{person}", 0, only))


def _stands(policy: Stated, *, concepts: bool) -> bool:
    if policy.definition.absolute or policy.kind in _STAND:
        return True
    return policy.kind == "concepts" and not concepts
