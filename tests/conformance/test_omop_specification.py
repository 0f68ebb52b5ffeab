"""The CDM in code against OHDSI's own specification files."""

import csv
from pathlib import Path

from asan.omop.cdm import CDM
from asan.omop.cdm.model import Field
from tests.support.shared_data import shared_data

SCHEMAS = {"CDM": "cdm", "VOCAB": "vocabulary", "RESULTS": "results"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def named(value: str) -> str | None:
    return None if value == "NA" else value


def as_specified(row: dict[str, str]) -> tuple[object, ...]:
    reference = (row["fkTableName"].lower(), row["fkFieldName"].lower()) if row["isForeignKey"] == "Yes" else None
    kind = row["cdmDatatype"]
    return (
        row["cdmFieldName"].strip('"'),
        kind if kind == "varchar(MAX)" else kind.lower(),
        row["isRequired"] == "Yes",
        row["isPrimaryKey"] == "Yes",
        reference,
        named(row["fkDomain"]),
        named(row["fkClass"]),
    )


def as_coded(field: Field) -> tuple[object, ...]:
    return (
        field.name,
        field.type,
        field.required,
        field.primary_key,
        field.foreign_key,
        field.concept_domain,
        field.concept_class,
    )


def test_tables_are_those_of_the_specification_in_its_order() -> None:
    specified = rows(shared_data("cdm") / "OMOP_CDMv5.4_Table_Level.csv")
    assert [(row["cdmTableName"], SCHEMAS[row["schema"]]) for row in specified] == [
        (table.name, table.schema) for table in CDM.tables.values()
    ]


def test_fields_equal_the_specification_in_order_type_and_keys() -> None:
    specified: dict[str, list[tuple[object, ...]]] = {}
    for row in rows(shared_data("cdm") / "OMOP_CDMv5.4_Field_Level.csv"):
        specified.setdefault(row["cdmTableName"], []).append(as_specified(row))
    coded = {table.name: [as_coded(field) for field in table.fields] for table in CDM.tables.values()}
    assert coded == specified


def test_no_description_repeats_the_specification() -> None:
    folder = shared_data("cdm")
    published = {
        row[column].strip()
        for name in ("OMOP_CDMv5.4_Table_Level.csv", "OMOP_CDMv5.4_Field_Level.csv")
        for row in rows(folder / name)
        for column in ("tableDescription", "userGuidance", "etlConventions")
        if column in row
    }
    own = {table.description.en for table in CDM.tables.values()}
    own |= {field.description.en for table in CDM.tables.values() for field in table.fields}
    assert own & published == set()
