"""Published snapshots: the lake versions that people read. Their commit message starts with ``publish ``."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asan.warehouse.connection import Connection

PREFIX = "publish "


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


def published(connection: Connection) -> list[Snapshot]:
    """All published snapshots, newest first. The connection has the lake attached as ``lake``."""
    return _read(connection, limit=None)


def current(connection: Connection) -> Snapshot | None:
    """The newest published snapshot; None where nothing was published yet."""
    return next(iter(_read(connection, limit=1)), None)


def find(connection: Connection, version: int) -> Snapshot | None:
    """The published snapshot of lake version ``version``; None where that version was not published."""
    return next((snapshot for snapshot in published(connection) if snapshot.version == version), None)


def _read(connection: Connection, *, limit: int | None) -> list[Snapshot]:
    # The catalog's own table, not ducklake_snapshots(): that one assembles every snapshot's changes first.
    rows = connection.execute(
        f"""SELECT snapshot_id, snapshot_time, commit_extra_info
            FROM __ducklake_metadata_lake.ducklake_snapshot
            JOIN __ducklake_metadata_lake.ducklake_snapshot_changes USING (snapshot_id)
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
