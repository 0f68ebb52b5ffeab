"""A study made at one hospital and run at another, and twice at the same: whole packages, as people hand them on."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from asan.gateway.policies import store
from asan.gateway.policies.definition import Definition
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.errors import AsanError
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.research.analysis.specification import read_specification
from asan.modules.research.generation.errors import LooksAtHidden
from asan.modules.research.saved.schemas import draft
from asan.modules.research.saved.store import SHELF
from asan.modules.research.study.commands import app
from asan.modules.research.study.comparing import compare, rows_of
from asan.modules.research.study.errors import NotAPackage
from asan.modules.research.study.making import choose, make
from asan.modules.research.study.package import Package, read, read_file, write
from asan.modules.research.study.running import Ran, run
from tests.integration.gateway.conftest import forget_policies
from tests.integration.research.study_site import definition, publish_site

RESEARCHER = Principal("rae", frozenset({"researcher"}))
ENGINEER = Principal("eng", frozenset({"engineer"}))
STEWARD = Principal("sue", frozenset({"steward"}))
SPECIFICATION = [
    {"id": "table", "kind": "table-one", "target": "target", "strata": "comparison", "other": "with-another"},
    {"id": "features", "kind": "features", "target": "target", "domain": "condition"},
    {"id": "incidence", "kind": "incidence", "target": "target", "outcome": "outcome",
     "risk": {"end_from": "start", "end": 365}},
    {"id": "survival", "kind": "survival", "target": "target", "strata": "sex"},
    {"id": "ways", "kind": "pathways", "target": "target", "ingredients": [200]},
]  # fmt: skip


@contextmanager
def at(home: Path) -> Iterator[None]:
    """Work at another hospital."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(home))
        settings.cache_clear()
        yield
    settings.cache_clear()


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two hospitals, of sixty and of forty-five persons; the first has the cohorts saved."""
    homes = {}
    for name, persons in (("first", 60), ("second", 45)):
        folder = tmp_path_factory.mktemp(name)
        homes[name] = folder / "home"
        with at(homes[name]):
            upgrade()
            publish_site(folder, persons)
            if name == "first":
                for called, given in COHORTS.items():
                    SHELF.create(RESEARCHER, draft(called, "", given, ""))
    return homes


COHORTS = {"Target": definition(101), "with another": definition(101, 102), "outcome": definition(103, name="out")}


@pytest.fixture(autouse=True)
def first(sites: dict[str, Path]) -> Iterator[Path]:
    """Everything is at the first hospital, unless it says otherwise."""
    with at(sites["first"]):
        yield sites["first"]


def made(specification: list[dict[str, Any]] = SPECIFICATION, cohorts: tuple[str, ...] = tuple(COHORTS)) -> Package:
    chosen = choose(RESEARCHER, list(cohorts))
    return make(RESEARCHER, "a study", chosen, read_specification(json.dumps(specification)))


def ran(package: Package, who: Principal = RESEARCHER, **more: Any) -> Ran:
    return run(who, package, surface="test", **more)


def figures(package: Package, name: str) -> dict[tuple[str, ...], dict[str, str]]:
    columns, rows = rows_of(package.members[f"results/{name}.csv"])
    keys = [c for c in columns if c in ("group", "variable", "level", "cohort", "by", "path", "concept_name")]
    return {tuple(row[key] for key in keys): row for row in rows}


@pytest.fixture(scope="module")
def done(sites: dict[str, Path]) -> Ran:
    """The study as it was run at the first hospital."""
    with at(sites["first"]):
        return ran(made(), site="first")


def test_the_package_says_what_it_is_made_of() -> None:
    package = made()
    assert [(c.key, c.id, c.version) for c in package.manifest.cohorts] == [
        ("target", 1, 1), ("with-another", 2, 1), ("outcome", 3, 1),
    ]  # fmt: skip
    # The set of condition 101 stands in two definitions, and once here.
    assert sorted(found.name for found in package.manifest.concept_sets) == ["a set", "out", "rule 1"]
    assert package.manifest.snapshot.version is not None
    assert read(write(package), "x") == package
    assert not package.manifest.results


def test_figures_are_those_of_the_hospital(done: Ran) -> None:
    assert [(cohort.key, cohort.persons) for cohort in done.provenance.cohorts] == [
        ("target", 60), ("with-another", 30), ("outcome", 20),
    ]  # fmt: skip
    assert {one.outcome for one in done.provenance.analyses} == {"answered"}
    table = figures(done.package, "table")
    assert table["target", "sex", "MALE"]["persons"] == "30"
    assert table["with-another", "sex", "MALE"]["persons"] == "0"
    assert table["target", "death", ""]["persons"] == "6"
    found = figures(done.package, "incidence")
    assert (found["target", "all", ""]["persons"], found["target", "all", ""]["events"]) == ("60", "20")
    assert figures(done.package, "ways")["an ingredient",]["persons"] == "30"
    assert figures(done.package, "features")["target", "another condition"]["share"] == "0.5"


def test_small_cells_stay_in_the_house_for_whoever_ran_it(done: Ran) -> None:
    package = done.package
    ages = {level: row["persons"] for (group, variable, level), row in figures(package, "table").items()
            if (group, variable) == ("target", "age_group")}  # fmt: skip
    assert sum(int(persons) for persons in ages.values() if persons) == 50
    assert [level for level, persons in ages.items() if not persons] == ["40–49", "80–89"]
    for name, content in package.members.items():
        if name.startswith("results/") and name.endswith(".csv"):
            _, rows = rows_of(content)
            told = [row["persons"] for row in rows if row.get("persons")]
            assert all(int(persons) == 0 or int(persons) >= 5 for persons in told), name


def test_the_same_package_at_the_same_snapshot_gives_the_same_bytes(done: Ran) -> None:
    content = write(done.package)
    snapshot = done.provenance.snapshot.version
    pinned = Principal("another", frozenset({"researcher"}), snapshot=snapshot)
    assert write(ran(read(content, "x"), pinned, site="first").package) == content


def test_another_hospital_runs_it_and_both_are_compared(sites: dict[str, Path], done: Ran) -> None:
    here = done.package
    with at(sites["second"]):
        there = ran(read(write(here), "x"), site="second").package
    assert figures(there, "incidence")["target", "all", ""]["persons"] == "45"
    assert there.manifest.site == "second"
    found = compare(here, there, ("a", "b"))
    assert (found.other_cohorts, found.other_analyses, found.equal) == ((), False, False)
    (line,) = [
        each for each in found.tables["incidence"] if each.key == ("target", "all", "") and each.column == "events"
    ]
    assert (line.first, line.second, line.difference) == ("20", "15", -5.0)
    assert compare(here, here, ("a", "a")).equal
    with pytest.raises(AsanError, match="study_no_results"):
        compare(here, made(), ("a", "b"))


def test_nothing_is_published_and_no_table_of_cohorts_is_needed(done: Ran) -> None:
    state = gateway().snapshot(None)
    assert state is not None
    assert state.version == done.provenance.snapshot.version
    with pytest.raises(AsanError, match=r"not_visible: cdm\.cohort"):
        gateway().query(RESEARCHER, "SELECT count(*) AS n FROM cdm.cohort")


def test_who_sees_aggregates_gets_counts_and_is_told_what_is_refused() -> None:
    done = ran(made([one for one in SPECIFICATION if one["id"] in ("features", "survival")]), ENGINEER)
    outcomes = {one.id: (one.outcome, one.code) for one in done.provenance.analyses}
    assert outcomes["features"] == ("answered", None)
    assert outcomes["survival"] == ("refused", "analysis_rows_needed")
    assert done.provenance.aggregate_only
    assert [cohort.persons for cohort in done.provenance.cohorts] == [60, 30, 20]


def test_rows_that_policies_hide_are_in_no_figure_and_hidden_columns_are_named() -> None:
    without = {"kind": "values", "column": "condition_concept_id", "values": [103], "absent": True}
    try:
        put("no-outcome", objects={"tables": ["condition_occurrence"]}, effect={"kind": "rows", "rule": without})
        found = ran(made(SPECIFICATION[2:3]))
        assert found.provenance.rights == "own"
        assert [cohort.persons for cohort in found.provenance.cohorts] == [60, 30, 0]
        assert figures(found.package, "incidence")["target", "all", ""]["events"] == "0"
    finally:
        forget_policies()
    hidden = "condition_occurrence.condition_concept_id"
    try:
        put("no-conditions", objects={"columns": [hidden]}, effect={"kind": "hide"})
        with pytest.raises(LooksAtHidden, match=re.escape(hidden)):
            ran(made(SPECIFICATION[2:3]))
    finally:
        forget_policies()


def put(key: str, **given: Any) -> None:
    store.set_policy(STEWARD, key, Definition.model_validate({"subjects": {"roles": ["researcher"]}, **given}), "test")


def test_concepts_that_are_not_here_end_the_run_unless_they_may(tmp_path: Path) -> None:
    (tmp_path / "rare.json").write_text(json.dumps(definition(999_999)))
    package = made([{"id": "t", "kind": "table-one", "target": "rare"}], (f"rare={tmp_path / 'rare.json'}",))
    with pytest.raises(AsanError, match="999999"):
        ran(package)
    done = ran(package, allow_missing=True)
    assert [(each.concept, each.cohorts) for each in done.check.missing] == [(999_999, ("rare",))]
    assert [(c.key, c.empty, c.missing) for c in done.provenance.cohorts] == [("rare", True, 1)]
    assert [(one.outcome, one.tables) for one in done.provenance.analyses] == [("empty", [])]


@pytest.mark.parametrize(
    ("named", "code"),
    [("99", "not_found"), ("1@9", "not_found"), ("nobody's", "not_found"), ("/no/such.json", "not_found")],
)
def test_cohorts_that_are_not_there_are_said(named: str, code: str) -> None:
    with pytest.raises(AsanError) as raised:
        choose(RESEARCHER, [named])
    assert raised.value.code == code
    with pytest.raises(AsanError, match="not_found"):
        choose(Principal("other", frozenset({"researcher"})), ["1"])


def asan(*arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "asan.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "ASAN_HOME": str(home), "LANG": "C.UTF-8"},
        timeout=120,
    )


def test_the_commands_make_show_run_and_refuse(sites: dict[str, Path], tmp_path: Path) -> None:
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps({"analyses": SPECIFICATION[1:2]}))
    file = tmp_path / "kidney.asan-study.zip"
    cohorts = [word for name in COHORTS for word in ("--cohort", name)]
    in_process = CliRunner()
    made_ = in_process.invoke(app, ["make", str(file), *cohorts, "--analyses", str(spec), "--site", "first"])
    assert made_.exit_code == 0, made_.output
    shown = json.loads(in_process.invoke(app, ["show", str(file), "--json"]).stdout)
    assert (shown["name"], shown["results"], len(shown["analyses"])) == ("kidney", True, 1)
    done = asan("study", "run", file, "--as", "researcher", "--out", tmp_path, "--json", home=sites["second"])
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [cohort["persons"] for cohort in told["cohorts"]] == [45, 22, 15]
    result = read_file(Path(told["file"]))
    assert not compare(read_file(file), result, ("a", "b")).equal
    compared = in_process.invoke(app, ["compare", str(file), told["file"], "--json"])
    assert not json.loads(compared.stdout)["equal"]
    broken = tmp_path / "broken.asan-study.zip"
    broken.write_bytes(file.read_bytes()[:-100])
    refused = in_process.invoke(app, ["check", str(broken)])
    assert isinstance(refused.exception, NotAPackage)
    assert in_process.invoke(app, ["check", str(file)]).exit_code == 0
