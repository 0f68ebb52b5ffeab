"""The platform's clock: UTC, without time zone in the app store, so that SQLite and PostgreSQL hold the same."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator


def utc_now() -> datetime:
    """Now in UTC, as a naive datetime."""
    return datetime.now(UTC).replace(tzinfo=None)


def naive_utc(moment: datetime) -> datetime:
    """A moment as the app store holds it; one without a zone is taken for UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def today() -> date:
    """The day it is where the server stands: what people mean by the first and last day of something."""
    return datetime.now().astimezone().date()


def _with_zone(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


UtcTime = Annotated[datetime, AfterValidator(_with_zone)]
"""A moment in an answer of the API: said with its zone, so that a browser does not take it for local time."""
