"""Time in the hospital: days and seconds since 1970 as whole numbers, on the hospital's wall clock."""

from datetime import date

import numpy as np

from asan.synth.arrays import Floats, Ints

DAY = 86_400
HOUR = 3_600
MINUTE = 60
YEAR_DAYS = 365.25
NEVER = 10_000_000  # a day that does not come: beyond every date that is written


def day_of(value: date) -> int:
    """The day's number since 1970-01-01."""
    return (value - date(1970, 1, 1)).days


def to_workday(days: Ints) -> Ints:
    """Saturdays to the Friday before, Sundays to the Monday after: when clinics are open."""
    weekday = (days + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0
    return np.asarray(days - (weekday == 5) + (weekday == 6))


def in_clinic_hours(days: Ints, draw: np.random.Generator) -> Ints:
    """Seconds of an appointment on the nearest workday, every ten minutes from 08:30 to 16:50."""
    slot = draw.integers(0, 51, len(days))
    return to_workday(days) * DAY + 8 * HOUR + 30 * MINUTE + slot * 10 * MINUTE


def at_any_hour(days: Ints, draw: np.random.Generator) -> Ints:
    """Seconds at a minute of the day between 00:05 and 23:00, for what does not wait for opening hours."""
    return days * DAY + draw.integers(5, 23 * 60, len(days)) * MINUTE


def years_between(start_days: Ints | Floats, end_days: Ints | Floats) -> Floats:
    """Years from the first to the second, negative where the order is reversed."""
    return np.asarray((end_days - start_days) / YEAR_DAYS, dtype=np.float64)


def month_of(days: Ints) -> Ints:
    """The month, 1 to 12, of each day."""
    return months_of(days) % 12 + 1


def year_of(days: Ints) -> Ints:
    """The calendar year of each day."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def months_of(days: Ints) -> Ints:
    """Whole months since January 1970."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_of_month(months: Ints) -> Ints:
    """The day number of the first of a month, by months since January 1970."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def first_of_year(year: Ints) -> Ints:
    """The day number of 1 January."""
    return (year - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
