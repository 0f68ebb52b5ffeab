"""Signing in with a name and a password."""

from asan.gateway.accounts import find_user, is_usable
from asan.gateway.audit import Entry, write
from asan.gateway.models import User
from asan.gateway.principal import Principal
from asan.kit.errors import AsanError
from asan.kit.store import transaction
from asan.modules.security import accounts, passwords, sessions
from asan.modules.security.attempts import attempt
from asan.modules.security.errors import PasswordChangeRequired, SignInFailed
from asan.modules.security.models import Password
from asan.modules.security.sessions import Client


def sign_in(
    name: str, password: str, *, new_password: str | None = None, client: Client | None = None, surface: str = "http"
) -> tuple[User, str]:
    """The user and the secret of a new session, after a change to ``new_password`` where one is given.

    Raises SignInFailed, SignInLocked or AddressLocked, alike and after the same work for names that are someone's and
    that are not; to who knows the password also PasswordChangeRequired, and WeakPassword for the new one.
    """
    client = client or Client()
    with transaction() as session:
        user = find_user(session, name)
        held = session.get(Password, user.id) if user is not None and is_usable(user) else None
    # What is typed as a name may be a password: only names that exist are written down.
    asker = Principal(name=user.name if user else "?", roles=frozenset(), user_id=user.id if user else None)
    try:
        with attempt(name, client.address):
            if not passwords.matches(held.hash if held else None, password):
                raise SignInFailed()
        if user is None or held is None:
            raise SignInFailed()
        due = passwords.change_due(held.changed_at, temporary=held.temporary)
        if new_password is not None:
            accounts.replace_password(asker, user.name, new_password, surface=surface)
        elif due is not None:
            raise PasswordChangeRequired(reason=due)
    except AsanError as error:
        write(asker, Entry("sign_in", "refused", surface, code=error.code))
        raise
    return sessions.begin(user.id, client, surface=surface)
