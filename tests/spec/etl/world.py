"""A tiny hospital in memory for one step at a time: tables in, one step's SQL, tables out.

A block of text names a table and gives its rows as an ASCII table; an empty cell is NULL:

    source.conditions
    | patient | start      | code |
    | p1      | 2020-01-01 | 111  |
"""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

import asan.modules.etl.step_sql as step_sql
from asan.modules.etl.source.files import FILES
from asan.modules.etl.source.typing import create_empty
from asan.modules.etl.work import STABLE_ID
from asan.omop.cdm import CDM
from asan.omop.ddl import create_table

STEPS = Path(step_sql.__file__).parent / "steps"

# What steps 2 to 6 leave for the later ones.
_MAPS = """
CREATE TABLE map.person (patient VARCHAR, person_id BIGINT, birth TIMESTAMP, death TIMESTAMP);
CREATE TABLE map.encounter (encounter VARCHAR, person_id BIGINT, visit_occurrence_id BIGINT, visit_detail_id BIGINT,
    provider_id BIGINT, care_site_id BIGINT, start_at TIMESTAMP, stop_at TIMESTAMP);
CREATE TABLE map.code (file_kind VARCHAR, source_system VARCHAR DEFAULT '', source_code VARCHAR,
    source_concept_id INTEGER DEFAULT 0, target_concept_id INTEGER DEFAULT 0, target_domain VARCHAR,
    target_ordinal INTEGER DEFAULT 1);
CREATE TABLE map.unit (source_unit VARCHAR, unit_concept_id INTEGER);
CREATE TABLE etl.parameter (name VARCHAR, value VARCHAR);
"""

# p1 lives, p2 died, p3 is known to nobody. e9 certifies p2's death two days after it; e5 is the last that is known.
HOSPITAL = """
etl.parameter
| name                 | value      |
| as_of                | 2024-12-31 |
| currency_concept_id  | 44818668   |
| era_gap_days         | 30         |

map.person
| patient | person_id | birth               | death               |
| p1      | 1         | 1980-06-01          |                     |
| p2      | 2         | 1950-01-01          | 2020-05-10 14:00:00 |

map.encounter
| encounter | person_id | visit_occurrence_id | visit_detail_id | provider_id | start_at            |
| e1        | 1         | 10                  | 11              | 12          | 2020-01-01 09:00:00 |
| e2        | 2         | 20                  | 21              | 22          | 2020-05-10 08:00:00 |
| e9        | 2         | 90                  | 91              | 92          | 2020-05-12 10:00:00 |
| e5        | 1         | 50                  | 51              | 52          | 2024-06-30 08:00:00 |
"""


@dataclass(frozen=True, slots=True)
class Rows:
    """One ASCII table."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[str | None, ...]] = field(default_factory=list)


def parse(text: str) -> list[Rows]:
    """The tables of a block of text, in order."""
    tables: list[Rows] = []
    name = ""
    for line in (line.strip() for line in text.splitlines()):
        if not line.startswith("|"):
            name = line or name
            continue
        cells = tuple(cell.strip() or None for cell in line.strip("|").split("|"))
        if name:
            tables.append(Rows(name, tuple(cell or "" for cell in cells)))
            name = ""
        else:
            assert len(cells) == len(tables[-1].columns), line
            tables[-1].rows.append(cells)
    return tables


class World:
    """The database of one test."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(":memory:")
        for schema in ("source", "map", "etl", "cdm", "vocabulary", "raw"):
            self.connection.execute(f"CREATE SCHEMA {schema}")
        self.connection.execute(STABLE_ID)
        self.connection.execute((STEPS / "01_source.sql").read_text(encoding="utf-8"))
        for file in FILES.values():
            create_empty(self.connection, file)
        for table in CDM.tables.values():
            if table.schema in ("cdm", "vocabulary"):
                self.connection.execute(
                    create_table(table, "duckdb", table.schema, not_null=table.schema == "cdm" and table.name != "cost")
                )
        self.connection.execute(_MAPS)
        self.given(HOSPITAL)
        self.connection.execute((STEPS / "parts" / "event_shape.sql").read_text(encoding="utf-8"))

    def given(self, text: str) -> None:
        """Insert the rows of each table of ``text``. Source rows without number and key get 1, 2, … and k1, k2, …"""
        for table in parse(text):
            columns, rows = table.columns, table.rows
            if table.table.startswith("source.") and "source_row" not in columns:
                before = self.count(table.table)
                columns += ("source_row",)
                rows = [(*row, str(before + number)) for number, row in enumerate(rows, 1)]
            if table.table.startswith("source.") and "source_key" not in columns:
                at = columns.index("source_row")
                columns += ("source_key",)
                rows = [(*row, f"k{row[at]}") for row in rows]
            marks = ", ".join("?" for _ in columns)
            self.connection.executemany(f"INSERT INTO {table.table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def run(self, step: str) -> None:
        """Run the step file ``step`` (its name without .sql) as the runner would."""
        self.connection.execute(step_sql.read_step(STEPS / f"{step}.sql"))

    def expect(self, text: str) -> None:
        """Each table of ``text`` holds exactly these rows in these columns, in any order."""
        for table in parse(text):
            columns = ", ".join(f"CAST({column} AS VARCHAR)" for column in table.columns)
            found = self.connection.execute(f"SELECT {columns} FROM {table.table}").fetchall()
            assert _sorted(found) == _sorted(table.rows), table.table

    def count(self, table: str, where: str = "TRUE") -> int:
        """Number of rows."""
        row = self.connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()
        return int(row[0]) if row else 0


def _sorted(rows: list[tuple[str | None, ...]]) -> list[tuple[str | None, ...]]:
    return sorted(rows, key=lambda row: tuple(cell or "" for cell in row))
