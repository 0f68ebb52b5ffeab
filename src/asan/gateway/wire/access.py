"""Who may connect: what the wire server asks of whoever keeps the accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from asan.gateway.principal import Principal
from asan.gateway.wire.scram import Verifier
from asan.kit.translation import Language


@dataclass(frozen=True, slots=True)
class Admission:
    """Who is connected, and the language of their errors."""

    principal: Principal
    language: Language


class Authenticator(Protocol):
    """The accounts and their API tokens. Safe to share between threads."""

    def verifiers(self, name: str) -> Sequence[Verifier]:
        """The live tokens of the account ``name``; none where there is no such account, or it is disabled."""

    def refused(self, name: str, address: str) -> None:
        """Somebody at ``address`` gave no token of the account ``name``: a matter for the audit.

        Raises an error of their own where that address has done so too often.
        """

    def admit(self, token_id: int) -> Admission | None:
        """Whose token this is, asked again before every question; None once it has ended."""
