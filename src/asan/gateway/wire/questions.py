"""From a client's question to rows: told apart by what it reads, translated, and asked through the gateway."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
from sqlglot import exp

from asan.gateway.answer import Answer
from asan.gateway.execution import Cancellation
from asan.gateway.principal import Principal
from asan.gateway.service import Gateway, VisibleTable
from asan.gateway.snapshot_names import version_of
from asan.gateway.wire.catalog.asking import SECONDS, ask, catalog_of, prepare
from asan.gateway.wire.catalog.mapping import concerns
from asan.gateway.wire.catalog.session_facts import Facts, put_in_facts
from asan.gateway.wire.dialect import Translated, expected_types, parameter_numbers, parse, translate
from asan.gateway.wire.errors import BrokenProtocol, RowLimit
from asan.gateway.wire.parameters import Value, array_items
from asan.gateway.wire.portal import Rows
from asan.gateway.wire.types import BY_OID, TEXT
from asan.gateway.wire.variables import Variables
from asan.kit.translation import Language
from asan.warehouse.scratch import Scratch

SURFACE = "pg"
_ANY = 2**62


@dataclass(frozen=True, slots=True)
class _Read:
    """A question that was read: ``system`` asks the catalogs, ``types`` and ``arrays`` are its parameters' types."""

    translated: Translated
    system: bool
    types: Mapping[int, int]
    arrays: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, with the settings of their session."""

    door: Gateway
    principal: Principal
    variables: Variables
    process: int
    language: Language

    def rows(self, sql: str, types: Mapping[int, int], values: Mapping[int, Value], stop: Cancellation) -> Rows:
        """The answer to ``sql``. Raises what the gateway raises, BadSql, Unsupported."""
        question = self._read(sql, types)
        bound = _bound(question.translated, values, question.arrays)
        if question.system:
            seconds = self.variables.seconds(SECONDS)
            return ask(self._catalog(), question.translated, bound, seconds, stop)
        principal = self._principal()
        limit = min(self.door.settings.pg_rows, self.door.limits(principal).rows or _ANY)
        answer = self.door.query(
            principal,
            question.translated.sql,
            parameters=bound,
            row_limit=limit,
            seconds=self.variables.seconds(self.door.settings.query_seconds),
            surface=SURFACE,
            cancellation=stop,
            asked=sql,
        )
        return Rows(answer.schema, _whole(answer, limit), answer.close, question.translated.names)

    def description(self, sql: str, types: Mapping[int, int], stop: Cancellation) -> tuple[list[int], Rows]:
        """The types of the parameters in ``sql``, and its columns without a row."""
        question = self._read(sql, types, expect=True)
        bound = _bound(question.translated, {}, {})
        if question.system:
            rows = ask(self._catalog(), question.translated, bound, SECONDS, stop)
            rows.close()
            schema = rows.schema
        else:
            schema = self.door.describe(
                self._principal(),
                question.translated.sql,
                parameters=bound,
                surface=SURFACE,
                asked=sql,
                cancellation=stop,
            )
        last = max((*question.types, *types), default=0)
        told = [question.types.get(number) or types.get(number) or TEXT.oid for number in range(1, last + 1)]
        return told, Rows(schema, iter(()), _nothing, question.translated.names)

    def _read(self, sql: str, types: Mapping[int, int], *, expect: bool = False) -> "_Read":
        """``sql`` told apart and translated. ``expect``: parameters without a declared type get the expected one."""
        tree, about_itself = put_in_facts(parse(sql), self._facts())
        undeclared = any(not types.get(number) for number in parameter_numbers(tree))
        tables = self._visible() if undeclared or tree.find(exp.Div) else ()
        known = self._types(tree, types, tables)
        arrays = {number: known[number] for number in known if BY_OID[known[number]].element}
        given = known if expect else {**types, **arrays}
        system = concerns(tree, self._facts()) or (about_itself and tree.find(exp.Table) is None)
        translated = prepare(tree, self._facts(), given) if system else translate(tree, given, tables)
        return _Read(translated, system, known, arrays)

    def _facts(self) -> Facts:
        return Facts(self.principal.name, self.process, self.variables)

    def _catalog(self) -> Scratch:
        return catalog_of(self._visible(), self.language)

    def _types(self, tree: exp.Expr, declared: Mapping[int, int], tables: tuple[VisibleTable, ...]) -> dict[int, int]:
        """Declared types where there are, else those that the places in ``tree`` ask for."""
        expected = expected_types(tree, tables)
        types = {number: type_.oid for number, type_ in expected.items()}
        types |= {number: oid for number, oid in declared.items() if oid in BY_OID}
        return {number: types.get(number, TEXT.oid) for number in parameter_numbers(tree)}

    def _visible(self) -> tuple[VisibleTable, ...]:
        return self.door.catalog(self._principal())

    def _principal(self) -> Principal:
        asked = self.variables.all().get("asan.snapshot")
        return replace(self.principal, snapshot=version_of(asked)) if asked else self.principal


def _bound(translated: Translated, values: Mapping[int, Value], arrays: Mapping[int, int]) -> dict[str, Any]:
    bound: dict[str, Any] = {}
    for number in translated.parameters:
        if values and number not in values:
            raise BrokenProtocol(detail=f"parameter ${number} without a value")
        value = values.get(number)
        # A client that leaves the type to us writes an array as text.
        bound[f"w{number}"] = array_items(value) if number in arrays and isinstance(value, str) else value
    return bound


def _whole(answer: Answer, limit: int) -> Iterator[pa.RecordBatch]:
    """The batches, and an error where they are not all: programs cannot see that something is missing."""
    yield from answer.batches
    if answer.truncated:
        raise RowLimit(rows=limit)


def _nothing() -> None:
    return None


def constant_rows(columns: Mapping[str, list[str]]) -> Rows:
    """A small table of texts."""
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    return Rows(table.schema, iter(table.to_batches()), _nothing)
