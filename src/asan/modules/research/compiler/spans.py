"""Spans that overlap, made one."""

from collections.abc import Sequence


def spans(source: str, keys: Sequence[str]) -> str:
    """A SELECT of ``keys``, start_date, end_date: the rows of ``source`` with spans that touch or overlap made one.

    Rows that begin on one day are taken longest first, so that the answer does not depend on their order.
    """
    by = ", ".join(keys)
    order = "start_date, end_date DESC"
    return f"""SELECT {by}, min(start_date) AS start_date, max(end_date) AS end_date
    FROM (
        SELECT *, sum(begins) OVER (PARTITION BY {by} ORDER BY {order} ROWS UNBOUNDED PRECEDING) AS span
        FROM (
            SELECT *, CASE WHEN max(end_date) OVER (PARTITION BY {by} ORDER BY {order}
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) >= start_date THEN 0 ELSE 1 END AS begins
            FROM ({source}) given
        ) marked
    ) grouped
    GROUP BY {by}, span"""
