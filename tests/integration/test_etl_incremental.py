"""An incremental run gives the CDM that a full run of the union gives, whatever the change is made of."""

import tempfile
from datetime import date
from pathlib import Path
from random import Random
from typing import Self

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies

from asan.kit.migrate import upgrade
from asan.kit.settings import settings as configured
from asan.modules.etl import runner, work
from asan.modules.etl.service import load_source
from asan.warehouse.lake import lake
from asan.warehouse.vocabulary import load_vocabulary
from tests.support.incremental import compare, published
from tests.support.random_hospital import split
from tests.support.shared_data import shared_data
from tests.support.small_hospital import write_source, write_vocabulary
from tests.support.source_union import Row, read, union, write

pytestmark = pytest.mark.slow


@pytest.fixture
def hospital(asan_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for sources, and a lake that has a vocabulary."""
    monkeypatch.setenv("ASAN_ETL_MAX_REJECT_SHARE", "1")
    configured.cache_clear()
    upgrade()
    load_vocabulary(lake(), write_vocabulary(tmp_path / "vocabulary"), lambda part, what: None)
    return tmp_path


def small(folder: Path) -> dict[str, list[Row]]:
    """Three patients, p0 to p2, with four encounters each, the last on 2013-04-10 to 12."""
    return read(write_source(folder / "small"))


# A smaller seed makes no smaller hospital, so nothing is gained by shrinking.
@settings(
    max_examples=3,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=strategies.integers(0, 10**9), share=strategies.sampled_from((0.1, 0.3, 0.6)))
def test_a_change_gives_what_a_full_load_of_the_union_gives(hospital: Path, seed: int, share: float) -> None:
    with tempfile.TemporaryDirectory(dir=hospital) as folder:
        compare(Path(folder), *split(Random(seed), share, changes=1))


def test_ids_that_collide_are_told_apart_as_in_a_full_load(hospital: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With ids of 8 bits instead of 52, a new patient's rows meet those of others, who are then made anew as well."""
    monkeypatch.setattr(work, "STABLE_ID", work.STABLE_ID.replace("1, 13", "1, 2"))
    base = small(hospital)
    new = {
        stem: [{name: renamed(value) for name, value in row.items()} for row in rows if "p0" in row.values()]
        for stem, rows in base.items()
    }
    again = {"conditions": [{**base["conditions"][-1], "STOP": "2013-05-01"}]}
    first, second = compare(hospital, base, [new, again])
    assert first["incremental"]["persons"] > 1
    assert second["incremental"]["persons"] > 1


def renamed(value: str) -> str:
    """The patient p0 and the encounters of that patient become another's."""
    return value.replace("e0-", "new-") if value.startswith("e0-") else "new" if value == "p0" else value


def test_the_same_change_twice_is_the_same_cdm(hospital: Path) -> None:
    base, (change,) = split(Random(7), 0.3, changes=1)
    load_source(write(hospital / "base", base))
    source = write(hospital / "change", change)
    load_source(source, incremental=True)
    once = published()
    report = load_source(source, incremental=True)
    assert report["incremental"]["replaced"] == report["incremental"]["incoming"]
    assert published() == once


def test_the_report_tells_what_was_touched(hospital: Path) -> None:
    base = small(hospital)
    condition = {**base["conditions"][0], "DESCRIPTION": "Another word for it"}
    (report,) = compare(hospital, base, [{"conditions": [condition]}])
    told = report["incremental"]
    rows = sum(map(len, base.values()))
    # Of p1 and p2, who stay, four encounters, conditions, medications and observations each.
    assert (told["incoming"], told["replaced"], told["persons"], told["unchanged"]) == (1, 1, 1, 2 * 16)
    assert told["stored"] == rows - 1 - told["unchanged"]
    assert report["tables"]["condition_occurrence"] == len(base["conditions"])


def test_an_encounter_that_arrives_late_brings_in_what_waited_for_it(hospital: Path) -> None:
    whole = small(hospital)
    late = whole["encounters"].pop(0)
    (report,) = compare(hospital, whole, [{"encounters": [late]}])
    assert report["tables"]["condition_occurrence"] == 12
    assert report["incremental"]["persons"] == 1


def test_a_later_end_of_the_data_makes_open_drugs_and_insurance_longer(hospital: Path) -> None:
    """Also a drug whose thirty days end on the last day of the data, at an hour that the day's midnight cut off."""
    base = small(hospital)
    last = max(row["STOP"] for row in base["encounters"])[:10]
    base["medications"] += [
        {**base["medications"][0], "PATIENT": "p1", "ENCOUNTER": "", "START": start, "STOP": ""}
        for start in (f"{last}T07:00:00Z", "2018-11-14T10:00:00Z", "2010-01-01T07:00:00Z")
    ]
    base["payers"] = [{"Id": "y0", "NAME": "Payer", "OWNERSHIP": "PRIVATE"}]
    base["payer_transitions"] = [
        {
            "PATIENT": person,
            "PAYER": "y0",
            "SECONDARY_PAYER": second,
            "START_DATE": f"{year}T00:00:00Z",
            "END_DATE": end,
        }
        for person, second, year, end in (
            ("p1", "", "2011-01-01", ""),
            ("p2", "", "2011-01-01", "2012-01-01T00:00:00Z"),
            ("p2", "y0", "2012-01-02", ""),
            ("p2", "y0", "2012-01-02", ""),
            ("p2", "", "1890-01-01", ""),
        )
    ]
    late = {**base["encounters"][0], "Id": "new", "START": "2024-05-05T09:00:00Z", "STOP": "2024-05-05T09:00:00Z"}
    (report,) = compare(hospital, base, [{"encounters": [late]}])
    # Of p1 and p2 nothing but what lasts until the end of the data is made anew.
    assert (report["incremental"]["persons"], report["incremental"]["prolonged"]) == (1, 2)
    reader = lake().connect_reader()
    ends = "SELECT payer_plan_period_end_date FROM lake.cdm.payer_plan_period ORDER BY 1"
    assert reader.execute(ends).fetchall() == [(date(2012, 1, 1),)] + [(date(2024, 5, 5),)] * 5
    reader.close()


def test_drugs_in_use_make_eras_meet_and_part_with_the_end_of_the_data(hospital: Path) -> None:
    """Also one whose code is a condition's, so that its rows and eras are conditions."""
    base = small(hospital)
    drug = {**base["medications"][0], "STOP": "", "DISPENSES": "12", "CODE": "161"}
    base["medications"] += [
        {**drug, "PATIENT": "p1", "ENCOUNTER": "e1-3", "START": "2013-03-20T07:00:00Z"},
        {**drug, "PATIENT": "p1", "ENCOUNTER": "", "START": "2013-06-01T07:00:00Z", "STOP": "2013-06-09T07:00:00Z"},
        {**drug, "PATIENT": "p2", "ENCOUNTER": "e2-3", "START": "2013-04-12T09:00:00Z", "CODE": "48867003"},
        {**drug, "PATIENT": "p2", "ENCOUNTER": "", "START": "2013-08-01T09:00:00Z", "CODE": "48867003"},
    ]
    seen = {**base["encounters"][0], "Id": "new", "START": "2013-05-20T09:00:00Z", "STOP": "2013-05-20T09:00:00Z"}
    corrected = {**seen, "START": "2013-04-01T09:00:00Z", "STOP": "2013-04-01T09:00:00Z"}
    reports = compare(hospital, base, [{"encounters": [seen]}, {"encounters": [corrected]}])
    assert [report["tables"]["drug_era"] for report in reports] == [1, 2]
    assert [report["incremental"]["persons"] for report in reports] == [1, 1]
    assert [report["incremental"]["prolonged"] for report in reports] == [2, 2]


def test_of_who_takes_a_drug_the_rows_that_end_with_the_data_are_written_and_no_other(hospital: Path) -> None:
    base = small(hospital)
    base["medications"].append(
        {**base["medications"][0], "PATIENT": "p1", "ENCOUNTER": "e1-3", "START": "2013-04-01T07:00:00Z", "STOP": ""}
    )
    load_source(write(hospital / "base", base))
    late = {**base["encounters"][0], "Id": "new", "START": "2013-04-20T09:00:00Z", "STOP": "2013-04-20T09:00:00Z"}
    report = load_source(write(hospital / "change", {"encounters": [late]}), incremental=True)
    reader = lake().connect_reader()
    written = {
        table: reader.execute(
            f"""SELECT count(*) FROM ducklake_table_insertions('lake', '{schema}', '{table}', $1, $1) AS i
                JOIN lake.cdm.person AS p ON p.person_source_value = 'p1' WHERE {theirs}""",
            [report["snapshot"]],
        ).fetchall()[0][0]
        for schema, table, theirs in (
            ("cdm", "drug_exposure", "i.person_id = p.person_id"),
            ("cdm", "condition_occurrence", "i.person_id = p.person_id"),
            ("cdm", "visit_occurrence", "i.person_id = p.person_id"),
            ("staging", "medications", "i.patient = 'p1'"),
        )
    }
    reader.close()
    assert written == {"drug_exposure": 1, "condition_occurrence": 0, "visit_occurrence": 0, "medications": 0}


def test_what_was_in_the_future_is_loaded_once_it_is_past(hospital: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = small(hospital)
    today = date(2012, 6, 1)

    class Calendar(date):
        @classmethod
        def today(cls) -> Self:
            return cls(today.year, today.month, today.day)

    monkeypatch.setattr(runner, "date", Calendar)
    first = load_source(write(hospital / "base", base))
    assert first["files"]["encounters"]["rejected"] == 3
    today = date(2013, 1, 1)
    change = {"conditions": [{**base["conditions"][0], "DESCRIPTION": "Another word for it"}]}
    report = load_source(write(hospital / "change", change), incremental=True)
    assert report["files"]["encounters"]["rejected"] == 3
    today = date(2020, 1, 1)
    report = load_source(hospital / "change", incremental=True)
    assert report["incremental"]["persons"] == 3
    assert report["files"]["encounters"]["rejected"] == 0
    made = published()
    load_source(write(hospital / "union", union(base, change)))
    assert published() == made


def test_a_hospital_of_27_patients_in_three_parts(hospital: Path) -> None:
    load_vocabulary(lake(), shared_data("vocabulary"), lambda part, what: None)
    random = Random(27)
    parts: list[dict[str, list[Row]]] = [{}, {}, {}]
    for stem, rows in read(shared_data("synthea-27")).items():
        for part in parts:
            part[stem] = []
        for row in rows:
            parts[random.choices((0, 1, 2), (90, 5, 5))[0]][stem].append(row)
    compare(hospital, parts[0], parts[1:])
