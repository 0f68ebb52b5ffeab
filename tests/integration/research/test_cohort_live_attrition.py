"""Live attrition: counted from kept bits without the engine, and no more of it than the asker may see."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from asan.gateway.policies.definition import Definition
from asan.gateway.policies.store import remove_policy, set_policy
from asan.gateway.principal import Principal
from asan.gateway.sight import Sight
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.research import service
from asan.modules.research.attrition import Step
from asan.modules.research.definitions import NamedDefinition
from asan.modules.research.live.kept import Kept, Shelf
from asan.modules.research.live.service import _steps
from asan.omop.circe.reading import read_expression
from asan.warehouse.cohorts import CohortRow, publish_cohort
from asan.warehouse.connection import open_engine
from asan.warehouse.lake import Lake
from asan.warehouse.lock import write_lock
from asan.warehouse.publish import publish
from tests.generative.research.records import records
from tests.support.circe_cdm import publish_records
from tests.support.loaded_hospital import client_as

SPANS = {"subject_id": pa.int64(), "cohort_start_date": pa.date32(), "cohort_end_date": pa.date32()}
OWNER = Principal(name="os:test", roles=frozenset({"admin"}))


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("live")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        publish_records(records(11), folder / "work.duckdb")
        yield folder
    settings.cache_clear()


def rule(kind: str, days: int, **attributes: Any) -> dict[str, Any]:
    window = {"Start": {"Days": days, "Coeff": -1}, "End": {"Days": days, "Coeff": 1}}
    part = {"Criteria": {kind: attributes}, "StartWindow": window, "Occurrence": {"Type": 2, "Count": 1}}
    return {"name": f"{kind} {days}", "expression": {"Type": "ALL", "CriteriaList": [part]}}


def expression(*rules: dict[str, Any], kind: str = "ConditionOccurrence") -> dict[str, Any]:
    entry = {"CriteriaList": [{kind: {}}], "PrimaryCriteriaLimit": {"Type": "All"}}
    return {"PrimaryCriteria": entry, "ExpressionLimit": {"Type": "All"}, "InclusionRules": list(rules)}


RULES = (rule("DrugExposure", 60), rule("Measurement", 90), rule("ProcedureOccurrence", 200))


def asked(given: dict[str, Any], rules: list[int] | None = None, role: str = "researcher") -> dict[str, Any]:
    body = {"expression": given, "rules": rules, "overlaps": True}
    answer = client_as(role).post("/api/research/attrition", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def anew(given: dict[str, Any], rules: list[int] | None = None) -> list[dict[str, int]]:
    """The same counts, computed by the engine from nothing."""
    definition = NamedDefinition("x", read_expression(json.dumps(given)).expression, "", ())
    steps = service.attrition(OWNER, definition, surface="test").steps(rules)
    return [{"events": step.events, "persons": step.persons} for step in steps]


def test_rules_are_switched_moved_added_and_changed_with_the_engine_asked_for_new_ones_alone() -> None:
    given = expression(*RULES)
    first = asked(given)
    assert (first["computed"], first["rights"], first["steps"]) == (True, "platform", anew(given))
    for order in ([0, 1], [2, 0], [], [1]):
        found = asked(given, order)
        assert (found["computed"], found["steps"]) == (False, anew(given, order))
    moved = asked(expression(RULES[2], RULES[0]))
    assert (moved["computed"], moved["steps"]) == (False, anew(expression(RULES[2], RULES[0])))
    renamed = asked(expression({**RULES[0], "name": "another name"}))
    assert renamed["computed"] is False
    changed = expression(RULES[0], rule("Measurement", 5))
    found = asked(changed)
    assert (found["computed"], found["steps"]) == (True, anew(changed))
    assert asked(given)["computed"] is False, "the old rule's bits are still there"
    other = expression(*RULES, kind="DrugExposure")
    assert (asked(other)["computed"], asked(other)["steps"]) == (True, anew(other))


def test_a_cohort_that_somebody_publishes_meanwhile_changes_nothing() -> None:
    given = expression(RULES[1], kind="ProcedureOccurrence")
    first = asked(given)
    nobody = pa.table({name: pa.array([], kind) for name, kind in SPANS.items()})
    lake = Lake(settings())
    with write_lock(lake, "test"):
        published = publish_cohort(lake, CohortRow(7, "somebody's", None, None, dt.date(2026, 1, 1)), nobody)
    found = asked(given)
    assert found["snapshot"] == published.version != first["snapshot"]
    assert (found["computed"], found["steps"]) == (False, first["steps"])


def test_overlaps_count_each_person_once() -> None:
    found = asked(expression(*RULES))
    assert sum(overlap["persons"] for overlap in found["overlaps"]) == found["steps"][0]["persons"]
    assert all(set(overlap["rules"]) <= {0, 1, 2} for overlap in found["overlaps"])
    # Positions are those of the definition, whichever rules are on.
    assert {tuple(overlap["rules"]) for overlap in asked(expression(*RULES), [2])["overlaps"]} <= {(2,), ()}


def test_who_sees_less_is_told_what_counting_on_what_they_see_gives(home: Path) -> None:
    given = expression(*RULES)
    everything = asked(given)["steps"]
    rows = {"kind": "rows", "rule": {"kind": "values", "column": "condition_concept_id", "values": [1, 2, 3]}}
    about = {"subjects": {"roles": ["clinician"]}, "objects": {"tables": ["condition_occurrence"]}, "effect": rows}
    set_policy(OWNER, "conditions", Definition.model_validate(about), "")
    try:
        found = asked(given, role="clinician")
        assert (found["rights"], found["steps"] == everything) == ("own", False)
        assert asked(given, role="clinician")["computed"] is False
        assert asked(given)["rights"] == "platform", "another's bits are not theirs"
    finally:
        remove_policy(OWNER, "conditions", "")
    lake, work = Lake(settings()), home / "less.duckdb"
    database = open_engine(settings(), work)
    lake.attach(database, read_only=True)
    database.execute("CREATE SCHEMA cdm; CREATE SCHEMA results")
    for (name,) in database.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'lake' AND schema_name = 'cdm'"
    ).fetchall():
        kept = "WHERE condition_concept_id IN (1, 2, 3)" if name == "condition_occurrence" else ""
        database.execute(f"CREATE TABLE cdm.{name} AS SELECT * FROM lake.cdm.{name} {kept}")
    database.execute("DETACH lake")
    database.close()
    publish(lake, work, extra={"kind": "etl", "run": 2, "source": "less"})
    assert found["steps"] == asked(given)["steps"]


def test_a_masked_column_in_a_condition_counts_by_its_mask_for_who_sees_it_so() -> None:
    given = expression(rule("Observation", 400, ValueAsString={"Text": "", "Op": "contains"}))
    assert asked(given, role="clinician")["rights"] == "platform"
    masked = asked(given, role="analyst")
    assert masked["rights"] == "own"
    assert masked["steps"][1] == {"events": 0, "persons": 0}, "no text is left to look into"


def test_who_sees_aggregates_alone_is_told_no_small_cell_nor_one_by_subtraction() -> None:
    seen = Sight((), (), 5)
    steps = [Step(40, 30), Step(35, 28), Step(20, 22), Step(3, 3), Step(0, 0)]
    assert _steps(steps, seen) == ((40, 30), (None, None), (20, 20), (None, None), (0, 0))
    assert _steps(steps, Sight((), (), 0)) == tuple((step.events, step.persons) for step in steps)
    found = asked(expression(*RULES), role="engineer")
    assert found["rights"] == "platform"
    assert all(step["persons"] is None or step["persons"] >= 5 or step["persons"] == 0 for step in found["steps"])
    assert all(overlap["persons"] is None or overlap["persons"] >= 5 for overlap in found["overlaps"])
    assert found["cells"] == 5
    assert all((step["events"] or 0) % 5 == 0 for step in found["steps"]), "no difference of two answers is exact"


def test_what_is_kept_is_bounded() -> None:

    events = pa.table({"person_id": list(range(1000))})
    shelf = Shelf(int(events.nbytes * 2.5))
    for name in ("a", "b"):
        shelf.put(name, Kept(events))
    assert shelf.find("a") is not None
    shelf.put("c", Kept(events))
    assert (shelf.find("b"), shelf.find("a") is None, shelf.find("c") is None) == (None, False, False)
    shelf.put("large", Kept(pa.table({"person_id": list(range(10_000))})))
    assert shelf.find("large") is None
    assert shelf.find("a") is not None


def test_what_cannot_run_says_why() -> None:
    place = {"ConditionOccurrence": {}, "DrugExposure": {}}
    body = {"expression": {"PrimaryCriteria": {"CriteriaList": [place]}}}
    answer = client_as("researcher").post("/api/research/attrition", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "cohort_bad_value")
    group = {"Type": "AT_WHATEVER", "CriteriaList": [RULES[0]["expression"]["CriteriaList"][0]]}
    body = {"expression": expression({"name": "x", "expression": group})}
    answer = client_as("researcher", language="en").post("/api/research/attrition", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "cohort_cannot_run")
    assert client_as("auditor").post("/api/research/attrition", json=body).status_code == 403
