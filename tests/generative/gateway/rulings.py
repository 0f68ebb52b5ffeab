"""Invented roles, tags and explicit policies on an invented hospital: conflicts included."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from asan.gateway.policies.definition import Concept, Definition
from asan.gateway.policies.stated import Stated, Tags
from tests.generative.gateway.hospitals import SCHEMA

TODAY = dt.date(2026, 5, 4)

_TABLES = sorted(SCHEMA)
_COLUMNS = [(table, column.name) for table in _TABLES for column in SCHEMA[table]]
_OWN_TAGS = ("red", "blue")
_CDM_TAGS = ("pii", "quasi-identifier", "event date", "free text", "source identifier", "clinical note")

_table_name = st.sampled_from(_TABLES).flatmap(lambda table: st.sampled_from([table[1], ".".join(table)]))
_column_name = st.sampled_from(_COLUMNS).map(lambda found: f"{found[0][1]}.{found[1]}")
_ids = st.lists(st.integers(1, 4), min_size=1, max_size=3)
_tags = st.lists(st.sampled_from(_OWN_TAGS + _CDM_TAGS), max_size=1)


def roles() -> st.SearchStrategy[frozenset[str]]:
    """One or two of the roles that see rows, or none of these."""
    names = ["admin", "clinician", "steward", "researcher", "analyst", "auditor"]
    return st.sets(st.sampled_from(names), min_size=1, max_size=2).map(frozenset)


@st.composite
def tags(draw: st.DrawFn) -> Tags:
    """What stewards have tagged."""
    some = st.sets(st.sampled_from(_OWN_TAGS), min_size=1).map(frozenset)
    concepts = st.builds(Concept, id=st.integers(1, 8), descendants=st.booleans())
    return Tags(
        draw(st.dictionaries(st.sampled_from(_TABLES), some, max_size=1)),
        draw(st.dictionaries(st.sampled_from(_COLUMNS), some, max_size=3)),
        draw(st.dictionaries(concepts, some, max_size=2)),
    )


def policies() -> st.SearchStrategy[list[Stated]]:
    """Up to five policies that apply."""
    definitions = st.lists(_definition().map(Definition.model_validate), max_size=5)
    return definitions.map(
        lambda found: [Stated(f"p{place}", place + 1, definition) for place, definition in enumerate(found)]
    )


@st.composite
def _definition(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(
        st.sampled_from(["rows", "rows", "rows", "concepts", "concepts", "mask", "hide", "plain", "grant", "deny"])
    )
    if kind == "rows":
        rule = draw(_rule())
        tables = draw(st.lists(_table_name, max_size=3))
        if rule["kind"] == "values":
            tables = [draw(st.sampled_from(_with_column(rule["column"])))]
        return {"objects": {"tables": tables}, "effect": {"kind": kind, "rule": rule}}
    if kind == "concepts":
        concept = st.fixed_dictionaries({"id": st.integers(1, 8), "descendants": st.booleans()})
        found = draw(st.lists(concept, max_size=2))
        tagged = draw(st.lists(st.sampled_from(_OWN_TAGS), min_size=0 if found else 1, max_size=1))
        return {"objects": {"concepts": found, "tags": tagged}, "effect": {"kind": kind}}
    if kind in ("grant", "deny"):
        tables = draw(st.lists(_table_name, max_size=2))
        tagged = draw(st.lists(st.sampled_from(_OWN_TAGS), min_size=0 if tables else 1, max_size=1))
        return {"objects": {"tables": tables, "tags": tagged}, "effect": {"kind": kind}}
    columns, tables, tagged = (
        draw(st.lists(_column_name, max_size=3)),
        draw(st.lists(_table_name, max_size=1)),
        draw(_tags),
    )
    if not (columns or tables or tagged):
        tagged = ["pii"]
    effect: dict[str, Any] = {"kind": kind}
    if kind == "mask":
        effect["mask"] = draw(_mask())
    return {"objects": {"columns": columns, "tables": tables, "tags": tagged}, "effect": effect}


def _mask() -> st.SearchStrategy[dict[str, Any]]:
    names = ["null", "constant", "token", "year", "age_band", "rounded", "first_character", "date_shift"]
    return st.fixed_dictionaries(
        {"name": st.sampled_from(names)},
        optional={"value": st.just("x"), "width": st.just(10), "step": st.just(3), "days": st.just(30)},
    )


@st.composite
def _rule(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["care_sites", "cohort", "persons", "record", "dates", "values"]))
    match kind:
        case "care_sites":
            return {"kind": kind, "ids": draw(_ids)}
        case "cohort" | "persons":
            return {"kind": kind, "ids": draw(_ids), "absent": draw(st.booleans())}
        case "record":
            table, column = draw(
                st.sampled_from(
                    [("observation", "observation_concept_id"), ("condition_occurrence", "condition_concept_id")]
                )
            )
            found = {"table": table, "column": column, "values": draw(_ids), "absent": draw(st.booleans())}
            return {"kind": kind, "descendants": draw(st.booleans()), **found}
        case "dates":
            first = draw(st.none() | st.just("2020-01-04"))
            last = draw(st.just("2020-01-09") if first is None else st.none() | st.just("2020-01-09"))
            return {"kind": kind, "first": first, "last": last}
    column = draw(
        st.sampled_from(["visit_concept_id", "condition_concept_id", "visit_occurrence_id", "note_id", "state"])
    )
    values = draw(st.lists(st.sampled_from(["", "a"]), min_size=1) if column == "state" else _ids)
    beneath = column.endswith("concept_id") and draw(st.booleans())
    return {"kind": kind, "column": column, "values": values, "absent": draw(st.booleans()), "descendants": beneath}


def _with_column(name: str) -> list[str]:
    return [table[1] for table in _TABLES if any(column.name == name for column in SCHEMA[table])]
