"""Which counts leave the house: results of a study go to people whom no policy of ours reaches.

So small cells are suppressed for everybody here, whatever they may see on their own pages, and with a single small
cell of a whole another one, so that the whole does not tell it.
"""

from collections.abc import Sequence


def told(count: int | None, least: int) -> int | None:
    """A count of persons; None where it is of fewer than ``least``, but not of none."""
    return None if count is None or 0 < count < least else count


def parts_told(counts: Sequence[int | None], least: int) -> list[bool]:
    """Which parts of a whole may be told: of those that may not there are two at least, of ``least`` persons together.

    ``counts`` are of parts that share no person; None is one that is not told already.
    """
    shown = [told(count, least) is not None for count in counts]
    if all(shown):
        return shown
    by_size = sorted((count, place) for place, count in enumerate(counts) if count and shown[place])
    while by_size and not _is_closed(counts, shown, least):
        _, place = by_size.pop(0)
        shown[place] = False
    return shown


def _is_closed(counts: Sequence[int | None], shown: Sequence[bool], least: int) -> bool:
    hidden = [count for count, seen in zip(counts, shown, strict=True) if not seen]
    # One that was not told to us either may be of anybody: it counts as one person.
    return len(hidden) >= 2 and sum(1 if count is None else count for count in hidden) >= least
