"""The accounts' side of the PostgreSQL wire server: API tokens as passwords."""

from collections.abc import Sequence

from sqlalchemy import select

from asan.gateway.accounts import find_user, is_usable
from asan.gateway.audit import Entry, write
from asan.gateway.models import User
from asan.gateway.principal import Principal
from asan.gateway.wire.access import Admission
from asan.gateway.wire.errors import TokenRefused
from asan.gateway.wire.questions import SURFACE
from asan.gateway.wire.scram import Keys, Verifier
from asan.kit.clock import utc_now
from asan.kit.store import transaction
from asan.modules.security.attempts import token_failed
from asan.modules.security.models import ApiToken
from asan.modules.security.tokens import principal_of_token_id


class TokenAccess:
    """What the wire server asks (`asan.gateway.wire.access.Authenticator`), answered from the app store."""

    def verifiers(self, name: str) -> Sequence[Verifier]:
        """The live tokens of an account; those made before they had SCRAM keys are not among them."""
        with transaction() as session:
            user = find_user(session, name)
            if user is None or not is_usable(user):
                return ()
            live = select(ApiToken).where(ApiToken.user_id == user.id, ApiToken.expires_at > utc_now())
            return [
                Verifier(token.id, Keys(token.scram_stored, token.scram_server))
                for token in session.scalars(live)
                if token.scram_stored is not None and token.scram_server is not None
            ]

    def refused(self, name: str, address: str) -> None:
        """What is typed as a name may be a password: only names that exist are written down.

        Raises TooManyBadTokens.
        """
        token_failed(address, SURFACE)
        with transaction() as session:
            user = find_user(session, name)
        asker = Principal(name=user.name if user else "?", roles=frozenset(), user_id=user.id if user else None)
        write(asker, Entry("sign_in", "refused", SURFACE, code=TokenRefused.code))

    def admit(self, token_id: int) -> Admission | None:
        """Whose live token this is, with the language of their account. Raises ScopeMissing."""
        principal = principal_of_token_id(token_id, "query")
        if principal is None or principal.user_id is None:
            return None
        with transaction() as session:
            user = session.get(User, principal.user_id)
            return Admission(principal, "en" if user is not None and user.language == "en" else "ko")
