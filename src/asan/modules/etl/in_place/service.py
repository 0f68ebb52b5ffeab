"""Looks at the CDM in place, and makes what pages read of it: statistics, and the index of the concept search."""

import fcntl
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime

from asan.kit.errors import AsanError, Conflict, DiskFull
from asan.kit.settings import Settings, settings
from asan.kit.translation import Text
from asan.modules.etl.statistics.compute import compute
from asan.omop.search.build import build_index
from asan.warehouse.concept_rows import concept_rows
from asan.warehouse.connection import Connection, EngineError, out_of_space, transaction
from asan.warehouse.engines import place_of
from asan.warehouse.engines.kept import ABOUT, statistics_file
from asan.warehouse.engines.place import Found, Place, close_beside, open_beside
from asan.warehouse.in_place import is_in_place
from asan.warehouse.vocabulary import VocabularyInfo, described

Progress = Callable[[str], None]

# Sums do not depend on the order in which the server gives its rows.
_FINGERPRINT = """
SELECT count(*), sum(hash(c)) FROM lake.vocabulary.concept c
UNION ALL SELECT count(*), sum(hash(s)) FROM lake.vocabulary.concept_synonym s
"""


class NotInPlace(Conflict):
    """The settings name no CDM in place: the platform's own lake has its statistics from every run."""

    code = "not_in_place"
    text = Text("ASAN_CDM이 설정되어 있지 않습니다.", "ASAN_CDM is not set.")
    next = Text(
        "제자리에서 읽을 CDM의 주소를 ASAN_CDM에 지정해 주세요. 자체 레이크의 통계는 적재할 때 계산됩니다.",
        "Name the CDM to read in place in ASAN_CDM. The platform's own lake has its statistics from each load.",
    )


class RefreshRunning(Conflict):
    """Another refresh is under way."""

    code = "refresh_running"
    text = Text("다른 `asan cdm refresh`가 진행 중입니다.", "Another `asan cdm refresh` is under way.")
    next = Text("끝난 뒤 다시 실행해 주세요.", "Run it again when that has ended.")


class RefreshFailed(AsanError):
    """The server could not give all rows, or went away. What it said may quote values, and is in its own log."""

    code = "refresh_failed"
    status = 503
    text = Text(
        "CDM을 읽는 중에 서버가 오류를 내어 통계를 계산하지 못했습니다. 이전 통계는 그대로입니다.",
        "The server failed while its CDM was read, so the statistics were not computed. Those before are as they were.",
    )
    next = Text(
        "서버의 로그(파일이면 그 폴더)를 확인한 뒤 다시 실행해 주세요.",
        "See the server's log, or of files their folder; then run it again.",
    )


def check() -> Found:
    """What of a CDM is there. Raises NotInPlace, CdmUnreachable, NotACdm, CdmAddressWrong."""
    return place_of(_settings()).found


def refresh(progress: Progress = lambda _what: None) -> Found:
    """Compute the statistics and the search index anew; until they are whole, those before stay.

    All tables of a server are read in one transaction of its own, so that figures fit together.
    Raises what `check` raises, RefreshRunning, RefreshFailed, DiskFull.
    """
    config = _settings()
    place = place_of(config)
    with refreshing(config):
        try:
            _refresh(config, place, progress)
        except EngineError as error:
            if out_of_space(error):
                raise DiskFull(detail=config.in_place, folder=config.home) from None
            raise RefreshFailed from None
    return place.found


@contextmanager
def refreshing(config: Settings) -> Iterator[None]:
    """Hold what one refresh at a time holds; a killed process holds it no more. Raises RefreshRunning."""
    config.in_place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (config.in_place / "refresh.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefreshRunning from None
        yield


def _refresh(config: Settings, place: Place, progress: Progress) -> None:
    target = statistics_file(config)
    partial = target.with_name(f"{target.name}.part")
    partial.unlink(missing_ok=True)
    connection = open_beside(config, partial, place)
    try:
        with transaction(connection):
            compute(connection, progress=progress)
            vocabulary = _vocabulary(connection, config, place.found, progress)
            connection.execute(ABOUT)
            connection.execute(
                "INSERT INTO about VALUES (?, ?, ?)",
                [
                    place.found.source,
                    datetime.now(UTC).replace(tzinfo=None),
                    json.dumps(asdict(vocabulary)) if vocabulary else None,
                ],
            )
        close_beside(connection)
        partial.replace(target)
    finally:
        connection.close()
        for left in (partial, partial.with_name(f"{partial.name}.wal")):
            left.unlink(missing_ok=True)


def _settings() -> Settings:
    config = settings()
    if not is_in_place(config):
        raise NotInPlace
    config.make_home()
    return config


def _vocabulary(connection: Connection, config: Settings, found: Found, progress: Progress) -> VocabularyInfo | None:
    """Count the vocabulary and index it for search; None where the CDM has no concepts that may be read."""
    if ("vocabulary", "concept") not in found.tables:
        return None
    progress("concept search · 개념 검색")
    info = described(connection, _index(connection, config))
    _count_vocabulary(connection, info.rows, found)
    return info


def _count_vocabulary(connection: Connection, rows: Mapping[str, int], found: Found) -> None:
    connection.executemany(
        "INSERT INTO results.cdm_statistic VALUES ('vocabulary_rows', ?, NULL, NULL, ?, NULL)",
        [(table, count) for table, count in rows.items() if ("vocabulary", table) in found.tables],
    )


def _index(connection: Connection, config: Settings) -> str:
    """Make the search index of the vocabulary where it is not there yet; returns its fingerprint."""
    rows = connection.execute(_FINGERPRINT).fetchall()
    fingerprint = hashlib.sha256(repr(rows).encode()).hexdigest()[:16]
    build_index(config.search, fingerprint, concept_rows(connection))
    return fingerprint
