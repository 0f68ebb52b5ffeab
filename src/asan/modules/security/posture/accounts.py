"""Accounts that nobody uses, and tokens that nobody uses or that end soon."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from asan.gateway.models import User
from asan.kit.clock import utc_now
from asan.kit.store import transaction
from asan.modules.security.models import ApiToken, LoginSession


@dataclass(frozen=True, slots=True)
class IdleAccount:
    """An account that may come in and did not: ``last_used_at`` None, never since ``created_at``."""

    name: str
    display_name: str
    service: bool
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class LooseToken:
    """A token that is good and lies unused, or ends soon."""

    id: int
    name: str
    account: str
    last_used_at: datetime | None
    expires_at: datetime
    unused: bool
    ends_soon: bool


def idle_accounts(days: int) -> list[IdleAccount]:
    """Accounts older than ``days`` days, neither disabled nor over, by which nobody came in for as long."""
    now = utc_now()
    since = now - timedelta(days=days)
    with transaction() as session:
        users = list(session.scalars(select(User).where(User.disabled.is_(False), User.created_at < since)))
        used: dict[int, list[datetime]] = {}
        for source in (LoginSession, ApiToken):
            latest = select(source.user_id, func.max(source.last_used_at)).group_by(source.user_id)
            for user_id, at in session.execute(latest):
                if at is not None:
                    used.setdefault(user_id, []).append(at)
        found = []
        for user in users:
            times = [*used.get(user.id, ()), *([user.last_sign_in_at] if user.last_sign_in_at else ())]
            last = max(times, default=None)
            if (user.ends_at is None or user.ends_at > now) and (last is None or last < since):
                service = user.owner_id is not None
                found.append(IdleAccount(user.name, user.display_name, service, user.created_at, last))
    return sorted(found, key=lambda account: (account.last_used_at or account.created_at, account.name))


def loose_tokens(days: int, soon: int) -> list[LooseToken]:
    """Good tokens without use for ``days`` days, or that end within ``soon`` days."""
    now = utc_now()
    since, until = now - timedelta(days=days), now + timedelta(days=soon)
    good = select(ApiToken, User.name).join(User, User.id == ApiToken.user_id).where(ApiToken.expires_at > now)
    with transaction() as session:
        held = [
            LooseToken(
                token.id,
                token.name,
                account,
                token.last_used_at,
                token.expires_at,
                unused=(token.last_used_at or token.created_at) < since,
                ends_soon=token.expires_at <= until,
            )
            for token, account in session.execute(good.order_by(ApiToken.expires_at, ApiToken.id))
        ]
    return [token for token in held if token.unused or token.ends_soon]
