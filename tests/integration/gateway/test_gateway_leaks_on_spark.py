"""The leakage corpus over files that Spark reads: what is answered there comes from the masks, and no error tells."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from asan.gateway.errors import Differencing, NotOnThisEngine
from asan.gateway.service import Gateway, gateway
from asan.kit.errors import AsanError, Exit
from asan.kit.settings import settings
from asan.warehouse.lake import Lake
from tests.integration.gateway.attacks import HARMLESS, ORACLES, REFUSED
from tests.integration.gateway.conftest import SECRETS, leaked, someone
from tests.support import spark_cdm

pytestmark = spark_cdm.needs_spark


@pytest.fixture(scope="module")
def spark_door(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """The gateway over a copy of the lake's files."""
    folder = tmp_path_factory.mktemp("files")
    spark_cdm.copy_lake(Lake(settings()), folder / "cdm")
    with pytest.MonkeyPatch.context() as patch:
        spark_cdm.use(patch, folder / "cdm", folder)
        yield gateway()
    settings.cache_clear()


# What Spark has nothing like, or means otherwise: such questions are refused there.
UNLIKE = (
    "GLOB",
    "SIMILAR TO",
    "levenshtein",
    "jaro_winkler",
    "approx_count_distinct",
    "DISTINCT hash(",
    "entropy",
    "> ALL",
    "SEMI JOIN",
)


def test_no_answer_or_error_holds_a_secret(spark_door: Gateway) -> None:
    answered = 0
    for sql in HARMLESS:
        try:
            answer = spark_door.query(someone("researcher"), sql)
        except AsanError as error:
            said = f"{error.message.ko} {error.message.en} {error.next_step.en} {error.values}"
            faults = [error.code] if error.status >= 500 else []
        else:
            said = f"{answer.schema.names} {answer.rows()}"
            answered += 1
            faults = []
        assert not faults, sql
        assert not leaked(said.replace(sql, "")), sql
    assert answered >= 30


def test_what_is_refused_over_the_lake_is_refused(spark_door: Gateway) -> None:
    for sql in REFUSED:
        with pytest.raises(AsanError) as caught:
            spark_door.query(someone("researcher"), sql)
        assert caught.value.exit_code in (Exit.REFUSED, Exit.BAD_INPUT), sql
        assert not leaked(str(caught.value).replace(sql, "")), sql


def test_a_question_about_masked_values_is_answered_from_the_masks(spark_door: Gateway) -> None:
    refused = []
    for sql, number in ORACLES.items():
        if "results." in sql:
            continue  # statistics are another's to make
        try:
            assert spark_door.query(someone("researcher"), sql).rows() == [{"n": number}], sql
        except NotOnThisEngine:
            refused.append(sql)
    assert refused == [sql for sql in ORACLES if any(word in sql for word in UNLIKE)]


def test_who_sees_aggregates_only_gets_what_the_lake_would_give(spark_door: Gateway) -> None:
    by_race = "SELECT race_concept_id AS r, count(*) AS n FROM person GROUP BY 1"
    assert spark_door.query(someone("engineer"), by_race).rows() == [{"r": 8515, "n": 29}]
    two = "SELECT race_concept_id AS r, gender_concept_id AS g, count(*) AS n FROM person GROUP BY 1, 2"
    assert spark_door.query(someone("engineer"), two).rows() == []
    with pytest.raises(Differencing):
        spark_door.query(someone("engineer"), "SELECT count(*) AS n FROM person WHERE gender_concept_id = 8507")


def test_an_administrator_does_see_what_is_hidden_from_the_others(spark_door: Gateway) -> None:
    seen = ""
    for table in ("person", "location", "provider", "visit_occurrence", "note"):
        seen += str(spark_door.query(someone("admin"), f"SELECT * FROM {table}").rows())
    assert set(leaked(seen)) >= set(SECRETS) - {"SECRETREJECT", "1969-07-20"}
