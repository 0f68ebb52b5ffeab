"""Coverage-guided fuzzing of the SQL front: from text to the statement that the engine would get.

python fuzz/sql.py FOLDER [-max_total_time=SECONDS]    (other options: libFuzzer's)

FOLDER keeps the texts that reached something new; an empty one is filled with the attacks that the tests know. Whatever
the text is, in the gateway's dialect or in PostgreSQL's, the outcome is a statement in which every table stands behind
a researcher's policy (`rewrite` holds it against that itself), or an error with a name. Anything else ends the run with
the text that led to it.
"""

import contextlib
import sys
from pathlib import Path
from typing import Final

import atheris

with atheris.instrument_imports(include=["asan", "sqlglot"]):
    from sqlglot import exp

    from asan.gateway.parsing import parse_question
    from asan.gateway.policies.resolution import resolve
    from asan.gateway.rewrite import rewrite
    from asan.gateway.wire import dialect
    from asan.kit.errors import AsanError
    from asan.omop.cdm import CDM
    from asan.omop.ddl import column_type
    from asan.warehouse.engines import duckdb_run
    from asan.warehouse.engines.base import Column, TableName

SCHEMA: Final = {
    (table.schema, table.name): tuple(Column(field.name, column_type(field, "duckdb")) for field in table.fields)
    for table in CDM.tables.values()
}
POLICY: Final = resolve(frozenset({"researcher"}), SCHEMA, 5)
DICTIONARY: Final = Path(__file__).with_name("sql.dict")
WIRE: Final = b"w"


def locate(table: TableName, _snapshot: object = None) -> exp.Table:
    """Where a table lies."""
    return exp.table_("_".join(table), db="raw", quoted=True)


def one(data: bytes) -> None:
    """One input: its first byte says which dialect the rest is read in."""
    text = data[1:].decode(errors="replace")
    with contextlib.suppress(AsanError):
        if data[:1] == WIRE:
            text = dialect.translate(dialect.parse(text), {}, ()).sql
        duckdb_run.text_of(rewrite(parse_question(text), POLICY, locate, row_limit=1000).statement)


def fill(folder: Path) -> None:
    """Write the attacks that the tests know, for either dialect."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.integration.gateway.attacks import HARMLESS, INJECTIONS, REFUSED

    for number, text in enumerate([*HARMLESS, *REFUSED, *INJECTIONS]):
        for reader in (WIRE, b"g"):
            (folder / f"attack-{number}-{reader.decode()}").write_bytes(reader + text.encode(errors="replace"))


if __name__ == "__main__":
    corpus = Path(sys.argv[1])
    corpus.mkdir(parents=True, exist_ok=True)
    if not any(corpus.iterdir()):
        fill(corpus)
    atheris.Setup([*sys.argv, f"-dict={DICTIONARY}", "-max_len=2048"], one)
    atheris.Fuzz()
