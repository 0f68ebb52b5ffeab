"""Texts and bytes that fuzzing has found: each is refused with a name, not with the parser's own slip."""

import struct

import pytest
from sqlglot import exp

from asan.gateway.errors import BadSql
from asan.gateway.parsing import parse_question
from asan.gateway.wire import dialect
from asan.gateway.wire.errors import Unsupported
from asan.gateway.wire.parameters import value_of
from asan.gateway.wire.types import BY_OID


@pytest.mark.parametrize("text", ["\x00?", "SELCET {'v': a}EXCEPT  FROM person", "VALUES (1) UNION {'a': 1}"])
def test_texts_that_are_no_sql(text: str) -> None:
    with pytest.raises(BadSql):
        parse_question(text)


def test_an_operator_without_its_left_side_in_the_dialect_of_postgres() -> None:
    with pytest.raises(BadSql):
        dialect.parse("\x00?")


def test_a_table_of_no_schema_of_no_database_in_the_dialect_of_postgres() -> None:
    translated = dialect.translate(dialect.parse("SELECT * FROM..temp.person"), {}, ())
    (table,) = parse_question(translated.sql).find_all(exp.Table)
    assert (table.db, table.name) == ("temp", "person")


def test_a_path_through_json_that_cannot_be_written() -> None:
    with pytest.raises(Unsupported, match="JSONPathRecursive"):
        dialect.translate(dialect.parse("SELECT json_extract('{}', '$..a')"), {}, ())


def test_an_array_of_a_type_that_there_is_not() -> None:
    array = next(oid for oid, kind in BY_OID.items() if kind.element is not None)
    raw = struct.pack("!iiIiii", 1, 0, 4194238464, 1, 1, 0)
    with pytest.raises(Unsupported, match="4194238464"):
        value_of(1, array, True, raw)
