"""Reads source files as step 1 does, and answers with rows: for tests of files, not of whole runs."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from asan.modules.etl.source.locate import Located
from asan.modules.etl.source.step import examine, read_source
from asan.warehouse.connection import Connection
from tests.spec.etl.world import STEPS

PATIENTS = "Id,BIRTHDATE,GENDER\np1,1980-06-01,M\n"
ENCOUNTERS = "Id,START,PATIENT,ENCOUNTERCLASS\ne1,2020-01-01T09:00:00Z,p1,wellness\n"

Row = tuple[object, ...]


class Reading:
    """What step 1 made of the files of one folder."""

    def __init__(
        self,
        folder: Path,
        *,
        tables: dict[str, pa.Table] | None = None,
        unknown: tuple[str, ...] = (),
        **files: str | bytes,
    ) -> None:
        contents: dict[str, str | bytes] = {"patients": PATIENTS, "encounters": ENCOUNTERS, **files}
        paths = {}
        for stem, content in contents.items():
            paths[stem] = folder / f"{stem}.csv"
            paths[stem].write_bytes(content if isinstance(content, bytes) else content.encode())
        for stem, table in (tables or {}).items():
            paths[stem] = folder / f"{stem}.parquet"
            pq.write_table(table, paths[stem])
        self.connection: Connection = duckdb.connect(":memory:")
        self.connection.execute("CREATE SCHEMA etl")
        self.connection.execute((STEPS / "01_source.sql").read_text(encoding="utf-8"))
        read_source(self.connection, examine(Located(paths, unknown)), folder / "scratch", lambda *_: None)

    def rows(self, sql: str) -> list[Row]:
        return self.connection.execute(sql).fetchall()

    def rejects(self) -> list[Row]:
        """File, physical line, column, value and reason, by file and line."""
        return self.rows(
            """SELECT r.file, r.source_row + (SELECT max_by(s.shift, s.source_row) FROM etl.line_shift AS s
                          WHERE s.file = r.file AND s.source_row <= r.source_row), column_name, value, reason
               FROM etl.reject AS r
               UNION ALL SELECT file, line, NULL, value, reason FROM etl.malformed ORDER BY 1, 2"""
        )

    def lines(self, stem: str, column: str) -> list[Row]:
        """A column's values with the physical line of each row, by line."""
        return self.rows(
            f"""SELECT t.source_row + (SELECT max_by(s.shift, s.source_row) FROM etl.line_shift AS s
                          WHERE s.file = '{stem}' AND s.source_row <= t.source_row) AS line, {column}
                FROM source.{stem} AS t ORDER BY line"""
        )
