"""Every planted effect is found again in the files, by the regression of a study that knows nothing but them."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from numpy.typing import NDArray

from asan.synth import write_hospital
from asan.synth.analytes import ACUTE, ANALYTES, Analyte
from asan.synth.cancers import CANCERS
from asan.synth.codes import LUNG_CANCER
from asan.synth.files import Format
from asan.synth.illnesses import BANDS, COVID, ILLNESSES, Illness
from asan.synth.truth.effects import effects
from tests.support.estimates import Floats, linear, poisson

Effect = dict[str, Any]
Days = dict[str, NDArray[np.int64]]
PATIENTS = 16_000
FIRST = 17_000  # 2016-07-18: whoever came to the hospital ill is diagnosed by now
LAST = 20_453  # 2025-12-31
NEVER = 10**6
ERRORS = 4.0  # of some 200 estimates one in a thousand is further away than this
SPAN = 30  # days: time is cut into spans, and the exposures of the first day hold for each
MIDDLE = 18_627  # 2020-12-31
BETWEEN_VISITS = 100  # a drug's first prescription is written at the next visit
DETECTED = 2.0  # standard errors by which at least one effect of each test must differ from none
APPOINTMENT = 7  # days by which a record may stand before what it records
# Bounds of the values, rounding, and records that come a little late leave this share of an effect unseen.
UNSEEN = 0.05


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("studied")
    write_hospital(folder, patients=PATIENTS, seed=21, format=Format.parquet, workers=2)
    return folder


@pytest.fixture(scope="module")
def planted(folder: Path) -> list[Effect]:
    return json.loads((folder / "truth" / "effects.json").read_text(encoding="utf-8"))["effects"]


class Study:
    """The files, with persons as positions and dates as days since 1970."""

    def __init__(self, folder: Path) -> None:
        self.connection = duckdb.connect()
        for name in ("patients", "encounters", "conditions", "medications", "observations"):
            self.connection.execute(f"CREATE VIEW {name} AS FROM '{folder}/{name}.parquet'")
        self.connection.execute(
            f"""CREATE TABLE persons AS SELECT row_number() OVER (ORDER BY Id) - 1 AS person, Id AS PATIENT,
            epoch(BIRTHDATE)::BIGINT // 86400 AS birth, GENDER = 'F' AS female,
            coalesce(epoch(DEATHDATE)::BIGINT // 86400, {NEVER}) AS death FROM patients"""
        )
        persons = self.columns("SELECT birth, female, death FROM persons ORDER BY person")
        self.birth, self.female, self.death = persons["birth"], persons["female"].astype(float), persons["death"]

    def columns(self, sql: str) -> Days:
        return self.connection.execute(sql).fetchnumpy()

    def spans(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Every span of every person: person, first day, and the days of it that they live."""
        begin = np.arange(FIRST, LAST + 1, SPAN)
        person = np.repeat(np.arange(len(self.birth)), len(begin))
        day = np.tile(begin, len(self.birth))
        time = np.minimum(np.minimum(day + SPAN, LAST + 1), self.death[person] + 1) - np.maximum(
            day, self.birth[person]
        )
        time = np.where(self.birth[person] > day, 0, time)
        return person, day, np.maximum(time, 0)

    def span_of(self, person: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
        """The row of ``spans`` in which each day of a person lies."""
        return person * len(np.arange(FIRST, LAST + 1, SPAN)) + (day - FIRST) // SPAN

    def exposed(self, exposure: Effect) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The first and the last day of each person's exposure; ``NEVER`` for those without."""
        if exposure["type"] == "condition":
            rows = f"conditions WHERE CODE = '{exposure['code']}'"
        else:
            reasons = ", ".join(f"'{code}'" for code in exposure["for"])
            rows = f"medications WHERE CODE = '{exposure['code']}' AND REASONCODE IN ({reasons})"
        found = self.columns(
            f"""SELECT person, min(epoch(START)::BIGINT // 86400) AS start,
            max(coalesce(epoch(STOP)::BIGINT // 86400, {NEVER})) AS stop
            FROM (FROM {rows}) JOIN persons USING (PATIENT) GROUP BY person"""
        )
        start, stop = np.full(len(self.birth), NEVER), np.full(len(self.birth), NEVER)
        start[found["person"]], stop[found["person"]] = found["start"], found["stop"]
        return start, stop


@pytest.fixture(scope="module")
def study(folder: Path) -> Iterator[Study]:
    study = Study(folder)
    yield study
    study.connection.close()


def test_the_file_holds_the_effects_of_the_simulation(planted: list[Effect]) -> None:
    assert planted == json.loads(json.dumps(list(effects())))
    assert len({(e["name"], str(e["exposure"])) for e in planted}) == len(planted) > 200
    assert {e["kind"] for e in planted} == {
        "mean_difference", "ratio_of_means", "ceiling", "rate_ratio", "risk_ratio", "hazard_ratio", "yearly_hazard",
    }  # fmt: skip


# Respiration and urea are only measured in the ill: files alone cannot tell what the illness adds.
STUDIED = [a for a in ANALYTES.values() if (a.effects or a.responses) and a.key not in ("respiration", "urea")]


@pytest.mark.parametrize("analyte", STUDIED, ids=lambda a: a.key)
def test_values_differ_as_planted(study: Study, planted: list[Effect], analyte: Analyte) -> None:
    of_analyte = [e for e in planted if e["outcome"].get("code") == analyte.loinc]
    lasting = [e for e in of_analyte if e["acts"].startswith(("from", "while"))]
    acute = ", ".join(f"'{code.code}'" for changes in ACUTE.values() for code, _ in changes)
    seen = study.columns(
        f"""SELECT person, epoch(DATE)::BIGINT // 86400 AS day, VALUE::DOUBLE AS value
        FROM observations o JOIN persons p USING (PATIENT) JOIN encounters e ON e.Id = o.ENCOUNTER
        WHERE o.CODE = '{analyte.loinc}' AND e.ENCOUNTERCLASS IN ('wellness', 'ambulatory', 'outpatient', 'home')
        AND coalesce(e.REASONCODE, '') NOT IN ({acute})"""
    )
    person, day = seen["person"], seen["day"]
    age = (day - study.birth[person]) / 365.25
    kept = day >= FIRST
    columns = [np.ones(len(day)), study.female[person], np.clip(age, 20, 90), np.clip(age, 0, 20)]
    value = np.log(seen["value"]) if analyte.logarithmic else seen["value"].copy()
    for effect in lasting:
        start, stop = (days[person] for days in study.exposed(effect["exposure"]))
        if "per_year" in effect:  # known, and only from the onset on, which nobody saw of those who came with it
            kept &= (start == NEVER) | (start > FIRST)
            years = np.clip((day - start) / 365.25, 0, None)
            drift = np.minimum(abs(effect["per_year"]) * years, abs(effect["per_year_at_most"]))
            value = value - np.where((start <= day) & (day < stop), np.sign(effect["per_year"]) * drift, 0.0)
        kept &= np.abs(day - stop) > APPOINTMENT
        if effect["exposure"]["type"] == "drug":
            kept &= (day < start - BETWEEN_VISITS) | (day > start + effect["reached_after_days"])
        else:
            kept &= np.abs(day - start) > APPOINTMENT
        columns.append(((start <= day) & (day < stop)).astype(float))
    estimates, errors = linear(np.stack(columns, axis=1)[kept], value[kept], person[kept])
    compare(lasting, [e.get("log_size", e["size"]) for e in lasting], estimates[4:], errors[4:])


RATES = [i for i in ILLNESSES if i.risks or i.drug_risks]


@pytest.mark.parametrize("illness", RATES, ids=lambda i: i.code.text)
def test_illnesses_come_more_often_as_planted(study: Study, planted: list[Effect], illness: Illness) -> None:
    own = [e for e in planted if e["outcome"].get("code") == illness.code.code and e["kind"] == "rate_ratio"]
    own.sort(key=lambda e: e["exposure"]["type"] == "sex")
    came = study.columns(
        f"""SELECT person, epoch(START)::BIGINT // 86400 AS day FROM conditions JOIN persons USING (PATIENT)
        WHERE CODE = '{illness.code.code}' AND epoch(START) // 86400 >= {FIRST}"""
    )
    person, day, time = study.spans()
    middle_of_year = (
        day.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    ) + 182
    band = np.searchsorted(BANDS, (middle_of_year - study.birth[person]) / 365.25, side="right")
    events = np.bincount(study.span_of(came["person"], came["day"]), minlength=len(day))[: len(day)]
    columns = [np.ones(len(day), bool), *(band == b for b in np.unique(band)[:-1])]
    for effect in own:
        if effect["exposure"]["type"] == "sex":
            columns.append(study.female[person] > 0)
        else:
            start, stop = (days[person] for days in study.exposed(effect["exposure"]))
            columns.append((start <= day) & (day < stop))
    if illness.women == 1.0:
        columns.append(study.female[person] > 0)
    estimates, errors = grouped_poisson(columns, events, time)
    first = len(columns) - len(own) - (illness.women == 1.0)
    last = first + len(own)
    compare(own, [math.log(e["size"]) for e in own], estimates[first:last], errors[first:last])


def test_the_ill_die_sooner_as_planted(study: Study, planted: list[Effect]) -> None:
    own = [e for e in planted if e["kind"] == "hazard_ratio"]
    person, day, time = study.spans()
    other = ", ".join(f"'{i.code.code}'" for i in (*ILLNESSES, COVID, *CANCERS))
    died = study.columns(
        f"""SELECT person, epoch(START)::BIGINT // 86400 AS day FROM encounters JOIN persons USING (PATIENT)
        WHERE CODE = '308646001' AND coalesce(REASONCODE, '') NOT IN ({other}) AND epoch(START) // 86400 >= {FIRST}"""
    )
    events = np.bincount(study.span_of(died["person"], died["day"]), minlength=len(day))
    band = np.clip((day - study.birth[person]) / 365.25 // 5, 4, 19)
    female = study.female[person] > 0
    columns = [
        np.ones(len(day), bool),
        *((band == b) & female for b in range(4, 20)),
        *(band == b for b in range(4, 19)),
    ]
    first, product = len(columns), np.ones(len(day))
    for effect in own:
        start, _ = study.exposed(effect["exposure"])
        columns.append(start[person] <= day)
        product = product * np.where(columns[-1], effect["size"], 1.0)
    kept = product < 6
    columns, events, time = [c[kept] for c in columns], events[kept], time[kept]
    estimates, errors = grouped_poisson(columns, events, time)
    last = first + len(own)
    compare(own, [math.log(e["size"]) for e in own], estimates[first:last], errors[first:last])


def test_smokers_have_lung_cancer_more_often_as_planted(study: Study, planted: list[Effect]) -> None:
    own = [e for e in planted if e["kind"] == "risk_ratio"]
    assert {e["outcome"]["code"] for e in own} == {LUNG_CANCER.code}
    seen = study.columns(
        """SELECT person, max(VALUE) AS status, max(p.birth) AS birth FROM observations JOIN persons p USING (PATIENT)
        WHERE CODE = '72166-2' GROUP BY person ORDER BY person"""
    )
    person = seen["person"].astype(int)
    ill, _ = study.exposed({"type": "condition", "code": LUNG_CANCER.code})
    band, female = np.clip((LAST - seen["birth"]) / 365.25 // 10, 4, 9), study.female[person] > 0
    columns = [
        np.ones(len(person), bool),
        *((band == b) & female for b in range(4, 10)),
        *(band == b for b in range(4, 9)),
    ]
    columns += [seen["status"] == e["exposure"]["value"] for e in own]
    estimates, errors = grouped_poisson(columns, (ill[person] < NEVER).astype(float), np.ones(len(person)))
    compare(own, [math.log(e["size"]) for e in own], estimates[-len(own) :], errors[-len(own) :])


def grouped_poisson(columns: list[NDArray[np.bool_]], events: Floats, time: Floats) -> tuple[Floats, Floats]:
    """Rates a year, with the spans that are alike put together."""
    code = np.zeros(len(time), dtype=np.int64)
    for column in columns:
        code = code * 2 + column
    _, first, group = np.unique(code, return_index=True, return_inverse=True)
    x = np.stack([column[first] for column in columns], axis=1).astype(float)
    return poisson(x, np.bincount(group, weights=events), np.bincount(group, weights=time) / 365.25)


def compare(effects: list[Effect], sizes: list[float], estimates: Floats, errors: Floats) -> None:
    """Every estimate is near what was planted, and one at least could not be so by chance without an effect."""
    size = np.array(sizes)
    far = np.abs(estimates - size) > ERRORS * errors + UNSEEN * np.abs(size)
    assert [(e["name"], e["size"], estimate) for e, estimate, f in zip(effects, estimates, far, strict=True) if f] == []
    assert (np.abs(estimates) > DETECTED * errors).any()
