"""Looks at the CDM in place, and computes what pages read of it: at publication a lake has that done by the ETL."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from asan.kit.errors import AsanError, Conflict, DiskFull
from asan.kit.settings import Settings, settings
from asan.kit.translation import Text
from asan.modules.etl.statistics.compute import compute
from asan.warehouse.connection import Connection, EngineError, out_of_space, transaction
from asan.warehouse.engines.postgres.address import Address
from asan.warehouse.engines.postgres.kept import ABOUT, statistics_file
from asan.warehouse.engines.postgres.views import Presented
from asan.warehouse.engines.postgres.work import close_beside, look, open_beside
from asan.warehouse.in_place import is_in_place

Progress = Callable[[str], None]

_VERSION = "SELECT vocabulary_version FROM vocabulary.vocabulary WHERE vocabulary_id = 'None'"


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
        "PostgreSQL 서버의 로그를 확인한 뒤 다시 실행해 주세요.", "See the PostgreSQL server's log, then run it again."
    )


@dataclass(frozen=True, slots=True)
class Looked:
    """What there is at the address: the source as people may see it, and its tables as they are presented."""

    source: str
    presented: Presented


def check() -> Looked:
    """What of a CDM is there. Raises NotInPlace, CdmUnreachable, NotACdm, CdmAddressWrong."""
    address, presented = look(_settings())
    return Looked(address.shown, presented)


def refresh(progress: Progress = lambda _what: None) -> Looked:
    """Compute the statistics anew; until they are whole, those before stay. Raises what `check` raises, RefreshRunning,
    RefreshFailed, DiskFull.

    All tables are read in one transaction of the server's, so that figures fit together.
    """
    config = _settings()
    address, presented = look(config)
    with refreshing(config):
        try:
            _refresh(config, address, presented, progress)
        except EngineError as error:
            if out_of_space(error):
                raise DiskFull(detail=config.in_place, folder=config.home) from None
            raise RefreshFailed from None
    return Looked(address.shown, presented)


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


def _refresh(config: Settings, address: Address, presented: Presented, progress: Progress) -> None:
    target = statistics_file(config)
    partial = target.with_name(f"{target.name}.part")
    partial.unlink(missing_ok=True)
    connection = open_beside(config, partial, address, presented)
    try:
        with transaction(connection):
            compute(connection, progress=progress)
            _count_vocabulary(connection, presented)
            connection.execute(ABOUT)
            connection.execute(
                "INSERT INTO about VALUES (?, ?, '', ?)",
                [address.shown, datetime.now(UTC).replace(tzinfo=None), _version(connection, presented)],
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


def _count_vocabulary(connection: Connection, presented: Presented) -> None:
    for schema, table in (view.table for view in presented.views):
        if schema == "vocabulary":
            connection.execute(
                f"INSERT INTO results.cdm_statistic SELECT 'vocabulary_rows', '{table}', NULL, NULL, count(*), NULL "
                f'FROM vocabulary."{table}"'
            )


def _version(connection: Connection, presented: Presented) -> str:
    if ("vocabulary", "vocabulary") not in {view.table for view in presented.views}:
        return ""
    row = connection.execute(_VERSION).fetchone()
    return str(row[0] or "") if row else ""
