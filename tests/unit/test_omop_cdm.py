"""Descriptions, DDL and domains that derive from the CDM in code."""

import duckdb
import pytest
import sqlglot

from asan.omop.cdm import CDM
from asan.omop.cdm.indexes import INDEXES
from asan.omop.ddl import Dialect, column_type, create_table, foreign_keys, indexes, primary_keys
from asan.omop.domains import EVENT_TABLES, event_table


def test_every_table_and_field_is_described_in_both_languages() -> None:
    hangul = range(0xAC00, 0xD7A4)
    for table in CDM.tables.values():
        for text in (table.description, *(field.description for field in table.fields)):
            assert any(ord(letter) in hangul for letter in text.ko), text
            assert text.en.isascii() or "–" in text.en, text
            assert text.en.endswith(".")
            assert text.ko.endswith(".")


def test_fields_of_one_table_have_descriptions_of_their_own() -> None:
    for table in CDM.tables.values():
        texts = [field.description.en for field in table.fields]
        assert len(texts) == len(set(texts)), table.name


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark"])
def test_ddl_parses_in_its_dialect(dialect: Dialect) -> None:
    for table in CDM.tables.values():
        (tree,) = sqlglot.parse(create_table(table, dialect, "cdm"), read=dialect)
        assert isinstance(tree, sqlglot.exp.Create)


def test_duckdb_creates_every_table_with_not_null_where_required() -> None:
    connection = duckdb.connect()
    connection.execute("CREATE SCHEMA cdm")
    for table in CDM.tables.values():
        connection.execute(create_table(table, "duckdb", "cdm"))
    columns = connection.execute(
        "SELECT table_name, column_name, is_nullable = 'NO' FROM information_schema.columns WHERE table_schema = 'cdm'"
    ).fetchall()
    assert set(columns) == {
        (table.name, field.name, field.required) for table in CDM.tables.values() for field in table.fields
    }


@pytest.mark.parametrize(
    ("table", "field", "type"),
    [
        ("person", "person_id", "BIGINT"),
        ("person", "gender_concept_id", "INTEGER"),
        ("person", "year_of_birth", "INTEGER"),
        ("fact_relationship", "fact_id_1", "BIGINT"),
        ("fact_relationship", "domain_concept_id_1", "INTEGER"),
        ("concept_relationship", "concept_id_1", "INTEGER"),
        ("concept", "concept_id", "INTEGER"),
        ("cost", "cost_domain_id", "VARCHAR"),
        ("measurement", "value_as_number", "DOUBLE"),
        ("note", "note_datetime", "TIMESTAMP"),
        ("episode", "episode_parent_id", "BIGINT"),
    ],
)
def test_types_are_wide_for_identifiers_only(table: str, field: str, type: str) -> None:
    assert column_type(CDM.tables[table].field(field), "duckdb") == type


def test_postgres_keys_name_existing_columns() -> None:
    schemas = {"cdm": "cdm", "vocabulary": "vocabulary", "results": "results"}
    assert len(primary_keys(CDM.tables.values(), "cdm")) == 28
    assert len(foreign_keys(CDM.tables.values(), schemas)) == 176
    only_persons = [CDM.tables["person"], CDM.tables["death"]]
    assert foreign_keys(only_persons, schemas) == [
        "ALTER TABLE cdm.death ADD CONSTRAINT fk_death_person_id FOREIGN KEY (person_id) "
        "REFERENCES cdm.person (person_id)"
    ]


def test_indexes_name_existing_columns_and_repeat_no_key() -> None:
    for name, columns in INDEXES.items():
        assert set(columns) <= set(CDM.tables[name].columns)
        assert CDM.tables[name].primary_key not in [(column,) for column in columns]
    statements = indexes(CDM.tables.values(), "cdm")
    assert len(statements) == len(set(statements)) == 61
    assert "CREATE INDEX idx_cost_cost_event_id ON cdm.cost (cost_event_id)" in statements


def test_event_tables_name_columns_that_exist() -> None:
    for domain, event in EVENT_TABLES.items():
        table = CDM.tables[event.name]
        roles = [getattr(event, role) for role in event.__slots__ if role != "name"]
        assert {role for role in roles if role} <= set(table.columns)
        assert table.primary_key == (event.id,)
        assert table.field(event.concept).concept_domain in (domain, None)


@pytest.mark.parametrize("domain", ["Unit", "Meas Value", None, "Provider"])
def test_domains_without_a_table_of_their_own_are_observations(domain: str | None) -> None:
    assert event_table(domain).name == "observation"
