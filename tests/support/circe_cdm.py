"""A CDM of given rows in DuckDB's memory, with compiled cohorts run on it: no lake, no files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from asan.kit.settings import settings
from asan.modules.research.attrition import Attrition
from asan.modules.research.compiler.cdm import Cdm
from asan.modules.research.compiler.ends import COHORT
from asan.modules.research.compiler.entry import bits
from asan.modules.research.compiler.plan import Plan
from asan.modules.research.compiler.program import compile_attrition, compile_cohorts
from asan.modules.research.compiler.relations import Relation
from asan.omop.cdm import CDM
from asan.omop.circe.expression import CohortExpression
from asan.omop.ddl import column_type
from asan.warehouse.connection import open_engine
from asan.warehouse.lake import Lake
from asan.warehouse.publish import publish

Span = tuple[int, str, str]
"""subject_id, cohort_start_date, cohort_end_date."""


class CirceCdm:
    """Tables of CDM 5.4 in the schema ``cdm``, the vocabulary's too, as Circe expects them."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("CREATE SCHEMA cdm")
        for table in CDM.tables.values():
            columns = ", ".join(f'"{field.name}" {column_type(field, "duckdb")}' for field in table.fields)
            self.connection.execute(f"CREATE TABLE cdm.{table.name} ({columns})")

    def load(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows; columns that a row does not name are NULL."""
        for columns, found in groupby(rows, key=tuple):
            batch = list(found)
            given = pa.table({column: [row[column] for row in batch] for column in columns})
            self.connection.register("rows_given", given)
            self.connection.execute(f"INSERT INTO cdm.{table} ({', '.join(columns)}) SELECT * FROM rows_given")
            self.connection.unregister("rows_given")

    def run(self, expressions: Sequence[CohortExpression]) -> list[list[Span]]:
        """Of each definition its cohort, sorted; all computed as one batch."""
        session = self._made(expressions, compile_cohorts)
        found: list[list[Span]] = [[] for _ in expressions]
        for number, subject, start, end in session.execute(f"SELECT * FROM {COHORT} ORDER BY ALL").fetchall():
            found[number].append((subject, str(start), str(end)))
        session.close()
        return found

    def attrition(self, expression: CohortExpression) -> Attrition:
        """The bits of one definition's inclusion rules."""
        session = self._made([expression], compile_attrition)
        rules = len(expression.inclusion_rules)
        answer = session.execute(bits(rules)).to_arrow_table()
        session.close()
        return Attrition.of(answer, rules)

    def _made(
        self, expressions: Sequence[CohortExpression], compiled: Callable[[Plan, Cdm], list[Relation]]
    ) -> duckdb.DuckDBPyConnection:
        plan = Plan()
        for expression in expressions:
            plan.add(expression)
        columns = {("cdm", table.name): frozenset(table.columns) for table in CDM.tables.values()}
        columns |= {("vocabulary", table): found for (_, table), found in columns.items()}
        session = self.connection.cursor()
        for relation in compiled(plan, Cdm(columns, lambda _schema, table: f"cdm.{table}")):
            session.execute(f"CREATE TEMP TABLE {relation.name} AS {relation.sql}", dict(relation.parameters))
        return session


def publish_records(cdm: CirceCdm, work: Path) -> None:
    """The records as a published snapshot of the lake of the current settings; ``work`` is a file to be made."""
    lake = Lake(settings())
    writer = lake.connect_writer()
    database = open_engine(settings(), work)
    for schema in ("cdm", "results"):
        database.execute(f"CREATE SCHEMA {schema}")
    for table in CDM.tables.values():
        rows = cdm.connection.execute(f"SELECT * FROM cdm.{table.name}").to_arrow_table()
        if table.schema == "cdm":
            database.register("rows_given", rows)
            database.execute(f"CREATE TABLE cdm.{table.name} AS SELECT * FROM rows_given")
        elif table.schema == "vocabulary":
            writer.register("rows_given", rows)
            writer.execute(f"CREATE TABLE lake.vocabulary.{table.name} AS SELECT * FROM rows_given")
    database.close()
    writer.close()
    publish(lake, work, extra={"kind": "etl", "run": 1, "source": "records"})
