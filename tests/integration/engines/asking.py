"""Asks an engine as the gateway does."""

from sqlglot import exp, parse_one

from asan.warehouse.engines import Engine
from asan.warehouse.engines.base import Rows, Session

PERSON = ("cdm", "person")


def ask(engine: Engine, session: Session, sql: str, version: int | None = None, **parameters: object) -> Rows:
    """Run ``sql``, in which ``person`` stands for the CDM's table at ``version`` (default: the newest)."""
    snapshot = session.current() if version is None else session.find(version)
    statement = parse_one(sql, dialect="duckdb")
    for table in list(statement.find_all(exp.Table)):
        if table.name == "person":
            table.replace(exp.alias_(engine.locate(PERSON, snapshot), "person", table=True))
    return session.run(engine.translate(statement, parameters), parameters)


def answer(rows: Rows) -> list[dict[str, object]]:
    return [row for batch in rows.batches for row in batch.to_pylist()]
