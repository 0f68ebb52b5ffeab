"""Whose rows an incremental run makes anew: ``etl.affected``, the patients as the source names them.

Everything about a person is made from the person's own rows, the hospital's files, the day of the run and the end of
the data. So affected are, with all their rows,
- patients of incoming rows, and of the stored rows that these replace;
- patients of encounters whose organization or provider becomes known, and of insurance periods whose payer changes;
- patients with a date that was in the future and is no longer, or the other way round;
- patients whose ids had to be told apart from others' (``staging.collision``), or will have to (``forced``).

Where the end of the data may move, others' open insurance and running prescriptions end then too: those rows alone are
made anew (`asan.modules.etl.incremental.prolonged`).
"""

from collections.abc import Iterable, Mapping
from datetime import date

from asan.modules.etl.incremental.base import Base
from asan.modules.etl.incremental.identity import identity, same
from asan.modules.etl.incremental.prolonged import find_prolonged
from asan.modules.etl.source.files import FILES, SourceFile
from asan.modules.etl.staging import BY_PATIENT
from asan.warehouse.connection import Connection

# Whose persons are already in the lake under their source's name.
UNAFFECTED = """(SELECT person_id FROM lake.cdm.person
    WHERE person_source_value NOT IN (SELECT patient FROM etl.affected))"""


def find_affected(connection: Connection, base: Base, today: date, forced: Iterable[str]) -> None:
    """Make ``etl.affected`` and ``etl.prolonged`` from what step 1 has read and the lake, attached as ``lake``."""
    connection.execute("CREATE OR REPLACE TABLE etl.affected (patient VARCHAR PRIMARY KEY)")
    connection.execute("CREATE OR REPLACE TABLE etl.prolonged (patient VARCHAR PRIMARY KEY)")
    _add(connection, "SELECT id FROM source.patients")
    for file, column in BY_PATIENT:
        _add(connection, f"SELECT {column} FROM source.{file.stem}")
        if column not in identity(file):
            _add(
                connection,
                f"""SELECT s.{column} FROM lake.staging.{file.stem} AS s
                    WHERE EXISTS (SELECT 1 FROM source.{file.stem} AS n WHERE {same(file, "n", "s")})""",
            )
    _add_by_hospital(connection)
    if today != base.as_of:
        _add_by_today(connection, min(today, base.as_of))
    _add(connection, "SELECT patient FROM lake.staging.collision")
    for patient in forced:
        _add(connection, "SELECT ?", patient)
    if _data_end_may_move(connection, base, today, note_elsewhere(connection)):
        find_prolonged(connection)


def _add(connection: Connection, patients: str, *parameters: object) -> None:
    connection.execute(
        f"""INSERT OR IGNORE INTO etl.affected
            SELECT DISTINCT patient FROM ({patients}) AS t(patient) WHERE patient IS NOT NULL""",
        list(parameters),
    )


def _add_by_hospital(connection: Connection) -> None:
    for column, stem in (("organization", "organizations"), ("provider", "providers")):
        _add(
            connection,
            f"""SELECT patient FROM lake.staging.encounters WHERE {column} IN (
                    SELECT id FROM source.{stem} WHERE id NOT IN (SELECT id FROM lake.staging.{stem}))""",
        )
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE changed_payer AS
           SELECT id FROM (SELECT id, name, ownership FROM source.payers
                           EXCEPT SELECT id, name, ownership FROM lake.staging.payers)"""
    )
    _add(
        connection,
        """SELECT patient FROM lake.staging.payer_transitions
           WHERE payer IN (FROM changed_payer) OR secondary_payer IN (FROM changed_payer)""",
    )


def _add_by_today(connection: Connection, earlier: date) -> None:
    """Whoever has a date after the earlier of the two days: it may be in the future on one and not on the other."""
    for file, column in ((FILES["patients"], "id"), *BY_PATIENT):
        for moment in _moments(file):
            _add(
                connection,
                f"SELECT {column} FROM lake.staging.{file.stem} WHERE {moment} >= CAST(? AS DATE) + INTERVAL 1 DAY",
                earlier,
            )


def _moments(file: SourceFile) -> list[str]:
    """The columns with dates that steps look at; the ledger's are not."""
    if file.stem.startswith("claims"):
        return []
    return [column.name for column in file.columns if column.kind not in ("text", "number")]


def _data_end_may_move(connection: Connection, base: Base, today: date, stays: date | None) -> bool:
    """``stays``: the end of the data of those who are not affected."""
    latest = connection.execute(
        """SELECT max(CAST(coalesce(stop, start) AS DATE)) FROM (
               SELECT start, stop FROM source.encounters
               UNION ALL SELECT start, stop FROM lake.staging.encounters
               WHERE patient IN (SELECT patient FROM etl.affected)) AS e
           WHERE CAST(coalesce(stop, start) AS DATE) <= CAST(? AS DATE)""",
        [today],
    ).fetchall()[0][0]
    return stays != base.data_end or bool(latest is not None and (stays is None or latest > stays))


def note_elsewhere(connection: Connection) -> date | None:
    """Tell the steps when the encounters of all who are not affected end and start last; returns the last end."""
    ends: date | None
    ends, starts = connection.execute(
        f"""SELECT max(visit_detail_end_date), max(visit_detail_start_date) FROM lake.cdm.visit_detail
            WHERE person_id IN {UNAFFECTED}"""
    ).fetchall()[0]
    note(connection, {"elsewhere_data_end": ends, "elsewhere_last_encounter": starts})
    return ends


def note(connection: Connection, parameters: Mapping[str, object]) -> None:
    """Set parameters of the run; None takes one away."""
    for name, value in parameters.items():
        connection.execute("DELETE FROM etl.parameter WHERE name = ?", [name])
        if value is not None:
            connection.execute("INSERT INTO etl.parameter VALUES (?, ?)", [name, str(value)])
