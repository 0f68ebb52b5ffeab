"""The engines that can be tried here, each holding the same small CDM of two snapshots."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from asan.kit.settings import settings
from asan.warehouse.engines import Engine
from asan.warehouse.engines.base import Session
from asan.warehouse.engines.lake import LakeEngine
from tests.support.published_lake import publish_persons

# 9007199254740993 is the first integer that a double does not hold.
OLD = "SELECT * FROM (VALUES (1::BIGINT, 'Kim'), (2, '나')) AS t (person_id, person_source_value)"
NEW = "SELECT * FROM (VALUES (9007199254740993::BIGINT, 'Kim', DATE '2020-02-29'), (2, NULL, NULL), (3, '나', NULL)) \
AS t (person_id, person_source_value, birth_date)"


@dataclass(frozen=True, slots=True)
class Published:
    """An engine, and the versions of the two snapshots published in it: the older with a column less."""

    engine: Engine
    old: int
    new: int


def in_the_lake(folder: Path) -> Published:
    """``OLD`` and ``NEW`` as tables of the lake."""
    old = publish_persons(folder, 1, sql=OLD).version
    new = publish_persons(folder, 2, sql=NEW).version
    return Published(LakeEngine(settings()), old, new)


@pytest.fixture(params=[pytest.param(in_the_lake, id="lake")])
def published(request: pytest.FixtureRequest, asan_home: Path) -> Published:
    publish: Callable[[Path], Published] = request.param
    return publish(asan_home)


@pytest.fixture
def session(published: Published) -> Iterator[Session]:
    opened = published.engine.open()
    yield opened
    opened.close()
