"""SQLAlchemy's dialect: reflection through the gateway's catalog, and statements that mean the same."""

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import (
    Engine,
    MetaData,
    Table,
    cast,
    create_engine,
    exc,
    extract,
    func,
    inspect,
    literal,
    make_url,
    select,
    text,
    types,
)

from asan.client.dialect import AsanDialect, type_of
from tests.integration.client.conftest import Served
from tests.integration.gateway.conftest import PERSONS


def engine_for(served: Served, role: str) -> Engine:
    return create_engine(served.url.replace("http://", f"asan+http://{served.token(role)}@") + "/?language=en")


@pytest.fixture
def engine(served: Served) -> Iterator[Engine]:
    engine = engine_for(served, "researcher")
    yield engine
    engine.dispose()


def test_addresses_name_scheme_token_and_options() -> None:
    dialect = AsanDialect()

    def args(address: str) -> object:
        return dialect.create_connect_args(make_url(address))

    assert args("asan://t0ken@hospital.example/") == (["https://hospital.example", "t0ken"], {})
    assert args("asan+https://t0ken@hospital.example:8443/data?snapshot=7&limit=50&ca=x.pem") == (
        ["https://hospital.example:8443/data", "t0ken"],
        {"snapshot": 7, "limit": 50, "ca": "x.pem"},
    )
    assert args("asan+http://kim:t0ken@[::1]:8000/?timeout=5") == (["http://[::1]:8000", "t0ken"], {"timeout": 5.0})
    assert "t0ken" not in repr(create_engine("asan://t0ken@hospital.example/"))


def test_everybody_reflects_what_they_may_see(served: Served, engine: Engine) -> None:
    seen = inspect(engine)
    assert "person" in seen.get_table_names()
    assert "cdm" in seen.get_schema_names()
    assert seen.default_schema_name == "cdm"
    assert seen.get_view_names() == []
    assert "concept" in seen.get_table_names("vocabulary")
    columns = {column["name"]: column for column in seen.get_columns("person")}
    assert isinstance(columns["person_id"]["type"], types.INTEGER | types.BIGINT)
    assert columns["birth_datetime"]["comment"] == "masked: null"
    auditor = inspect(engine_for(served, "auditor"))
    assert "person" not in auditor.get_table_names()
    with pytest.raises(exc.NoSuchTableError):
        Table("person", MetaData(), autoload_with=engine_for(served, "auditor"))


def test_a_reflected_schema_is_asked(engine: Engine) -> None:
    metadata = MetaData()
    metadata.reflect(engine)
    person, visit = metadata.tables["person"], metadata.tables["visit_occurrence"]
    joined = (
        select(person.c.gender_concept_id, func.count().label("n"))
        .join(visit, visit.c.person_id == person.c.person_id)
        .where(visit.c.visit_start_date >= dt.date(2020, 1, 1), person.c.person_id.in_([0, 1, 2, 3]))
        .group_by(person.c.gender_concept_id)
        .order_by(person.c.gender_concept_id)
        .limit(5)
        .offset(0)
    )
    with engine.connect() as connection:
        assert connection.execute(joined).all() == [(8507, 2), (8532, 2)]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (literal(7) / literal(2), 3.5),
        (literal(7) // literal(2), 3),
        (literal(7) % literal(4), 3),
        (literal("abc").regexp_match("b"), True),
        (~literal("abc").regexp_match("^b"), True),
        (literal("ABC").ilike("a%"), True),
        (literal("a").concat("b"), "ab"),
        (literal("50%").contains("%", autoescape=True), True),
        (cast(literal("2020-01-02"), types.Date), dt.date(2020, 1, 2)),
        (extract("year", literal(dt.date(2020, 1, 2))), 2020),
        (func.coalesce(None, 5), 5),
        (literal(dt.datetime(2020, 1, 2, 3, 4, 5)), dt.datetime(2020, 1, 2, 3, 4, 5)),
        (literal(True) & literal(False), False),
    ],
    ids=str,
)
def test_expressions_mean_what_sqlalchemy_says(engine: Engine, expression: object, value: object) -> None:
    with engine.connect() as connection:
        assert connection.scalar(select(expression)) == value  # type: ignore[call-overload]


def test_text_takes_named_parameters(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM person WHERE person_id < :most"), {"most": 5}) == 5
        connection.rollback()
        assert connection.scalar(text("SELECT count(*) FROM cdm.person")) == PERSONS


def test_rows_stream(engine: Engine) -> None:
    with engine.connect().execution_options(stream_results=True) as connection:
        rows = connection.execute(text("SELECT person_id FROM person ORDER BY 1")).partitions(7)
        assert [len(part) for part in rows] == [7, 7, 7, 7, 7, 5]


def test_refusals_are_sqlalchemys_errors(engine: Engine) -> None:
    with engine.connect() as connection:
        with pytest.raises(exc.ProgrammingError, match="not_visible"):
            connection.execute(text("SELECT * FROM etl.reject"))
        with pytest.raises(exc.ProgrammingError, match="not_allowed"):
            connection.execute(text("DELETE FROM person"))
        with pytest.raises(exc.DataError):
            connection.execute(text("SELECT CAST('x' AS INTEGER)"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [("BIGINT", "BIGINT"), ("DECIMAL(38,2)", "NUMERIC(38, 2)"), ("VARCHAR", "VARCHAR"), ("INTEGER[]", "NULL")],
)
def test_types_are_told_by_their_names(name: str, kind: str) -> None:
    assert str(type_of(name)) == kind
