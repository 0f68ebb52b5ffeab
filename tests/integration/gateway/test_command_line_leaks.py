"""The leakage corpus through `asan query`: what it prints, on either stream, holds no secret, whatever is asked."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from asan.cli import main
from asan.kit.errors import Exit
from tests.integration.gateway.attacks import HARMLESS, INJECTIONS, ORACLES, REFUSED
from tests.integration.gateway.conftest import SECRETS, leaked


@dataclass(frozen=True)
class Ended:
    code: int
    output: str
    errors: str


Run = Callable[..., Ended]


@pytest.fixture
def asan(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """``asan(sql, role)``: `asan query` as that role, the question on standard input."""

    def run(sql: str, role: str = "researcher") -> Ended:
        monkeypatch.setattr("sys.argv", ["asan", "query", "-", "--as", role, "--format", "json"])
        monkeypatch.setattr("sys.stdin", io.StringIO(sql))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Ended(int(ended.value.code or 0), said.out, said.err)

    return run


def told(ended: Ended, sql: str) -> list[str]:
    # An error may quote the question, in one line.
    return leaked((ended.output + ended.errors).replace(sql, "").replace(" ".join(sql.split()), ""))


@pytest.mark.parametrize("role", ["researcher", "analyst"])
def test_an_answer_or_error_holds_no_secret(asan: Run, role: str) -> None:
    found = {}
    for sql in [*HARMLESS, *INJECTIONS]:
        ended = asan(sql, role)
        if told(ended, sql) or "internal_error" in ended.errors:
            found[sql] = ended
    assert found == {}


def test_what_is_refused_elsewhere_is_refused_here(asan: Run) -> None:
    found = {}
    for sql in REFUSED:
        ended = asan(sql)
        if ended.code not in (Exit.REFUSED, Exit.BAD_INPUT) or ended.output or told(ended, sql):
            found[sql] = ended
    assert found == {}


def test_questions_about_masked_values_are_answered_from_the_masks(asan: Run) -> None:
    assert {sql: json.loads(asan(sql).output) for sql in ORACLES} == {
        sql: [{"n": number}] for sql, number in ORACLES.items()
    }


def test_an_administrator_does_see_what_is_hidden_from_the_others(asan: Run) -> None:
    seen = "".join(
        asan(f"SELECT * FROM {table}", "admin").output
        for table in ("person", "location", "provider", "visit_occurrence", "note", "etl.reject")
    )
    assert leaked(seen) == list(SECRETS)
