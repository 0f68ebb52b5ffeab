"""`asan cohort` as a program: what it prints, writes, audits, and how it ends."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

from asan.gateway.errors import TimedOut
from asan.gateway.models import AuditRecord
from asan.gateway.principal import Principal
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.research import service
from asan.modules.research.definitions import NamedDefinition
from asan.omop.circe.reading import read_expression
from tests.generative.research.records import records
from tests.support.circe_cdm import publish_records

SETS = [
    {
        "id": 0,
        "name": "one",
        "expression": {"items": [{"concept": {"CONCEPT_ID": 1}, "includeDescendants": True}]},
    },
    {"id": 1, "name": "unknown", "expression": {"items": [{"concept": {"CONCEPT_ID": 999_999}}]}},
]


def definition(criterion: dict[str, Any], **members: Any) -> dict[str, Any]:
    entry = {"CriteriaList": [criterion], "PrimaryCriteriaLimit": {"Type": "All"}}
    return {"ConceptSets": SETS, "PrimaryCriteria": entry, "ExpressionLimit": {"Type": "All"}, **members}


CONDITIONS = definition({"ConditionOccurrence": {"CodesetId": 0}})
UNKNOWN = definition({"ConditionOccurrence": {"CodesetId": 1}}, Colour="blue")
DOSES = definition({"DrugExposure": {"CodesetId": 0, "DoseUnit": [{"CONCEPT_ID": 2}]}})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A lake of invented records."""
    folder = tmp_path_factory.mktemp("cohorts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        publish_records(records(3), folder / "work.duckdb")
        yield folder / "home"
    settings.cache_clear()


def asan(*arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "asan.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "ASAN_HOME": str(home), "LANG": "C.UTF-8"},
        timeout=120,
    )


def write(folder: Path, **definitions: Any) -> Path:
    for name, given in definitions.items():
        text = given if isinstance(given, str) else json.dumps(given)
        (folder / f"{name}.json").write_text(text)
    return folder


def test_a_folder_is_run_as_one_batch_and_named_by_its_files(home: Path, tmp_path: Path) -> None:
    folder = write(tmp_path, conditions=CONDITIONS, unknown=UNKNOWN, doses=DOSES)
    out = tmp_path / "out.parquet"
    done = asan("cohort", "run", folder, "--home", home, "--rows", out, "--json", home=tmp_path / "elsewhere")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    found = {cohort["name"]: cohort for cohort in told["cohorts"]}
    assert list(found) == ["conditions", "doses", "unknown"]
    expected = records(3).run([read_expression(json.dumps(CONDITIONS)).expression])[0]
    assert found["conditions"]["rows"] == len(expected)
    assert found["conditions"]["persons"] == len({subject for subject, _, _ in expected})
    assert found["conditions"]["seconds"] > 0
    rows = pq.read_table(out)
    assert rows.column_names == ["cohort", "subject_id", "cohort_start_date", "cohort_end_date"]
    assert rows.num_rows == len(expected)
    assert (found["unknown"]["rows"], found["unknown"]["missing"]) == (0, 1)
    assert "unknown: Colour is unknown to Circe and has no effect" in done.stderr
    assert "unknown: 1 concepts are not in the vocabulary" in done.stderr
    assert "no drug_exposure.dose_unit_concept_id" in done.stderr


def test_the_rows_of_one_cohort_are_omops_and_the_run_is_audited(home: Path, tmp_path: Path) -> None:
    file = write(tmp_path, conditions=CONDITIONS) / "conditions.json"
    out = tmp_path / "out.parquet"
    done = asan("cohort", "run", file, "--rows", out, home=home)
    assert done.returncode == 0, done.stderr
    assert "conditions" in done.stdout
    assert pq.read_table(out).column_names == ["subject_id", "cohort_start_date", "cohort_end_date"]
    listed = asan("audit", "list", home=home).stdout.splitlines()
    assert any("cohort" in line and "answered" in line and "os:" in line for line in listed)
    assert asan("audit", "verify", home=home).returncode == 0


def test_one_broken_definition_does_not_keep_others_from_running(home: Path, tmp_path: Path) -> None:
    bad = definition({"CustomEra": {}})
    folder = write(tmp_path, conditions=CONDITIONS, text="no json", senseless=bad)
    done = asan("cohort", "run", folder, "--json", home=home)
    assert done.returncode == 4
    told = json.loads(done.stdout)
    assert [cohort["name"] for cohort in told["cohorts"]] == ["conditions"]
    assert [(failed["name"], failed["code"]) for failed in told["failed"]] == [
        ("text", "cohort_not_json"),
        ("senseless", "cohort_cannot_run"),
    ]
    assert "text" in done.stderr
    assert "senseless" in done.stderr


def test_a_broken_definition_alone_is_one_line_and_code_4(home: Path, tmp_path: Path) -> None:
    done = asan("cohort", "run", write(tmp_path, broken=definition({"CustomEra": {}})) / "broken.json", home=home)
    assert (done.returncode, done.stdout) == (4, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("cohort_definition_unusable: broken: ")
    assert "A custom era has no criteria" in line


def test_no_file_and_no_lake_are_said(home: Path, tmp_path: Path) -> None:
    absent = asan("cohort", "run", tmp_path / "absent.json", home=home)
    assert (absent.returncode, "cohort_files_missing" in absent.stderr) == (4, True)
    file = write(tmp_path, conditions=CONDITIONS) / "conditions.json"
    empty = asan("cohort", "run", file, home=tmp_path / "new")
    assert empty.returncode != 0
    assert "no_snapshot" in empty.stderr


@pytest.mark.parametrize(("language", "said"), [("ko", "## 진입 사건"), ("en", "## Entry events")])
def test_a_definition_is_read_aloud(home: Path, tmp_path: Path, language: str, said: str) -> None:
    file = write(tmp_path, unknown=UNKNOWN) / "unknown.json"
    done = asan("cohort", "explain", file, "--lang", language, home=home)
    assert done.returncode == 0
    assert said in done.stdout
    assert "Colour" in done.stdout


def test_everybody_and_nobody_are_cohorts_too(home: Path) -> None:
    owner = Principal(name="os:test", roles=frozenset({"admin"}))
    everybody = definition({"ObservationPeriod": {}})
    nobody = definition({"ObservationPeriod": {"PeriodStartDate": {"Op": "gt", "Value": "2999-01-01"}}})
    expressions = [read_expression(json.dumps(given)).expression for given in (everybody, nobody)]
    done = service.generate(
        owner, [NamedDefinition(str(n), one, "", ()) for n, one in enumerate(expressions)], surface="test"
    )
    assert [cohort.persons for cohort in done.cohorts] == [5, 0]


def test_a_run_that_takes_too_long_is_stopped_and_audited(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = Principal(name="os:slow", roles=frozenset({"admin"}))
    expression = read_expression(json.dumps(CONDITIONS)).expression
    monkeypatch.setenv("ASAN_COHORT_SECONDS", "0.000001")
    settings.cache_clear()
    try:
        with pytest.raises(TimedOut):
            service.generate(owner, [NamedDefinition("slow", expression, "", ())], surface="test")
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    with transaction() as session:
        record = session.scalars(select(AuditRecord).where(AuditRecord.principal == "os:slow")).one()
        assert (record.action, record.outcome, record.code) == ("cohort", "failed", "query_timeout")
