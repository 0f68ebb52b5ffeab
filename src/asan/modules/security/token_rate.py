"""How many requests a token makes a minute, counted for all processes and machines that share the app store.

A process takes a twentieth of a minute's permits at a time from the token's row and spends them by itself: the limit
holds exactly, and costs one write in many requests. What it has not spent lapses with the minute.
"""

import threading
import time

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from asan.kit.settings import settings
from asan.modules.security.errors import TooManyRequests
from asan.modules.security.models import ApiToken

_SHARE = 20

_lock = threading.Lock()
_permits: dict[tuple[int, str], tuple[int, int]] = {}
"""By token and app store: the minute, and how many permits of it this process still has."""


def spend(session: Session, token_id: int) -> None:
    """Spend one permit of a token's, within the caller's transaction. Raises TooManyRequests."""
    minute = int(time.time() // 60)
    key = (token_id, settings().app_store_url)
    with _lock:
        of, left = _permits.get(key, (minute, 0))
        if of == minute and left > 0:
            _permits[key] = (minute, left - 1)
            return
    most = settings().token_requests
    share = max(1, most // _SHARE)
    before = case((ApiToken.rate_minute == minute, ApiToken.rate_taken), else_=0)
    taken = session.execute(
        update(ApiToken)
        .where(ApiToken.id == token_id, before + share <= most)
        .values(rate_minute=minute, rate_taken=before + share)
        .returning(ApiToken.id)
        .execution_options(synchronize_session=False)
    )
    if taken.one_or_none() is None:
        raise TooManyRequests(most=most)
    with _lock:
        of, left = _permits.get(key, (minute, 0))
        _permits[key] = (minute, (left if of == minute else 0) + share - 1)
