"""Looks at the CDM in place, and computes what pages read of it: at publication a lake has that done by the ETL."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from asan.kit.errors import Conflict
from asan.kit.settings import Settings, settings
from asan.kit.translation import Text
from asan.modules.etl.statistics.compute import compute
from asan.warehouse.connection import Connection, transaction
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
    """Compute the statistics anew; until they are whole, those before stay. Raises what `check` raises.

    All tables are read in one transaction of the server's, so that figures fit together.
    """
    config = _settings()
    address, presented = look(config)
    target = statistics_file(config)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
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
        partial.unlink(missing_ok=True)
    return Looked(address.shown, presented)


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
