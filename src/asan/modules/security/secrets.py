"""Secrets that travel once and lie in the app store as hashes: of sessions and of API tokens."""

import hashlib
import hmac


def secret_hash(secret: str) -> str:
    """How a secret lies in the app store. It is random and long, so a plain hash keeps it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_token(secret: str) -> str:
    """The token that a page sends with its changes: known only to who holds the session."""
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()
