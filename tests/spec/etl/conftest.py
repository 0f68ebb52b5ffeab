import pytest

from tests.spec.etl.world import World


@pytest.fixture
def world() -> World:
    """A hospital with two patients and three encounters, and nothing in the CDM yet."""
    return World()
