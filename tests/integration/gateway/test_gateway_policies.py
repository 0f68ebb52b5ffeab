"""Explicit policies through the whole door, on a clinic whose rows can be counted by hand."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from asan.gateway.errors import NotVisible
from asan.gateway.models import AuditRecord
from asan.gateway.policies import approval, store, versions
from asan.gateway.policies import rows as rules
from asan.gateway.policies.definition import Definition
from asan.gateway.principal import Principal
from asan.gateway.service import Gateway, gateway
from asan.kit import notices
from asan.kit.errors import AsanError, BadInput, Conflict, Forbidden, NotFound
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from tests.integration.gateway.attacks import HIDDEN_ROWS, NOTHING_DANGLES
from tests.integration.gateway.clinic import publish_clinic
from tests.integration.gateway.conftest import forget_policies

STEWARD = Principal("sue", frozenset({"steward"}))
RESEARCHER = Principal("rae", frozenset({"researcher"}), groups=frozenset({"cardiology"}), project="stroke")
Rows = list[dict[str, Any]]
Put = Callable[..., int]


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("clinic")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        publish_clinic(folder / "work.duckdb")
        yield folder / "home"
    settings.cache_clear()


@pytest.fixture
def door(clinic: Path) -> Iterator[Gateway]:
    yield gateway()
    forget_policies()


def put(key: str, **definition: Any) -> int:
    return store.set_policy(STEWARD, key, Definition.model_validate(definition), "test")


def ids(door: Gateway, table: str, column: str = "", who: Principal = RESEARCHER) -> list[int]:
    """The keys of the rows of ``table`` that are there."""
    key = column or f"{table}_id"
    return [int(row[key]) for row in door.query(who, f"SELECT {key} FROM {table} ORDER BY 1").rows()]


def rows(door: Gateway, sql: str, who: Principal = RESEARCHER) -> Rows:
    return door.query(who, sql).rows()


def test_without_policies_everything_is_there(door: Gateway) -> None:
    # Otherwise the tests below would pass on an empty clinic.
    assert ids(door, "person") == [1, 2, 3, 4]
    assert ids(door, "condition_occurrence") == [1, 2, 3, 4]
    assert ids(door, "drug_era") == [1, 2]
    assert ids(door, "note_nlp") == [1, 2, 3, 4]
    assert ids(door, "cost") == [1, 2, 3, 4, 5]
    assert ids(door, "cohort", "subject_id") == [1, 2, 3]
    assert ids(door, "location") == [1, 2, 3, 4, 9]
    assert len(rows(door, "SELECT * FROM fact_relationship")) == 5
    assert rows(door, "SELECT count_value AS n FROM results.cdm_statistic WHERE statistic = 'persons'") == [{"n": 4}]


PSYCHIATRY = {"objects": {"concepts": [{"id": 100}]}, "effect": {"kind": "concepts"}}


def test_rows_with_a_sensitive_concept_or_one_beneath_it_are_not_there(door: Gateway) -> None:
    put("psychiatry", **PSYCHIATRY)
    assert ids(door, "condition_occurrence") == [1, 3, 4]
    assert ids(door, "condition_era") == [1, 3, 4]
    assert ids(door, "person") == [1, 2, 3, 4]
    assert ids(door, "note") == [1, 4]
    assert ids(door, "note_nlp") == [2, 4]
    assert ids(door, "episode") == [1]
    # A cost of nobody known is a cost of somebody hidden, as far as one can tell.
    assert ids(door, "cost") == [1, 3, 4]
    assert ids(door, "cohort", "subject_id") == []
    assert rows(door, "SELECT domain_concept_id_1 AS d, fact_id_1 AS f FROM fact_relationship ORDER BY 1, 2") == [
        {"d": 19, "f": 1},
        {"d": 56, "f": 4},
    ]
    assert rows(door, "SELECT episode_id AS e, event_id AS i FROM episode_event ORDER BY 2") == [
        {"e": 1, "i": 1},
        {"e": 1, "i": 3},
    ]


def test_a_concept_may_stand_alone_without_what_lies_beneath(door: Gateway) -> None:
    put("psychiatry", objects={"concepts": [{"id": 100, "descendants": False}]}, effect={"kind": "concepts"})
    assert ids(door, "condition_occurrence") == [1, 2, 3, 4]


def test_a_source_concept_hides_the_row_and_the_era_of_what_it_maps_to(door: Gateway) -> None:
    put("codes", objects={"concepts": [{"id": 118}]}, effect={"kind": "concepts"})
    assert ids(door, "condition_occurrence") == [1, 2, 4]
    assert ids(door, "condition_era") == [1, 2, 4]


def test_no_ingredient_s_era_tells_of_a_hidden_product(door: Gateway) -> None:
    put("drugs", objects={"concepts": [{"id": 300}]}, effect={"kind": "concepts"})
    assert ids(door, "drug_exposure") == [1]
    # For nobody, or the person whose era is missing would be known to take the product.
    assert ids(door, "drug_era") == []
    assert ids(door, "condition_era") == [1, 2, 3, 4]
    assert ids(door, "cost") == [1, 2, 4]


def test_what_happened_in_a_hidden_visit_is_not_there(door: Gateway) -> None:
    put("ward", objects={"concepts": [{"id": 501}]}, effect={"kind": "concepts"})
    assert ids(door, "visit_occurrence") == [10, 20, 30, 40]
    assert ids(door, "measurement") == [1, 2, 3, 4]
    assert ids(door, "condition_occurrence") == [1, 2, 3]
    assert ids(door, "condition_era") == []


def test_pointers_lead_to_no_hidden_row(door: Gateway) -> None:
    sql = "SELECT measurement_event_id AS e FROM measurement WHERE measurement_event_id IS NOT NULL"
    assert len(rows(door, sql)) == 2
    put("psychiatry", **PSYCHIATRY)
    assert rows(door, sql) == []
    assert rows(door, "SELECT preceding_visit_occurrence_id AS p FROM visit_occurrence WHERE p IS NOT NULL") == []


STATISTICS = """SELECT statistic AS s, stratum_1 AS t FROM results.cdm_statistic
    UNION ALL SELECT 'table', table_name FROM results.table_statistic
    UNION ALL SELECT 'profile', table_name FROM results.column_profile"""


def test_no_statistic_tells_how_much_is_hidden(door: Gateway) -> None:
    put("psychiatry", **PSYCHIATRY)
    told = {(row["s"], row["t"]) for row in rows(door, STATISTICS)}
    assert ("table", "person") in told
    assert ("persons", None) in told
    for kind in ("rows_by_year", "persons_by_year", "table", "profile"):
        assert (kind, "condition_occurrence") not in told
    assert ("mapping_by_domain", "Condition") not in told
    put("no-vip", effect={"kind": "rows", "rule": {"kind": "cohort", "ids": [8], "absent": True}})
    told = {(row["s"], row["t"]) for row in rows(door, STATISTICS)}
    assert not {table for _, table in told} & {"person", "condition_occurrence", "measurement", "cost", "location"}
    assert ("persons", None) not in told


def test_no_statistic_tells_what_a_policy_masks(door: Gateway) -> None:
    put("age", objects={"columns": ["person.year_of_birth"]}, effect={"kind": "mask", "mask": {"name": "age_band"}})
    told = {row["s"] for row in rows(door, STATISTICS)}
    assert "persons" in told
    assert not {"persons_by_birth_year", "persons_by_age_band"} & told
    sql = "SELECT 1 FROM results.column_profile WHERE table_name = 'person' AND column_name = 'year_of_birth'"
    assert rows(door, sql) == []


def test_marked_persons_are_nowhere(door: Gateway) -> None:
    rule = {"kind": "record", "table": "observation", "column": "observation_concept_id", "values": [900]}
    put("no-vip", effect={"kind": "rows", "rule": {**rule, "absent": True}})
    assert ids(door, "person") == [1, 2, 3]
    assert ids(door, "measurement") == [1, 2, 3, 5]
    assert ids(door, "observation") == [2, 3]
    assert ids(door, "death", "person_id") == []
    assert ids(door, "note_nlp") == [1, 2, 3]
    assert ids(door, "cost") == [1, 2, 3]
    assert ids(door, "location") == [1, 2, 3, 9]
    assert len(rows(door, "SELECT * FROM fact_relationship WHERE domain_concept_id_1 = 56")) == 0
    assert ids(door, "condition_era") == [1, 2, 3, 4]


def test_only_those_who_consented(door: Gateway) -> None:
    rule = {"kind": "record", "table": "observation", "column": "observation_concept_id", "values": [901]}
    put("consent", effect={"kind": "rows", "rule": rule})
    assert ids(door, "person") == [1, 3]
    assert ids(door, "condition_era") == [1, 3]
    assert ids(door, "cost") == [1]


def test_only_the_members_of_a_cohort(door: Gateway) -> None:
    put("study", subjects={"projects": ["stroke"]}, effect={"kind": "rows", "rule": {"kind": "cohort", "ids": [7]}})
    assert ids(door, "person") == [1, 3]
    assert ids(door, "cohort", "subject_id") == [1, 3]
    assert ids(door, "person", who=replace(RESEARCHER, project="other")) == [1, 2, 3, 4]
    # With hidden concepts, of all cohorts only the study's own is left.
    put("psychiatry", **PSYCHIATRY)
    assert ids(door, "cohort", "subject_id") == [1, 3]


def test_only_one_s_own_department(door: Gateway) -> None:
    put("own", subjects={"groups": ["cardiology"]}, effect={"kind": "rows", "rule": {"kind": "care_sites", "ids": [1]}})
    assert ids(door, "visit_occurrence") == [10, 20, 21]
    assert ids(door, "person") == [1, 2]
    assert ids(door, "measurement") == [1, 2, 5]
    # Nobody can tell in which department an era began.
    assert ids(door, "condition_era") == []
    assert ids(door, "cohort", "subject_id") == []
    assert ids(door, "cost") == [1, 2, 3]
    assert ids(door, "person", who=replace(RESEARCHER, groups=frozenset())) == [1, 2, 3, 4]


def test_only_what_began_and_ended_within_some_days(door: Gateway) -> None:
    days = {"kind": "dates", "first": "2020-02-15", "last": "2020-04-05"}
    put("spring", effect={"kind": "rows", "rule": days})
    assert ids(door, "visit_occurrence") == [20]
    assert ids(door, "condition_occurrence") == [2, 4]
    assert ids(door, "drug_era") == [2]
    assert ids(door, "measurement") == [2, 5]
    assert ids(door, "person") == [1, 2, 3, 4]
    assert len(rows(door, "SELECT * FROM observation_period")) == 4
    assert ids(door, "note_nlp") == [3]


def test_a_rule_on_one_table_holds_for_what_is_derived_from_it(door: Gateway) -> None:
    values = {"kind": "values", "column": "condition_concept_id", "values": [110], "absent": True}
    put("some", objects={"tables": ["condition_occurrence"]}, effect={"kind": "rows", "rule": values})
    assert ids(door, "condition_occurrence") == [1, 3, 4]
    assert ids(door, "condition_era") == []
    assert ids(door, "drug_era") == [1, 2]
    assert ids(door, "cost") == [1, 3, 4]


def test_a_project_is_held_to_what_lies_beneath_its_concepts(door: Gateway) -> None:
    def studied(*concepts: int, **more: Any) -> dict[str, Any]:
        rule = {"kind": "values", "column": "condition_concept_id", "values": concepts, "descendants": True, **more}
        return {"objects": {"tables": ["condition_occurrence"]}, "effect": {"kind": "rows", "rule": rule}}

    alone = rows(
        door, "SELECT condition_occurrence_id AS id FROM condition_occurrence WHERE condition_concept_id = 100"
    )
    beneath = rows(
        door, "SELECT condition_occurrence_id AS id FROM condition_occurrence WHERE condition_concept_id IN (100, 110)"
    )
    assert len(beneath) > len(alone)
    put("stroke-only", subjects={"projects": ["stroke"]}, **studied(100))
    assert ids(door, "condition_occurrence") == sorted(int(row["id"]) for row in beneath)
    assert ids(door, "condition_occurrence", who=replace(RESEARCHER, project=None)) == [1, 2, 3, 4]
    put("stroke-only", subjects={"projects": ["stroke"]}, **studied(100, absent=True))
    others = {1, 2, 3, 4} - {int(row["id"]) for row in beneath}
    assert ids(door, "condition_occurrence") == sorted(others)


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "values", "column": "condition_source_value", "values": ["F20"]},
        {"kind": "values", "column": "condition_concept_id", "values": [2**40]},
        {"kind": "record", "table": "observation", "column": "value_as_string", "values": ["x"]},
    ],
)
def test_only_concepts_have_something_beneath_them(rule: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Definition.model_validate(
            {
                "objects": {"tables": ["condition_occurrence"]},
                "effect": {"kind": "rows", "rule": {**rule, "descendants": True}},
            }
        )


def test_a_denied_table_goes_with_what_is_derived_from_it(door: Gateway) -> None:
    put("no-drugs", objects={"tables": ["drug_exposure"]}, effect={"kind": "deny"})
    for table in ("drug_exposure", "drug_era", "dose_era", "cdm.drug_exposure"):
        with pytest.raises(NotVisible):
            rows(door, f"SELECT * FROM {table}")
    assert ids(door, "cost") == [1, 2, 4]
    assert "drug_exposure" not in str(rows(door, STATISTICS))


def test_what_takes_away_wins_over_what_gives(door: Gateway) -> None:
    column = {"columns": ["person.person_source_value"]}
    put("give", objects=column, effect={"kind": "plain"})
    assert rows(door, "SELECT person_source_value AS s FROM person WHERE person_id = 1") == [{"s": "S1"}]
    put("token", objects=column, effect={"kind": "mask", "mask": {"name": "token"}})
    token = rows(door, "SELECT person_source_value AS s FROM person WHERE person_id = 1")[0]["s"]
    assert len(token) == 16
    put("first", objects={"tags": ["pii"]}, effect={"kind": "mask", "mask": {"name": "first_character"}})
    assert rows(door, "SELECT person_source_value AS s FROM person WHERE person_id = 1") == [{"s": token}]
    put("hide", objects=column, effect={"kind": "hide"})
    assert "person_source_value" not in rows(door, "SELECT * FROM person")[0]
    put("grant", objects={"tables": ["person"]}, effect={"kind": "grant"})
    put("deny", objects={"tables": ["cdm.person"]}, effect={"kind": "deny"})
    with pytest.raises(NotVisible):
        rows(door, "SELECT * FROM person")


def test_a_grant_gives_a_table_without_what_identifies(door: Gateway) -> None:
    auditor = Principal("ann", frozenset({"auditor"}))
    with pytest.raises(NotVisible):
        rows(door, "SELECT * FROM person", auditor)
    put("look", subjects={"users": ["ann"]}, objects={"tables": ["person"]}, effect={"kind": "grant"})
    assert rows(door, "SELECT * FROM person ORDER BY person_id", auditor)[0]["person_source_value"] is None
    with pytest.raises(NotVisible):
        rows(door, "SELECT * FROM condition_occurrence", auditor)


def test_a_weaker_mask_than_the_role_s_changes_nothing(door: Gateway) -> None:
    put("weak", objects={"columns": ["person.person_source_value"]}, effect={"kind": "mask", "mask": {"name": "token"}})
    assert rows(door, "SELECT DISTINCT person_source_value AS s FROM person") == [{"s": None}]


def test_subjects_and_those_who_are_spared(door: Gateway) -> None:
    put("psychiatry", **PSYCHIATRY, unless={"groups": ["psychiatry"]}, subjects={"roles": ["researcher"]})
    assert ids(door, "condition_era") == [1, 3, 4]
    assert ids(door, "condition_era", who=replace(RESEARCHER, groups=frozenset({"psychiatry"}))) == [1, 2, 3, 4]
    assert ids(door, "condition_era", who=replace(RESEARCHER, roles=frozenset({"clinician"}))) == [1, 2, 3, 4]


def test_a_policy_has_a_first_and_a_last_day(door: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    put("psychiatry", **PSYCHIATRY, starts="2030-01-02", ends="2030-01-03")
    for day, seen in ((1, 4), (2, 3), (3, 3), (4, 4)):
        monkeypatch.setattr("asan.gateway.policies.book.today", lambda day=day: dt.date(2030, 1, day))
        assert len(ids(door, "condition_occurrence")) == seen


def test_tags_that_stewards_put_count_as_the_cdm_s_own(door: Gateway) -> None:
    put("hush", objects={"tags": ["hush"]}, effect={"kind": "concepts"})
    put("quiet", objects={"tags": ["quiet"]}, effect={"kind": "hide"})
    assert len(ids(door, "condition_occurrence")) == 4
    store.set_tags(STEWARD, "concept:100", ["hush"])
    store.set_tags(STEWARD, "condition_occurrence.condition_source_value", ["quiet"])
    assert len(ids(door, "condition_occurrence")) == 3
    assert "condition_source_value" not in rows(door, "SELECT * FROM condition_occurrence")[0]
    store.set_tags(STEWARD, "concept:100", [])
    assert len(ids(door, "condition_occurrence")) == 4


def test_a_change_counts_from_the_next_question_on_and_is_in_the_audit(door: Gateway) -> None:
    assert put("psychiatry", **PSYCHIATRY) == 1
    assert len(ids(door, "condition_occurrence")) == 3
    assert put("psychiatry", **PSYCHIATRY, unless={"users": ["rae"]}) == 2
    assert len(ids(door, "condition_occurrence")) == 4
    assert store.remove_policy(STEWARD, "psychiatry", "no need") == 3
    with pytest.raises(NotFound):
        store.policy(STEWARD, "psychiatry")
    versions = store.history(STEWARD, "psychiatry")
    assert [(each.version, each.changed_by, each.in_force) for each in versions] == [
        (3, "sue", False),
        (2, "sue", False),
        (1, "sue", False),
    ]
    assert '+   "rae"' in versions[1].diff
    with transaction() as session:
        told = list(session.scalars(select(AuditRecord.question).where(AuditRecord.action == "policy.set")))
    assert '"rae"' in (told[-1] or "")


def test_the_audit_names_the_policies_behind_an_answer(door: Gateway) -> None:
    put("psychiatry", **PSYCHIATRY)
    answer = door.query(RESEARCHER, "SELECT * FROM condition_occurrence, person")
    with transaction() as session:
        record = session.get(AuditRecord, answer.audit_id)
        assert record is not None
        applied = json.loads(record.policies or "")
    assert applied["cdm.condition_occurrence"]["policies"] == ["psychiatry@1"]
    assert "policies" not in applied["cdm.person"]


def test_only_stewards_and_administrators_write_policies(door: Gateway) -> None:
    for role in ("researcher", "clinician", "engineer", "auditor"):
        with pytest.raises(Forbidden):
            store.set_policy(Principal("x", frozenset({role})), "p", Definition.model_validate(PSYCHIATRY), "")
    with pytest.raises(Forbidden):
        store.policies(RESEARCHER)


@pytest.mark.parametrize(
    "definition",
    [
        {"objects": {"tables": ["nosuch"]}, "effect": {"kind": "deny"}},
        {"objects": {"columns": ["person.nosuch"]}, "effect": {"kind": "hide"}},
        {"objects": {"columns": ["nosuch.person_id"]}, "effect": {"kind": "hide"}},
        {
            "effect": {
                "kind": "rows",
                "rule": {"kind": "record", "table": "concept", "column": "concept_id", "values": [1]},
            }
        },
        {
            "objects": {"tables": ["person"]},
            "effect": {"kind": "rows", "rule": {"kind": "values", "column": "nosuch", "values": [1]}},
        },
    ],
)
def test_a_typing_error_leaves_nothing_open(door: Gateway, definition: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        put("p", **definition)


def test_with_approval_a_version_counts_once_another_has_agreed(door: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "settings", lambda: settings().model_copy(update={"policy_approval": True}))
    put("psychiatry", **PSYCHIATRY)
    assert len(ids(door, "condition_occurrence")) == 4
    with pytest.raises(Conflict):
        approval.approve(STEWARD, "psychiatry", 1)
    approval.approve(Principal("ada", frozenset({"admin"})), "psychiatry", 1)
    assert len(ids(door, "condition_occurrence")) == 3
    put("psychiatry", **PSYCHIATRY, subjects={"users": ["nobody"]})
    assert len(ids(door, "condition_occurrence")) == 3
    assert [each.in_force for each in store.history(STEWARD, "psychiatry")] == [False, True]
    # What still holds is in the list until its removal is approved.
    store.remove_policy(STEWARD, "psychiatry", "")
    assert [(each.key, each.body) for each in store.policies(STEWARD)] == [("psychiatry", None)]
    approval.approve(Principal("ada", frozenset({"admin"})), "psychiatry", 3)
    assert store.policies(STEWARD) == []
    assert len(ids(door, "condition_occurrence")) == 4


def test_a_proposal_waits_is_rejected_with_a_reason_and_proposed_anew(door: Gateway) -> None:
    ada = Principal("ada", frozenset({"admin"}))
    put("psychiatry", **PSYCHIATRY, subjects={"users": ["nobody"]})

    def propose() -> int:
        return store.set_policy(STEWARD, "psychiatry", Definition.model_validate(PSYCHIATRY), "", proposed=True)

    assert propose() == 2
    assert [(each.version, each.waits) for each in store.policies(STEWARD)] == [(2, True)]
    assert len(ids(door, "condition_occurrence")) == 4
    with pytest.raises(BadInput):
        approval.reject(ada, "psychiatry", 2, "  ")
    with pytest.raises(Conflict):
        approval.reject(ada, "psychiatry", 1, "too wide")
    approval.reject(ada, "psychiatry", 2, "too wide")
    # What was in force before stays, and is what the list and the next version's difference speak of.
    newest, first = store.history(STEWARD, "psychiatry")
    assert (newest.rejected_by, newest.rejected_reason, newest.waits, newest.in_force) == (
        "ada",
        "too wide",
        False,
        False,
    )
    assert first.in_force
    assert [each.version for each in store.policies(STEWARD)] == [1]
    assert store.policy(STEWARD, "psychiatry").version == 1
    with pytest.raises(Conflict):
        approval.approve(ada, "psychiatry", 2)
    assert notices.newest("sue")[1][0].values["reason"] == "too wide"

    assert propose() == 3
    assert store.history(STEWARD, "psychiatry")[0].diff == newest.diff
    approval.approve(ada, "psychiatry", 3)
    assert len(ids(door, "condition_occurrence")) == 3
    with pytest.raises(Conflict):
        approval.reject(ada, "psychiatry", 3, "too late")


def test_what_holds_at_once_cannot_be_rejected_and_an_author_can_withdraw(door: Gateway) -> None:
    put("psychiatry", **PSYCHIATRY)
    with pytest.raises(Conflict):
        approval.reject(STEWARD, "psychiatry", 1, "no")
    store.set_policy(STEWARD, "later", Definition.model_validate(PSYCHIATRY), "", proposed=True)
    approval.reject(STEWARD, "later", 1, "withdrawn")
    # Nothing else is of that name: it can be found and proposed anew.
    assert [(each.key, each.rejected_by) for each in store.policies(STEWARD)] == [
        ("later", "sue"),
        ("psychiatry", None),
    ]
    with pytest.raises(NotFound):
        store.remove_policy(STEWARD, "later", "")


@pytest.fixture
def hiding(door: Gateway) -> Gateway:
    """The door while psychiatry and marked persons are hidden."""
    put("psychiatry", **PSYCHIATRY)
    rule = {"kind": "record", "table": "observation", "column": "observation_concept_id", "values": [900]}
    put("no-vip", effect={"kind": "rows", "rule": {**rule, "absent": True}})
    return door


@pytest.mark.parametrize(("sql", "number"), HIDDEN_ROWS.items())
def test_no_question_finds_a_hidden_row(hiding: Gateway, sql: str, number: int) -> None:
    assert rows(hiding, sql) == [{"n": number}]
    forget_policies()
    # Otherwise the attack would pass where nothing protects.
    assert rows(hiding, sql) != [{"n": number}]


@pytest.mark.parametrize("sql", NOTHING_DANGLES)
def test_nothing_that_is_left_leads_to_a_hidden_row(hiding: Gateway, sql: str) -> None:
    assert rows(hiding, sql) == [{"n": 0}]


EMERGENCY = Principal("hana", frozenset({"clinician"}), emergency=1)


@pytest.mark.parametrize("name", rules.PERSONS)
def test_an_emergency_shows_one_person_in_every_table(door: Gateway, name: str) -> None:
    if any(table.name == name for table in door.catalog(EMERGENCY)):
        assert set(ids(door, name, rules.person_column(name), EMERGENCY)) <= {1}


@pytest.mark.parametrize("sql", NOTHING_DANGLES)
def test_nothing_leads_from_the_person_of_an_emergency_to_another(door: Gateway, sql: str) -> None:
    assert rows(door, sql, EMERGENCY) == [{"n": 0}]


@pytest.mark.parametrize(
    ("rule", "column"),
    [("values", "state"), ("values", "nosuch"), ("record", "observation_date"), ("record", "value_as_string")],
)
def test_values_of_another_kind_than_their_column_s_are_not_written(door: Gateway, rule: str, column: str) -> None:
    told: dict[str, Any] = {"kind": rule, "column": column, "values": [1]}
    if rule == "record":
        told["table"] = "observation"
    with pytest.raises(BadInput):
        put("p", objects={"tables": ["location"]}, effect={"kind": "rows", "rule": told})


def test_no_error_tells_of_a_hidden_row(door: Gateway) -> None:
    put("psychiatry", **PSYCHIATRY)
    for sql in (
        "SELECT 1 // (condition_concept_id - 110) FROM condition_occurrence",
        "SELECT CAST(CASE WHEN condition_source_value = 'hush' AND person_id = 2 THEN 'x' ELSE '1' END AS INTEGER) "
        "FROM condition_occurrence",
        "SELECT error FROM (SELECT CASE WHEN condition_concept_id = 110 THEN CAST('x' AS INTEGER) END AS error "
        "FROM condition_occurrence)",
    ):
        try:
            rows(door, sql)
        except AsanError as error:
            pytest.fail(f"{sql}: {error}")
