"""The published load that an incremental run adds to, and whether it may."""

from dataclasses import dataclass
from datetime import date

from asan.modules.etl.incremental.errors import BaseDiffers, NoBase
from asan.warehouse.connection import tables_in
from asan.warehouse.lake import Lake
from asan.warehouse.snapshots import current

_WHAT = {
    "code": "ETL",
    "engine": "DuckDB",
    "vocabulary": "vocabulary",
    "observation_period": "ASAN_ETL_OBSERVATION_PERIOD",
    "synthetic": "synthetic",
}


@dataclass(frozen=True, slots=True)
class Base:
    """``version``: its snapshot. ``as_of``: the last day that its records may carry. ``data_end``: see step 7."""

    version: int
    as_of: date
    data_end: date | None


def find_base(lake: Lake, facts: dict[str, str], today: date) -> Base:
    """The base, if a run with ``facts`` (see `staging.keep`) on ``today`` fits it. Raises NoBase and BaseDiffers."""
    if not lake.exists():
        raise NoBase
    connection = lake.connect_reader()
    try:
        snapshot = current(connection)
        if snapshot is None or "base" not in tables_in(connection, "lake", "staging"):
            raise NoBase
        known = dict(connection.execute("SELECT name, value FROM lake.staging.base").fetchall())
        for name, value in facts.items():
            if known.get(name) != value:
                raise BaseDiffers(what=_WHAT.get(name, name), base=known.get(name), now=value)
        as_of = date.fromisoformat(known["as_of"])
        # A mapping that ended between the two days counts for the base's rows, and not for new ones.
        ended = connection.execute(
            """SELECT count(*) FROM lake.vocabulary.concept_relationship
               WHERE relationship_id = 'Maps to' AND invalid_reason IS NULL
                 AND valid_end_date >= $first AND valid_end_date < $last""",
            {"first": min(as_of, today), "last": max(as_of, today)},
        ).fetchall()[0][0]
        if ended:
            raise BaseDiffers(what="Maps to", base=as_of, now=today)
        end = known.get("data_end")
        return Base(snapshot.version, as_of, date.fromisoformat(end) if end else None)
    finally:
        connection.close()
