"""Vocabularies go into the lake's schema ``vocabulary``, in one transaction and in a small machine's memory."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from asan.kit.translation import Text
from asan.omop.cdm import CDM
from asan.omop.ddl import column_type, create_table, quoted
from asan.omop.search.build import build_index
from asan.omop.vocabulary.download import Download, find
from asan.omop.vocabulary.errors import VocabularyLoadFailed, Warning
from asan.omop.vocabulary.header import ends_with_newline, read_header
from asan.warehouse import vocabulary_checks as checks
from asan.warehouse.ancestry import build_ancestors
from asan.warehouse.concept_rows import concept_rows
from asan.warehouse.connection import Connection, EngineError, attach_file
from asan.warehouse.extensions import quoted as quoted_path
from asan.warehouse.hashes import schema_hashes
from asan.warehouse.lake import Lake
from asan.warehouse.publish import commit_message
from asan.warehouse.snapshots import CATALOG, published

PREFIX = "vocabulary "
MEMORY_LIMIT = "1536MB"
Progress = Callable[[float, str], None]

# Rows of one concept lie together, so that a lookup touches few row groups.
_ORDER = {
    "concept": "concept_id",
    "concept_relationship": "concept_id_1, relationship_id, concept_id_2",
    "concept_ancestor": "ancestor_concept_id, descendant_concept_id",
    "concept_synonym": "concept_id, concept_synonym_name",
    "drug_strength": "drug_concept_id, ingredient_concept_id",
}


@dataclass(frozen=True, slots=True)
class VocabularyInfo:
    """The vocabulary in the lake. ``vocabularies``: version by id, of those that have concepts; ``rows`` by table."""

    fingerprint: str
    version: str
    vocabularies: dict[str, str]
    rows: dict[str, int]
    warnings: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class VocabularyLoad(VocabularyInfo):
    """What a load did. ``already_loaded``: the lake held the very same content, nothing was written."""

    already_loaded: bool = False


def load_vocabulary(lake: Lake, path: Path, progress: Progress | None = None) -> VocabularyLoad:
    """Load the Athena download ``path`` (zip or folder) and make its search index.

    The caller holds the lake's write lock. Raises the errors of `asan.omop.vocabulary.errors`; the lake is then as it
    was.
    """
    report = progress or _silent
    download = find(path)
    report(0.0, "fingerprint")
    fingerprint = download.fingerprint()
    connection = _writer(lake)
    try:
        known = _same(lake, connection, fingerprint, report)
        if known is not None:
            return known
        with tempfile.TemporaryDirectory(dir=lake.settings.make_home(), prefix="vocabulary-") as folder:
            report(0.05, "unpack")
            files = download.unpack(Path(folder))
            return _replace(lake, connection, fingerprint, _FromFiles(connection, download, files), report)
    finally:
        connection.close()


def load_tables(lake: Lake, work: Path, progress: Progress | None = None) -> VocabularyLoad:
    """Load the typed tables of schema ``vocabulary`` of the database file ``work``: an imported CDM's vocabulary.

    Like `load_vocabulary` otherwise.
    """
    report = progress or _silent
    connection = _writer(lake)
    try:
        attach_file(connection, work, "work")
        hashes = json.dumps(schema_hashes(connection, "work.vocabulary"), sort_keys=True)
        fingerprint = hashlib.sha256(hashes.encode()).hexdigest()[:16]
        known = _same(lake, connection, fingerprint, report)
        return known or _replace(lake, connection, fingerprint, _FromWork(connection), report)
    finally:
        connection.close()


def loaded(connection: Connection, version: int | None = None) -> VocabularyInfo | None:
    """The lake's vocabulary, at lake version ``version`` or now; None before the first load."""
    at = {"at": 2**62 if version is None else version}
    # It stands on the table, so that it lives as long as a version that has the table: the load's own may expire.
    rows = connection.execute(
        f"""SELECT said.value FROM {CATALOG}.ducklake_tag AS said
            JOIN {CATALOG}.ducklake_table AS t ON t.table_id = said.object_id AND t.table_name = 'concept'
            JOIN {CATALOG}.ducklake_schema AS s ON s.schema_id = t.schema_id AND s.schema_name = 'vocabulary'
            WHERE said.key = 'comment' AND said.begin_snapshot <= $at AND coalesce(said.end_snapshot > $at, true)""",
        at,
    ).fetchall()
    # A lake that an earlier program filled: only the commit says it.
    rows = (
        rows
        or connection.execute(
            f"""SELECT commit_extra_info FROM {CATALOG}.ducklake_snapshot_changes
            WHERE commit_message LIKE '{PREFIX}%' AND snapshot_id <= $at ORDER BY snapshot_id DESC LIMIT 1""",
            at,
        ).fetchall()
    )
    return VocabularyInfo(**json.loads(rows[0][0])) if rows else None


def in_use(lake: Lake) -> set[str]:
    """Fingerprints of the vocabularies that somebody may read: those of published snapshots, and the newest."""
    connection = lake.connect_reader()
    try:
        versions = [None, *(snapshot.version for snapshot in published(connection))]
        return {info.fingerprint for version in versions if (info := loaded(connection, version)) is not None}
    finally:
        connection.close()


def described(connection: Connection, fingerprint: str, warnings: Sequence[Warning] = ()) -> VocabularyInfo:
    """What ``lake.vocabulary`` holds."""
    rows = {table.name: _count(connection, table.name) for table in CDM.in_schema("vocabulary")}
    told = [warning.as_json() for warning in warnings]
    return VocabularyInfo(fingerprint, _version(connection), _versions(connection), rows, told)


def _writer(lake: Lake) -> Connection:
    connection = lake.connect_writer()
    if not lake.settings.memory_limit:
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
    return connection


def _same(lake: Lake, connection: Connection, fingerprint: str, report: Progress) -> VocabularyLoad | None:
    """The load to report when the lake holds this content already; its index is made where it is missing."""
    info = loaded(connection)
    if info is None or info.fingerprint != fingerprint:
        return None
    report(0.5, "search index")
    build_index(lake.settings.search, fingerprint, concept_rows(connection))
    return VocabularyLoad(**asdict(info), already_loaded=True)


def _replace(
    lake: Lake, connection: Connection, fingerprint: str, source: "_FromFiles | _FromWork", report: Progress
) -> VocabularyLoad:
    tables = CDM.in_schema("vocabulary")
    warnings = checks.missing_files(source.given())
    connection.execute("BEGIN")
    try:
        for position, table in enumerate(tables):
            report(0.1 + 0.4 * position / len(tables), table.name)
            connection.execute(f"DROP TABLE IF EXISTS lake.vocabulary.{table.name}")
            connection.execute(create_table(table, "duckdb", "lake.vocabulary", not_null=False))
            if table.name in source.given():
                warnings += source.fill(table.name)
                blank = checks.refuse_missing_values(connection, table)
                if blank:
                    text = Text(
                        f"{table.name}에서 이름이 빈 행 {blank:,}건.", f"{blank:,} rows of {table.name} have no name."
                    )
                    warnings.append(Warning(f"no_name_in_{table.name}", text, blank))
        checks.refuse_bad_concepts(connection)
        if "concept_ancestor" not in source.given():
            report(0.5, "ancestors")
            warnings += _ancestors(connection)
        report(0.6, "checks")
        warnings += checks.content_warnings(connection)
        report(0.7, "search index")
        build_index(lake.settings.search, fingerprint, concept_rows(connection))
        info = described(connection, fingerprint, warnings)
        told = json.dumps(asdict(info), ensure_ascii=False)
        connection.execute(f"COMMENT ON TABLE lake.vocabulary.concept IS '{quoted_path(told)}'")
        commit_message(connection, PREFIX + info.version, asdict(info))
        connection.execute("COMMIT")
    except BaseException as error:
        with suppress(EngineError):  # a fatal error of the engine has ended the transaction already
            connection.execute("ROLLBACK")
        if isinstance(error, EngineError | OSError):
            raise VocabularyLoadFailed(detail=" ".join(str(error).split())[:300]) from error
        raise
    report(1.0, "done")
    return VocabularyLoad(**asdict(info))


class _FromFiles:
    """Tables from Athena's files, typed as they are read."""

    def __init__(self, connection: Connection, download: Download, files: dict[str, Path]) -> None:
        self.connection = connection
        self.download = download
        self.files = files

    def given(self) -> set[str]:
        return set(self.files)

    def fill(self, name: str) -> list[Warning]:
        table, path = CDM.tables[name], self.files[name]
        columns = read_header(path, table)
        types = ", ".join(f"'{column}': '{column_type(table.field(column), 'duckdb')}'" for column in columns)
        names = ", ".join(map(quoted, columns))
        order = f"ORDER BY {_ORDER[name]}" if name in _ORDER else ""
        self.connection.execute(
            f"""INSERT INTO lake.vocabulary.{name} ({names})
                SELECT {names} FROM read_csv('{quoted_path(path)}', delim='\t', quote='', escape='', nullstr='',
                    header=true, auto_detect=false, columns={{{types}}}, dateformat='%Y%m%d', store_rejects=true)
                {order}"""
        )
        file = Path(self.download.members[name]).name
        checks.refuse_bad_lines(self.connection, file)
        if ends_with_newline(path):
            return []
        text = Text(
            f"{file}의 마지막 줄이 끝나지 않았습니다(잘렸을 수 있음).",
            f"The last line of {file} has no end: it may be cut off.",
        )
        return [Warning("unfinished_last_line", text, 1)]


class _FromWork:
    """Tables of an attached work database, typed already."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def given(self) -> set[str]:
        rows = self.connection.execute(
            """SELECT table_name, estimated_size FROM duckdb_tables()
               WHERE database_name = 'work' AND schema_name = 'vocabulary'"""
        ).fetchall()
        return {name for name, size in rows if size}

    def fill(self, name: str) -> list[Warning]:
        order = f" ORDER BY {_ORDER[name]}" if name in _ORDER else ""
        self.connection.execute(f"INSERT INTO lake.vocabulary.{name} SELECT * FROM work.vocabulary.{name}{order}")
        return []


def _ancestors(connection: Connection) -> list[Warning]:
    if build_ancestors(connection):
        return []
    text = Text(
        "상하위 관계가 돌고 있어 조상 표가 불완전합니다.", "The hierarchy runs in a circle: ancestors are incomplete."
    )
    return [Warning("circular_hierarchy", text, 1)]


def _count(connection: Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM lake.vocabulary.{table}").fetchall()[0][0])


def _version(connection: Connection) -> str:
    """The release of the whole, which Athena keeps with the vocabulary called None."""
    rows = connection.execute(
        "SELECT vocabulary_version FROM lake.vocabulary.vocabulary WHERE vocabulary_id = 'None'"
    ).fetchall()
    return str(rows[0][0]) if rows and rows[0][0] else "unknown"


def _versions(connection: Connection) -> dict[str, str]:
    rows = connection.execute(
        """SELECT c.vocabulary_id, coalesce(v.vocabulary_version, '')
           FROM (SELECT DISTINCT vocabulary_id FROM lake.vocabulary.concept) c
           LEFT JOIN lake.vocabulary.vocabulary v ON v.vocabulary_id = c.vocabulary_id ORDER BY 1"""
    ).fetchall()
    return dict(rows)


def _silent(_fraction: float, _message: str) -> None:
    """Nobody follows the load."""
