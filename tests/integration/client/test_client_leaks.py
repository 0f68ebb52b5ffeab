"""The leakage corpus through the client: every surface refuses, or answers on masked data."""

import pytest

from asan.client import Error
from asan.client.errors import DataError, ProgrammingError
from tests.integration.client.conftest import Served
from tests.integration.gateway.attacks import HARMLESS, INJECTIONS, ORACLES, REFUSED
from tests.integration.gateway.conftest import leaked


@pytest.mark.parametrize("role", ["researcher", "analyst"])
def test_an_answer_or_error_holds_no_secret(served: Served, role: str) -> None:
    connection = served.connect(role)
    found, faults = {}, {}
    for sql in [*HARMLESS, *INJECTIONS]:
        try:
            with connection.query(sql) as answer:
                said = f"{answer.schema} {answer.table().to_pydict()}"
        except Error as error:
            said = str(error)
            if error.status is None or error.status >= 500:
                faults[sql] = said
        if leaked(said.replace(sql, "")):
            found[sql] = said
    assert (found, faults) == ({}, {})


def test_what_is_refused_elsewhere_is_refused_here(served: Served) -> None:
    connection = served.connect()
    for sql in REFUSED:
        with pytest.raises((ProgrammingError, DataError)) as caught:
            connection.query(sql).close()
        assert not leaked(str(caught.value).replace(sql, ""))


def test_questions_about_masked_values_are_answered_from_the_masks(served: Served) -> None:
    connection = served.connect()
    assert {sql: connection.table(sql).to_pylist() for sql in ORACLES} == {
        sql: [{"n": number}] for sql, number in ORACLES.items()
    }
