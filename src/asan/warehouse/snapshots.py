"""Published snapshots: the lake versions that people read. Their commit message starts with ``publish ``."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from asan.warehouse.connection import Connection

PREFIX = "publish "
CATALOG = "__ducklake_metadata_lake"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published state of the CDM. ``version`` is the lake version to read it at: ``AT (VERSION => n)``."""

    version: int
    published_at: datetime
    run: int | None
    kind: str
    source: str
    vocabulary: str
    vocabulary_version: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class InPlace:
    """The state of a CDM that is read in place: as it is at that moment, and at no version that one could read again.

    Beside that it tells what a snapshot tells, as far as anybody knows it.
    """

    source: str
    vocabulary_version: str = ""
    published_at: datetime | None = None
    """When its statistics were computed; None: never."""
    version: None = None
    run: None = None
    kind: Literal["in_place"] = "in_place"
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """What a snapshot's clinical tables hold: rows, and bytes of their files, which snapshots may share.

    ``rows`` is None where the catalog alone does not tell them: a merged file holds rows of later versions too.
    """

    rows: int | None
    bytes: int


def published(connection: Connection) -> list[Snapshot]:
    """All published snapshots, newest first. The connection has the lake attached as ``lake``."""
    return _read(connection, limit=None)


def current(connection: Connection) -> Snapshot | None:
    """The newest published snapshot; None where nothing was published yet."""
    return next(iter(_read(connection, limit=1)), None)


def find(connection: Connection, version: int) -> Snapshot | None:
    """The published snapshot of lake version ``version``; None where that version was not published."""
    return next((snapshot for snapshot in published(connection) if snapshot.version == version), None)


def extents(connection: Connection) -> dict[int, Extent]:
    """The extent of every published snapshot by its version, from the catalog: no file is opened."""
    rows = connection.execute(
        f"""WITH published AS (
                SELECT snapshot_id FROM {CATALOG}.ducklake_snapshot_changes WHERE commit_message LIKE '{PREFIX}%'),
            file AS (
                SELECT DISTINCT f.* FROM {CATALOG}.ducklake_data_file f
                JOIN {CATALOG}.ducklake_table t USING (table_id)
                JOIN {CATALOG}.ducklake_schema s USING (schema_id) WHERE s.schema_name = 'cdm'),
            deleted AS (
                SELECT p.snapshot_id, d.data_file_id, sum(d.delete_count) AS gone FROM published p
                JOIN {CATALOG}.ducklake_delete_file d
                  ON d.begin_snapshot <= p.snapshot_id AND coalesce(d.end_snapshot > p.snapshot_id, true)
                GROUP BY ALL)
            SELECT p.snapshot_id, bool_or(coalesce(f.partial_max > p.snapshot_id, false)),
                   coalesce(sum(f.record_count - coalesce(d.gone, 0)), 0), coalesce(sum(f.file_size_bytes), 0)
            FROM published p
            LEFT JOIN file f ON f.begin_snapshot <= p.snapshot_id AND coalesce(f.end_snapshot > p.snapshot_id, true)
            LEFT JOIN deleted d ON d.snapshot_id = p.snapshot_id AND d.data_file_id = f.data_file_id
            GROUP BY p.snapshot_id"""
    ).fetchall()
    return {version: Extent(None if shared else int(count), int(size)) for version, shared, count, size in rows}


def _read(connection: Connection, *, limit: int | None) -> list[Snapshot]:
    # The catalog's own table, not ducklake_snapshots(): that one assembles every snapshot's changes first.
    rows = connection.execute(
        f"""SELECT snapshot_id, snapshot_time, commit_extra_info
            FROM {CATALOG}.ducklake_snapshot
            JOIN {CATALOG}.ducklake_snapshot_changes USING (snapshot_id)
            WHERE commit_message LIKE '{PREFIX}%' ORDER BY snapshot_id DESC"""
        + (f" LIMIT {limit}" if limit else "")
    ).fetchall()
    return [_snapshot(version, at, info) for version, at, info in rows]


def _snapshot(version: int, at: object, info: str | None) -> Snapshot:
    extra: dict[str, Any] = json.loads(info or "{}")
    return Snapshot(
        version=version,
        published_at=_moment(extra.get("at") or str(at)),
        run=extra.get("run"),
        kind=extra.get("kind", "etl"),
        source=extra.get("source", ""),
        vocabulary=extra.get("vocabulary", ""),
        vocabulary_version=extra.get("vocabulary_version", ""),
        synthetic=bool(extra.get("synthetic", False)),
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
