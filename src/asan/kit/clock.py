"""The platform's clock: UTC, without time zone in the app store, so that SQLite and PostgreSQL hold the same."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now in UTC, as a naive datetime."""
    return datetime.now(UTC).replace(tzinfo=None)
