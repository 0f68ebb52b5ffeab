"""The analyses find what was planted in a synthetic hospital: prevalence, a rate ratio, a hazard, and who differs.

The hospital is small, so chance is allowed for: an estimate may be three of its own standard errors from the truth,
which one in 370 is beyond. Every bound is worked out from the number of persons beside the test that uses it.
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.settings import settings
from asan.modules.etl.service import load_source
from asan.modules.research import service
from asan.modules.research.analysis.features import features
from asan.modules.research.analysis.incidence import incidence
from asan.modules.research.analysis.reading import Reading
from asan.modules.research.analysis.schemas import (
    CurveOut,
    FeaturesIn,
    IncidenceIn,
    IntervalOut,
    SurvivalIn,
    WindowIn,
)
from asan.modules.research.analysis.survival import survival
from asan.modules.research.definitions import NamedDefinition
from asan.omop import starter
from asan.omop.circe.reading import read_expression
from asan.synth import codes, write_hospital
from asan.synth.codes import Code
from asan.synth.diseases import COMPLICATIONS
from asan.synth.files import Format
from asan.synth.illnesses import ILLNESSES
from tests.support.cohort_rows import Row, publish_cohorts

PATIENTS = 1_500
ERRORS = 3.0
NORMAL = 1.959964
"""Standard errors from an estimate to its 95 % limits."""

RESEARCHER = Principal("rae", frozenset({"researcher"}))
MEN, WOMEN = 8507, 8532
LIVING, ALL_WOMEN, ALL_MEN, CYSTITIS, DIABETES, EYE_OR_NERVE = 1, 2, 3, 4, 5, 6
ALWAYS = WindowIn(start=-36_525, end=36_525)
Json = dict[str, Any]


@dataclass(frozen=True)
class Hospital:
    prevalence: list[Json]
    concepts: dict[tuple[str, str], int]


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    """The hospital with its cohorts, loaded once for all tests here."""
    folder: Path = tmp_path_factory.mktemp("truth")
    starter.write(folder / "vocabulary")
    write_hospital(folder / "source", patients=PATIENTS, seed=5, format=Format.parquet)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        load_source(folder / "source", folder / "vocabulary", synthetic=True)
        planted = json.loads((folder / "source" / "truth" / "prevalence.json").read_text(encoding="utf-8"))
        found = Hospital(planted["prevalence"], standard_concepts())
        publish_cohorts(generated(found))
        yield found
    settings.cache_clear()


def standard_concepts() -> dict[tuple[str, str], int]:
    """The standard concept of each source code, by vocabulary and code."""
    sql = """SELECT c.vocabulary_id, c.concept_code, r.concept_id_2 AS standard FROM vocabulary.concept c
        JOIN vocabulary.concept_relationship r ON r.concept_id_1 = c.concept_id AND r.relationship_id = 'Maps to'"""
    rows = gateway().query(RESEARCHER, sql, row_limit=1_000_000).rows()
    return {(str(row["vocabulary_id"]), str(row["concept_code"])): int(str(row["standard"])) for row in rows}


def generated(hospital: Hospital) -> dict[int, list[Row]]:
    """The cohorts' rows, from Circe definitions compiled and run."""
    observed = {"ObservationPeriod": {}}
    alive = {"Criteria": {"Death": {}}, "StartWindow": {"Start": {"Coeff": -1}, "End": {"Coeff": 1}},
             "Occurrence": {"Type": 0, "Count": 0}}  # fmt: skip
    definitions = {
        LIVING: definition(observed, rules=[{"Type": "ALL", "CriteriaList": [alive]}]),
        ALL_WOMEN: definition(observed, rules=[of_sex(WOMEN)]),
        ALL_MEN: definition(observed, rules=[of_sex(MEN)]),
        CYSTITIS: definition(condition(), hospital.concepts[key(codes.CYSTITIS)]),
        DIABETES: definition(condition(), hospital.concepts[key(codes.DIABETES)]),
        EYE_OR_NERVE: definition(condition(), *(hospital.concepts[key(each.code)] for each in _complications())),
    }
    named = [
        NamedDefinition(str(number), read_expression(json.dumps(text)).expression, "", ())
        for number, text in definitions.items()
    ]
    done = service.generate(Principal("os:test", frozenset({"admin"})), named, surface="test")
    rows: dict[int, list[Row]] = defaultdict(list)
    for span in done.spans.to_pylist():
        number = int(done.cohorts[span["cohort"]].name)
        rows[number].append((span["subject_id"], span["cohort_start_date"], span["cohort_end_date"]))
    return rows


def definition(entry: Json, *concepts: int, rules: list[Json] | None = None) -> Json:
    items = [{"concept": {"CONCEPT_ID": concept}, "includeDescendants": True} for concept in concepts]
    return {
        "ConceptSets": [{"id": 0, "name": "entry", "expression": {"items": items}}],
        "PrimaryCriteria": {"CriteriaList": [entry], "PrimaryCriteriaLimit": {"Type": "First"}},
        "InclusionRules": [{"name": "rule", "expression": rule} for rule in rules or []],
    }


def condition() -> Json:
    return {"ConditionOccurrence": {"CodesetId": 0, "First": True}}


def of_sex(concept: int) -> Json:
    return {"Type": "ALL", "DemographicCriteriaList": [{"Gender": [{"CONCEPT_ID": concept}]}]}


def key(code: Code) -> tuple[str, str]:
    return code.vocabulary, code.code


def _complications() -> list[Any]:
    return [each for each in COMPLICATIONS if each.after == codes.DIABETES]


@pytest.fixture(scope="module")
def diagnosed(hospital: Hospital) -> dict[tuple[int, int], tuple[int, int]]:
    """Of the living, by sex and concept: how many have the condition, of how many."""
    asked = FeaturesIn(target=LIVING, strata="sex", domain="condition", windows=[ALWAYS], least_share=0, most=10_000)
    found = features(Reading(RESEARCHER), asked, "en")
    return {
        (group.key, feature.concept): (value.persons or 0, group.persons)
        for feature in found.features
        for group, value in zip(found.groups, feature.values, strict=True)
    }


def test_every_diagnosis_that_was_made_is_counted(
    hospital: Hospital, diagnosed: dict[tuple[int, int], tuple[int, int]]
) -> None:
    """Nothing is estimated here: as many of the living have each disease as the hospital wrote down, to the person."""
    written: dict[tuple[int, int], int] = defaultdict(int)
    for row in hospital.prevalence:
        concept = hospital.concepts[row["vocabulary"], row["code"]]
        written[MEN if row["sex"] == "M" else WOMEN, concept] += row["diagnosed"]
    assert len(written) > 60
    assert sum(written.values()) > 1_500
    assert {each: diagnosed.get(each, (0, 0))[0] for each in written} == dict(written)


# Those that shorten no life and bring everybody who has them to the hospital; others are ill and never diagnosed.
ASKED = (codes.OSTEOPOROSIS, codes.KNEE_ARTHRITIS, codes.DYSLIPIDEMIA, codes.OBESITY)


@pytest.mark.parametrize("code", ASKED, ids=lambda code: code.text)
@pytest.mark.parametrize("sex", ["M", "F"])
def test_prevalence_is_what_was_asked_for(
    hospital: Hospital, diagnosed: dict[tuple[int, int], tuple[int, int]], code: Code, sex: str
) -> None:
    """Each of n living persons of a sex and age has the disease with the share p asked for, whoever else has it.

    The number of the ill is a sum of binomials: of mean sum(n p) and variance sum(n p (1 - p)) over the ages.
    """
    rows = [r for r in hospital.prevalence if (r["code"], r["sex"]) == (code.code, sex) and r["persons"]]
    shares = [(row["living"], row["asked"] / row["persons"]) for row in rows]
    mean = sum(n * p for n, p in shares)
    error = math.sqrt(sum(n * p * (1 - p) for n, p in shares))
    found, persons = diagnosed[MEN if sex == "M" else WOMEN, hospital.concepts[key(code)]]
    assert persons == sum(n for n, _ in shares)
    assert abs(found - mean) < ERRORS * error
    assert mean > ERRORS * error  # else nobody at all would do


def test_women_have_cystitis_as_much_more_often_as_planted(hospital: Hospital) -> None:
    """Events are Poisson: the logarithm of a ratio of a to b of them has the variance 1/a + 1/b."""
    (planted,) = (illness.women for illness in ILLNESSES if illness.code == codes.CYSTITIS)
    found = incidence(Reading(RESEARCHER), IncidenceIn(target=ALL_WOMEN, comparator=ALL_MEN, outcome=CYSTITIS), "en")
    women, men = (each for each in found.rates if each.by == "all")
    assert women.persons + men.persons + sum(found.excluded.values()) == PATIENTS
    assert found.ratio is not None
    assert found.ratio.estimate is not None
    error = math.sqrt(1 / women.events + 1 / men.events)
    assert abs(math.log(found.ratio.estimate / planted)) < ERRORS * error
    assert holds(found.ratio, planted)
    assert not holds(found.ratio, 1)


def holds(interval: IntervalOut, truth: float) -> bool:
    return interval.high is not None and interval.low <= truth <= interval.high


@pytest.fixture(scope="module")
def complications(hospital: Hospital) -> CurveOut:
    found = survival(Reading(RESEARCHER), SurvivalIn(target=DIABETES, outcome=EYE_OR_NERVE), "en")
    return found.curves[0]


@pytest.mark.parametrize("years", [4, 6, 8])
def test_complications_of_diabetes_come_at_the_planted_hazard(complications: CurveOut, years: int) -> None:
    """Each comes with the same hazard in every year, so that without either are exp(-hazard t).

    The hazard acts from 0.3 years after the onset on, and what has come is written down at the next visit, half a year
    later at most: the truth lies between the curves with and without these. The standard error is
    Greenwood's, on the log-log scale, and comes of the number at risk and of events.
    """
    assert {each.interval for each in _complications()} == {182}
    hazard = sum(1 / each.mean_years for each in _complications())
    step = [each for each in complications.steps if each.day <= years * 365.25][-1]
    assert step.low is not None
    assert step.high is not None
    estimate = loglog(step.survival)
    error = (loglog(step.low) - loglog(step.high)) / (2 * NORMAL)
    soonest, latest = loglog(math.exp(-hazard * years)), loglog(math.exp(-hazard * (years - 0.3 - 0.5)))

    def near(found: float) -> bool:
        return latest - ERRORS * error < found < soonest + ERRORS * error

    assert near(estimate)
    # What so few persons let one tell: five times the hazard, or a fifth of it, would have been noticed.
    assert not near(estimate + math.log(5))
    assert not near(estimate - math.log(5))


def loglog(survival: float) -> float:
    return math.log(-math.log(survival))


def test_curves_of_women_and_men_differ_as_the_hazards_do(hospital: Hospital) -> None:
    """Under proportional hazards of ratio r, log(-log S) differs by log r at every time."""
    (planted,) = (illness.women for illness in ILLNESSES if illness.code == codes.CYSTITIS)
    asked = SurvivalIn(target=ALL_WOMEN, strata="comparison", other=ALL_MEN, outcome=CYSTITIS)
    found = survival(Reading(RESEARCHER), asked, "en")
    women, men = (curve.steps[-1] for curve in found.curves)
    errors = []
    for step in (women, men):
        assert step.low is not None
        assert step.high is not None
        errors.append((loglog(step.low) - loglog(step.high)) / (2 * NORMAL))
    apart = loglog(women.survival) - loglog(men.survival)
    assert abs(apart - math.log(planted)) < ERRORS * math.hypot(*errors)
    assert found.test is not None
    # With d events in two groups of a size, the statistic's mean is near d (log r)^2 / 4 (Schoenfeld 1981) + 1.
    events = sum(curve.events for curve in found.curves)
    expected = events * math.log(planted) ** 2 / 4
    assert found.test.p < 1e-9
    assert expected / 3 < found.test.statistic < expected * 3
