"""The committed OpenAPI snapshot is what the application answers for; the web's client is made from it."""

import json
from pathlib import Path

from asan.server import create_app

SNAPSHOT = Path(__file__).parents[2] / "docs" / "openapi.json"


def test_the_snapshot_is_current() -> None:
    assert json.loads(SNAPSHOT.read_text(encoding="utf-8")) == create_app().openapi(), "run `make api`"
