"""Every analysis on a study of fourteen persons, against figures worked out on paper."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from asan.gateway.errors import Cancelled
from asan.gateway.execution import Cancellation
from asan.gateway.policies import store
from asan.gateway.policies.definition import Definition
from asan.gateway.principal import Principal
from asan.kit.errors import AsanError
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.research.analysis.errors import RowsNeeded, UnknownCohort
from asan.modules.research.analysis.features import features
from asan.modules.research.analysis.incidence import incidence
from asan.modules.research.analysis.numbers import numbers
from asan.modules.research.analysis.pathways import pathways
from asan.modules.research.analysis.population import Population
from asan.modules.research.analysis.reading import Reading
from asan.modules.research.analysis.schemas import (
    BaselineLineOut,
    BaselineOut,
    FeaturesIn,
    IncidenceIn,
    NumbersIn,
    PathwaysIn,
    RateOut,
    RiskIn,
    SurvivalIn,
    WindowIn,
)
from asan.modules.research.analysis.survival import survival
from asan.modules.research.analysis.table_one import table_one
from tests.integration.gateway.conftest import forget_policies
from tests.integration.research.study import COMPARATOR, OTHERS, OUTCOME, TARGET, publish_study

RESEARCHER = Principal("rae", frozenset({"researcher"}))
ENGINEER = Principal("eng", frozenset({"engineer"}))
STEWARD = Principal("sue", frozenset({"steward"}))
DAYS = 365.25


@pytest.fixture(scope="module", autouse=True)
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("study")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        publish_study(folder)
        yield folder / "home"
    settings.cache_clear()


@pytest.fixture
def policies() -> Iterator[None]:
    yield
    forget_policies()


def put(key: str, **definition: Any) -> None:
    store.set_policy(STEWARD, key, Definition.model_validate(definition), "test")


def table(strata: str = "none", other: int | None = None, who: Principal = RESEARCHER) -> BaselineOut:
    return table_one(Reading(who), Population(TARGET, strata, other), "en")  # type: ignore[arg-type]


def line(found: BaselineOut, variable: str, level: str | None = None) -> BaselineLineOut:
    return next(each for each in found.lines if (each.variable, each.level) == (variable, level))


def test_table_one_counts_each_person_once_at_the_first_entry() -> None:
    found = table()
    assert [(group.key, group.persons) for group in found.groups] == [(0, 10)]
    age = line(found, "age").values[0]
    # 61 to 70
    assert (age.persons, age.mean, age.q1, age.median, age.q3) == (10, 65.5, 63.25, 65.5, 67.75)
    assert age.sd == pytest.approx((110 / 12) ** 0.5)
    assert line(found, "prior_days").values[0].median == 365
    # nine until 2021-12-31, one until 2020-03-01
    assert line(found, "follow_days").values[0].mean == pytest.approx((9 * 730 + 60) / 10)
    assert (line(found, "death").values[0].persons, line(found, "death").values[0].share) == (1, 0.1)
    assert [(each.level, each.values[0].persons) for each in found.lines if each.variable == "age_group"] == [
        ("60–69", 9), ("70–79", 1),
    ]  # fmt: skip
    assert line(found, "sex", "MALE").values[0].share == 0.5
    assert line(found, "year", "2020").values[0].persons == 10
    assert line(found, "visit", "Outpatient Visit").values[0].persons == 8


def test_two_cohorts_stand_beside_each_other_with_their_differences() -> None:
    found = table("comparison", COMPARATOR)
    assert [group.persons for group in found.groups] == [10, 4]
    # 65.5 and 72.5 years, of variances 110/12 and 5/3
    assert line(found, "age").smd == pytest.approx(-7 / ((110 / 12 + 5 / 3) / 2) ** 0.5)
    # 8 of 10 and none of 4 come on that day
    assert line(found, "visit", "Outpatient Visit").smd == pytest.approx(0.8 / (0.8 * 0.2 / 2) ** 0.5)


@pytest.mark.parametrize(
    ("strata", "other", "expected"),
    [
        ("sex", None, [("MALE", 5), ("FEMALE", 5)]),
        ("age", None, [("60–69", 9), ("70–79", 1)]),
        ("year", None, [("2020", 10)]),
        ("visit", None, [("unknown", 2), ("Outpatient Visit", 8)]),
        ("cohort", OTHERS, [("not in the other cohort", 6), ("in the other cohort too", 4)]),
    ],
)
def test_table_one_by_strata(strata: str, other: int | None, expected: list[tuple[str, int]]) -> None:
    assert [(group.label, group.persons) for group in table(strata, other).groups] == expected


def test_features_are_counted_within_their_window() -> None:
    windows = [WindowIn(start=-365, end=-1), WindowIn(start=-213, end=-1), WindowIn(start=-214, end=-214)]
    asked = FeaturesIn(
        target=TARGET, strata="comparison", other=COMPARATOR, domain="condition", windows=windows, least_share=0
    )
    found = features(Reading(RESEARCHER), asked, "ko")
    # 2019-06-01 is 214 days before.
    assert {(f.window, f.name): [v.persons for v in f.values] for f in found.features} == {
        (0, "어떤 병"): [6, 1], (2, "어떤 병"): [6, 1],
    }  # fmt: skip
    assert found.features[0].smd == pytest.approx((0.6 - 0.25) / ((0.24 + 0.1875) / 2) ** 0.5)


def test_drugs_are_told_by_ingredient_and_rare_features_left_out() -> None:
    asked = FeaturesIn(target=TARGET, domain="drug", windows=[WindowIn(start=0, end=0)])
    found = features(Reading(RESEARCHER), asked, "en")
    assert [(f.concept, f.name, f.values[0].persons, f.values[0].share) for f in found.features] == [
        (200, "an ingredient", 5, 0.5)
    ]
    assert features(Reading(RESEARCHER), asked.model_copy(update={"least_share": 0.6}), "en").features == []
    cut = FeaturesIn(
        target=TARGET, domain="visit", most=1, windows=[WindowIn(start=-9, end=0), WindowIn(start=-9, end=1)]
    )
    found = features(Reading(RESEARCHER), cut, "en")
    assert (len(found.features), found.left_out) == (1, 1)


def test_of_measurements_the_last_value_in_the_window_counts() -> None:
    asked = NumbersIn(target=TARGET, kind="measurement")
    (found,) = numbers(Reading(RESEARCHER), asked, "en").features
    assert (found.name, found.unit, found.values[0].persons) == ("a measurement", "mg/dL", 10)
    assert (found.values[0].mean, found.values[0].median) == (5.5, 5.5)
    earlier = asked.model_copy(update={"window": WindowIn(start=-50, end=-35)})
    (found,) = numbers(Reading(RESEARCHER), earlier, "en").features
    assert (found.values[0].persons, found.values[0].mean, found.values[0].sd) == (1, 100, None)


def test_who_has_no_visit_and_no_cost_counts_as_none() -> None:
    window = WindowIn(start=-365, end=-1)
    (visits,) = numbers(Reading(RESEARCHER), NumbersIn(target=TARGET, kind="visit", window=window), "en").features
    # five with two visits, five without
    assert (visits.values[0].persons, visits.values[0].mean) == (5, 1)
    assert visits.values[0].sd == pytest.approx((10 / 9) ** 0.5)
    (costs,) = numbers(Reading(RESEARCHER), NumbersIn(target=TARGET, kind="cost", window=window), "en").features
    # 20, 40, 60, 80, 100 and five times nothing
    assert (costs.unit, costs.values[0].mean) == ("won", 30)
    assert costs.values[0].sd == pytest.approx(((22_000 - 10 * 900) / 9) ** 0.5)


def rates(asked: IncidenceIn, who: Principal = RESEARCHER) -> dict[tuple[int, str, str | None], RateOut]:
    found = incidence(Reading(who), asked, "en")
    return {(each.cohort, each.by, each.level): each for each in found.rates}


def test_incidence_counts_first_outcomes_and_the_days_until_them() -> None:
    asked = IncidenceIn(target=TARGET, outcome=OUTCOME, comparator=COMPARATOR)
    found = incidence(Reading(RESEARCHER), asked, "en")
    whole = {each.cohort: each for each in found.rates if each.by == "all"}
    # 2 and 3 had it before; 1 after 10 days at risk; 4 dies on the 60th; six stay the 365 days.
    assert (whole[TARGET].persons, whole[TARGET].events) == (8, 1)
    assert whole[TARGET].person_years == pytest.approx((10 + 60 + 6 * 365) / DAYS)
    assert whole[TARGET].rate.estimate == pytest.approx(1000 / ((10 + 60 + 6 * 365) / DAYS))
    assert (whole[COMPARATOR].persons, whole[COMPARATOR].events) == (4, 1)
    assert whole[COMPARATOR].person_years == pytest.approx((30 + 3 * 365) / DAYS)
    assert found.excluded == {TARGET: 2, COMPARATOR: 0}
    assert found.ratio is not None
    assert found.ratio.estimate == pytest.approx((30 + 3 * 365) / (10 + 60 + 6 * 365))


def test_incidence_by_age_sex_and_year() -> None:
    found = rates(IncidenceIn(target=TARGET, outcome=OUTCOME))
    # Men: 1, 5, 7, 9 are left of five; 10 is seventy years old.
    assert (found[TARGET, "sex", "MALE"].persons, found[TARGET, "sex", "MALE"].events) == (4, 1)
    assert (found[TARGET, "sex", "FEMALE"].persons, found[TARGET, "sex", "FEMALE"].events) == (4, 0)
    assert found[TARGET, "age", "70–79"].persons == 1
    assert found[TARGET, "year", "2020"].person_years == found[TARGET, "all", None].person_years


@pytest.mark.parametrize(
    ("clean", "persons"),
    # Person 2's outcome ended 28 days before the time at risk; person 3's still lasts when it begins.
    [(27, 9), (28, 8), (0, 9), (None, 8)],
)
def test_the_clean_window_excludes_who_had_the_outcome_in_it(clean: int | None, persons: int) -> None:
    asked = IncidenceIn(target=TARGET, outcome=OUTCOME, clean_days=clean)
    assert rates(asked)[TARGET, "all", None].persons == persons


def test_time_at_risk_is_counted_from_either_end_and_ends_with_observation() -> None:
    late = RiskIn(start_from="end", start=1, end_from="end", end=10_000)
    found = rates(IncidenceIn(target=TARGET, outcome=OUTCOME, risk=late))[TARGET, "all", None]
    # All of 2021 for those who never had it: 4 is dead, 1, 2 and 3 had it.
    assert (found.persons, found.person_years) == (6, pytest.approx(6 * 365 / DAYS))
    never = RiskIn(start_from="end", start=5_000, end_from="end", end=10_000)
    found = rates(IncidenceIn(target=TARGET, outcome=OUTCOME, risk=never))[TARGET, "all", None]
    assert (found.persons, found.events, found.rate.estimate) == (0, 0, None)


def test_survival_until_death_and_until_an_outcome() -> None:
    found = survival(Reading(RESEARCHER), SurvivalIn(target=TARGET), "en")
    (curve,) = found.curves
    assert (curve.persons, curve.events, curve.last_day, curve.median) == (10, 1, 730, None)
    assert [(step.day, step.survival, step.at_risk) for step in curve.steps] == [(60, pytest.approx(0.9), 10)]
    assert (found.marks, curve.at_risk) == ([0, 365, 730], [10, 9, 9])
    asked = SurvivalIn(target=TARGET, strata="comparison", other=COMPARATOR, outcome=OUTCOME)
    found = survival(Reading(RESEARCHER), asked, "en")
    assert [(curve.persons, curve.events, curve.steps[0].day) for curve in found.curves] == [(8, 1, 10), (4, 1, 30)]
    assert found.test is not None
    # Day 10: 1 of 12, expected 8/12 and 4/12. Day 30: 1 of 11, expected 7/11 and 4/11.
    apart, variance = 1 - 8 / 12 - 7 / 11, 8 / 12 * 4 / 12 + 7 / 11 * 4 / 11
    assert found.test.statistic == pytest.approx(apart**2 / variance)
    short = survival(Reading(RESEARCHER), SurvivalIn(target=TARGET, most_days=59), "en")
    assert (short.curves[0].events, short.curves[0].last_day) == (0, 59)


def test_pathways_of_few_are_told_together() -> None:
    found = pathways(Reading(RESEARCHER), PathwaysIn(target=TARGET, ingredients=[200]), "en")
    assert [(path.steps, path.persons) for path in found.paths] == [([[200]], 5)]
    assert (found.persons, found.untreated, found.pooled) == (10, 5, 0)
    assert [(event.label, event.persons) for event in found.events] == [("an ingredient", 5)]
    few = pathways(Reading(RESEARCHER), PathwaysIn(target=TARGET, cohorts=[OUTCOME]), "en")
    # 1 and 3 from the index date on
    assert (few.paths, few.pooled, few.untreated, few.events[0].persons) == ([], None, 8, None)


def test_shifted_dates_keep_durations(policies: None) -> None:
    risk = IncidenceIn(target=TARGET, outcome=OUTCOME)
    plain = rates(risk)[TARGET, "all", None], survival(Reading(RESEARCHER), SurvivalIn(target=TARGET), "en").curves
    put("shift", objects={"tags": ["event date"]}, effect={"kind": "mask", "mask": {"name": "date_shift"}})
    found = incidence(Reading(RESEARCHER), risk, "en")
    assert any("days" in source.masked for source in found.provenance.sources)
    whole = next(each for each in found.rates if each.by == "all")
    assert (whole.persons, whole.events, whole.person_years) == (
        plain[0].persons,
        plain[0].events,
        plain[0].person_years,
    )
    assert survival(Reading(RESEARCHER), SurvivalIn(target=TARGET), "en").curves == plain[1]


def test_who_may_not_see_persons_sees_figures_of_the_others_alone(policies: None) -> None:
    ill = {"kind": "record", "table": "condition_occurrence", "column": "condition_concept_id", "values": [101]}
    put("ill", effect={"kind": "rows", "rule": ill})
    assert [group.persons for group in table().groups] == [6]
    # Who may not see the persons of some rows is not told either who is in a cohort that came of them.
    men = {"kind": "values", "column": "gender_concept_id", "values": [8507]}
    put("men", objects={"tables": ["person"]}, effect={"kind": "rows", "rule": men})
    with pytest.raises(UnknownCohort):
        table()


def test_a_cohort_without_rows_is_named() -> None:
    for ask in (
        lambda: survival(Reading(RESEARCHER), SurvivalIn(target=99), "en"),
        lambda: table("comparison", 99),
        lambda: incidence(Reading(RESEARCHER), IncidenceIn(target=TARGET, outcome=OUTCOME, comparator=99), "en"),
        lambda: pathways(Reading(RESEARCHER), PathwaysIn(target=99, ingredients=[200]), "en"),
    ):
        with pytest.raises(UnknownCohort) as caught:
            ask()
        assert "99" in caught.value.message.en


def test_figures_of_single_persons_times_are_refused_to_who_sees_aggregates() -> None:
    refused = [
        lambda reading: incidence(reading, IncidenceIn(target=TARGET, outcome=OUTCOME), "en"),
        lambda reading: survival(reading, SurvivalIn(target=TARGET), "en"),
        lambda reading: pathways(reading, PathwaysIn(target=TARGET, ingredients=[200]), "en"),
        lambda reading: numbers(reading, NumbersIn(target=TARGET, kind="visit"), "en"),
        lambda reading: table_one(reading, Population(TARGET, "sex"), "en"),
    ]
    for each in refused:
        with pytest.raises(RowsNeeded):
            each(Reading(ENGINEER))


def test_counts_are_told_to_who_sees_aggregates_and_small_ones_are_not() -> None:
    found = table(who=ENGINEER)
    assert (found.groups[0].persons, found.provenance.suppressed_below) == (10, 5)
    assert {(each.variable, each.level): each.values[0].persons for each in found.lines} == {
        # One of them died, which is not told; one entered again in 2021, so that 2020 is not told either.
        ("death", None): None, ("birth_decade", "1950"): 10, ("sex", "MALE"): 5, ("sex", "FEMALE"): 5,
        ("visit", "Outpatient Visit"): 8,
    }  # fmt: skip
    ill = FeaturesIn(target=TARGET, domain="condition")
    (feature,) = features(Reading(ENGINEER), ill, "en").features
    assert (feature.name, feature.window, feature.values[0].persons) == ("a condition", 0, 6)
    # One person has the ingredient before an entry and five on the day: the difference would tell of four.
    drugs = features(Reading(ENGINEER), FeaturesIn(target=TARGET, domain="drug"), "en")
    assert (drugs.features, drugs.provenance.withheld) == ([], 2)
    # Four persons are too few to be told anything of.
    with pytest.raises(UnknownCohort):
        table("comparison", COMPARATOR, ENGINEER)


def test_whoever_goes_away_stops_the_computation() -> None:
    gone = Cancellation()
    gone.cancel()
    with pytest.raises(Cancelled):
        survival(Reading(RESEARCHER, cancellation=gone), SurvivalIn(target=TARGET), "en")


def test_the_auditor_sees_no_cohorts() -> None:
    with pytest.raises(AsanError):
        Reading(Principal("aud", frozenset({"auditor"})))
