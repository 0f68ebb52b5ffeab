"""What the data mart does: lists tables, reads pages of rows, shows profiles. Every read goes through the gateway."""

import json
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from asan.gateway.answer import Answer
from asan.gateway.principal import Principal
from asan.gateway.service import VisibleTable, gateway
from asan.kit.translation import Language
from asan.modules.mart.columns import as_cell, kind_of
from asan.modules.mart.question import Askable, count, page
from asan.modules.mart.schemas import (
    ColumnOut,
    MaskedColumn,
    ProfileColumn,
    ProfileOut,
    RowsHead,
    RowsIn,
    RowsOut,
    SnapshotOut,
    TablesOut,
    TableSummary,
    TopValue,
)
from asan.modules.mart.visible import askable, concept_columns, granted, masks, visible
from asan.omop.cdm import CDM
from asan.warehouse.engines.base import State
from asan.warehouse.lake import LakeMissing

SURFACE = "page:mart"
_STATISTICS = "SELECT table_name, row_count, person_count, first_date, last_date FROM results.table_statistic"
_VOCABULARY_ROWS = """SELECT stratum_1 AS table_name, count_value AS row_count
FROM results.cdm_statistic WHERE statistic = 'vocabulary_rows'"""
_PROFILES = (
    "SELECT column_name, row_count, null_count, distinct_count, distinct_exact, minimum, maximum, mean, top_values "
    "FROM results.column_profile WHERE table_name = '{table}'"
)


def tables(principal: Principal, language: Language) -> TablesOut:
    """The tables that the asker may see, with the counts of the snapshot read."""
    seen = visible(principal)
    if not seen:
        return TablesOut(snapshot=None, tables=[])
    answer = gateway().query(principal, _STATISTICS, surface=SURFACE)
    counts = {row["table_name"]: row for row in answer.table().to_pylist()}
    counts.update(_vocabulary_counts(principal, seen, snapshot_of(answer).version))
    return TablesOut(
        snapshot=snapshot_out(answer),
        tables=[
            TableSummary(
                name=name,
                group=CDM.tables[name].group,
                description=CDM.tables[name].description.in_language(language),
                rows=counts.get(name, {}).get("row_count"),
                persons=counts.get(name, {}).get("person_count"),
                first_date=counts.get(name, {}).get("first_date"),
                last_date=counts.get(name, {}).get("last_date"),
                aggregate_only=table.aggregate_only,
            )
            for name, table in seen.items()
        ],
    )


def _vocabulary_counts(
    principal: Principal, seen: dict[str, VisibleTable], snapshot: int | None
) -> dict[str, dict[str, Any]]:
    """Rows of the vocabulary's tables, which publication does not count: the lake knows them without reading."""
    names = [name for name, table in seen.items() if table.schema == "vocabulary"]
    if not names:
        return {}
    if snapshot is None:
        # A server would have to read its tables through to count them.
        answer = gateway().query(principal, _VOCABULARY_ROWS, surface=SURFACE)
        return {row["table_name"]: row for row in answer.table().to_pylist()}
    union = " UNION ALL ".join(
        f"SELECT '{name}' AS table_name, count(*) AS row_count FROM vocabulary.{name}" for name in names
    )
    answer = gateway().query(principal, union, snapshot=snapshot, surface=SURFACE)
    return {row["table_name"]: row for row in answer.table().to_pylist()}


@dataclass(frozen=True)
class Page:
    """A page of rows as Arrow holds it, the answer that it was read from, and what is said of it."""

    rows: pa.Table
    answer: Answer
    head: RowsHead

    def as_json(self) -> RowsOut:
        """The page with its rows as JSON holds them."""
        columns = ([as_cell(value) for value in column.to_pylist()] for column in self.rows.columns)
        return RowsOut(**dict(self.head), rows=[list(row) for row in zip(*columns, strict=True)])


def rows(principal: Principal, table: str, asked: RowsIn) -> Page:
    """One page of a table. Raises UnknownTable, UnknownColumn, BadFilter, AggregateOnly and the gateway's errors."""
    askable_table = askable(principal, table)
    sql = page(askable_table, asked, limit=asked.limit, offset=asked.offset)
    answer = gateway().query(principal, sql, snapshot=asked.snapshot, row_limit=asked.limit, surface=SURFACE)
    found = answer.table()
    total = None
    if asked.count:
        counting = gateway().query(
            principal, count(askable_table, asked.filters), snapshot=snapshot_of(answer).version, surface=SURFACE
        )
        total = counting.table().column(0)[0].as_py()
    head = RowsHead(
        columns=[_column(askable_table, name, answer) for name in found.column_names],
        total=total,
        snapshot=snapshot_out(answer),
        names=_names_of(principal, table, found, answer) if asked.names else {},
        sql=sql,
        audit_id=answer.audit_id,
    )
    return Page(found, answer, head)


def profile(principal: Principal, table: str) -> ProfileOut:
    """The profile of a table's columns; of those that are masked for the asker, only that they are.

    Raises UnknownTable and the gateway's errors.
    """
    found = granted(principal, table)
    masked = masks(found)
    answer = gateway().query(principal, _PROFILES.format(table=found.name), surface=SURFACE)
    profiles = {row["column_name"]: row for row in answer.table().to_pylist()}
    plain = [column.name for column in found.columns if column.name in profiles and column.name not in masked]
    shown = [_profile(profiles[name]) for name in plain]
    concepts = [column for column in shown if column.name in concept_columns(table)]
    wanted = {concept for column in concepts for top in column.top_values if (concept := _concept(top))}
    known = concept_names(principal, wanted, snapshot_of(answer).version)
    for column in concepts:
        for top in column.top_values:
            top.name = known.get(_concept(top))
    return ProfileOut(
        snapshot=snapshot_out(answer),
        columns=shown,
        masked=[MaskedColumn(name=name, mask=mask) for name, mask in masked.items()] if profiles else [],
    )


def concept_names(principal: Principal, concept_ids: set[int], snapshot: int | None) -> dict[int, str]:
    """Names of concepts by id, as far as the snapshot's vocabulary knows them and the asker may see it."""
    if not concept_ids or "concept" not in visible(principal):
        return {}
    wanted = ", ".join(str(int(each)) for each in sorted(concept_ids))
    answer = gateway().query(
        principal,
        f"SELECT concept_id, concept_name FROM vocabulary.concept WHERE concept_id IN ({wanted})",
        snapshot=snapshot,
        surface=SURFACE,
    )
    return {row["concept_id"]: row["concept_name"] for row in answer.table().to_pylist()}


def snapshot_of(answer: Answer) -> State:
    """What an answer was read from. Raises LakeMissing where nothing is published."""
    if answer.snapshot is None:
        raise LakeMissing
    return answer.snapshot


def snapshot_out(answer: Answer) -> SnapshotOut:
    """The snapshot of an answer as the pages show it."""
    found = snapshot_of(answer)
    return SnapshotOut(
        version=found.version, published_at=found.published_at, source=found.source, synthetic=found.synthetic
    )


def _column(table: Askable, name: str, answer: Answer) -> ColumnOut:
    return ColumnOut(name=name, kind=kind_of(table.types[name]), mask=answer.masked.get(name))


def _names_of(principal: Principal, table: str, rows: pa.Table, answer: Answer) -> dict[int, str]:
    columns = [rows.column(name).to_pylist() for name in rows.column_names if name in concept_columns(table)]
    concepts = {each for column in columns for each in column if isinstance(each, int) and each}
    return concept_names(principal, concepts, snapshot_of(answer).version)


def _profile(row: dict[str, Any]) -> ProfileColumn:
    return ProfileColumn(
        name=row["column_name"],
        row_count=row["row_count"],
        null_count=row["null_count"],
        distinct_count=row["distinct_count"],
        distinct_exact=row["distinct_exact"],
        minimum=row["minimum"],
        maximum=row["maximum"],
        mean=as_cell(row["mean"]),
        top_values=_top_values(row["top_values"]),
    )


def _top_values(stored: Any) -> list[TopValue]:
    entries = json.loads(stored) if isinstance(stored, str) else stored or []
    return [TopValue(value=entry["value"], count=entry["count"]) for entry in entries]


def _concept(top: TopValue) -> int:
    return int(top.value) if top.value.isdecimal() else 0
