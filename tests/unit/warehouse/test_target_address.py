"""Where an export goes, read from an address; its secrets stay where they are."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from asan.warehouse.engines.postgres.address import address_of
from asan.warehouse.target.address import Address
from asan.warehouse.target.errors import BadTarget


def test_schema_and_password_are_taken_out_and_the_rest_is_libpqs() -> None:
    address = Address.parse("postgresql://kim:p%40ss%2Fword@db:6432/hospital?schema=omop%20cdm&sslmode=require")
    assert (address.schema, address.password) == ("omop cdm", "p@ss/word")
    options = conninfo_to_dict(address.conninfo)
    assert {name: options.get(name) for name in ("user", "host", "port", "dbname", "sslmode", "password")} == {
        "user": "kim", "host": "db", "port": "6432", "dbname": "hospital", "sslmode": "require", "password": None,
    }  # fmt: skip
    options = conninfo_to_dict(Address.parse("postgresql://db/h?options=-c%20work_mem%3D1GB").conninfo)
    assert options["options"] == "-c work_mem=1GB"
    assert address.shown == "postgresql://kim@db:6432/hospital?schema=omop%20cdm"


@pytest.mark.parametrize("url", ["postgresql://kim@db/hospital", "postgres:///hospital", "postgresql://db:1/h?user=a"])
def test_what_is_not_said_is_left_to_libpq_and_the_schema_is_cdm(url: str) -> None:
    address = Address.parse(url)
    assert (address.schema, address.password) == ("cdm", None)
    assert "schema" not in conninfo_to_dict(address.conninfo)


@pytest.mark.parametrize(
    "url", ["postgresql://kim:hidden@db/h?sslpassword=hidden", "postgresql://kim@db/h?password=hidden"]
)
def test_no_secret_is_shown(url: str) -> None:
    address = Address.parse(url)
    assert "hidden" not in repr(address) + str(address) + address.shown
    assert conninfo_to_dict(address.conninfo).get("password") is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mysql://kim:hidden@db/h",
        "postgresql://kim:hidden@db/h?schem=cdm",
        "postgresql://kim:hidden@db/h?schema=",
        "postgresql://kim:hidden@db/h?schema=pg_cdm",
        "postgresql://kim:hidden@db/h?schema=information_schema",
        "postgresql://kim:hidden@db/h?schema=" + "가" * 20,
        "postgresql://kim:hidden@[db/h",
        "host=db password=hidden",
    ],
)
def test_what_is_no_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(BadTarget) as refused:
        Address.parse(url)
    assert "hidden" not in str(refused.value) + str(refused.value.as_json("en"))
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


@pytest.mark.parametrize("query", ["", "?schema=cdm", "?sslmode=require&schema=a%2Bb"])
def test_an_address_means_the_same_to_an_export_and_to_a_cdm_in_place(query: str) -> None:
    """A plus is a plus, and libpq's own parameters are read by libpq."""
    url = f"postgresql://kim:p%2Bw@db:6432/a+b{query}"
    target = Address.parse(url)
    in_place = address_of(url.replace("schema=", "cdm_schema="))
    options = {**conninfo_to_dict(target.conninfo), "password": target.password, "client_encoding": "UTF8"}
    assert {name: value for name, value in options.items() if value is not None} == in_place.parameters
    assert (options["dbname"], target.password) == ("a+b", "p+w")
    assert in_place.cdm_schema == (target.schema if "schema" in query else "public")
