"""The app store's versions lead to the tables that the code declares."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from asan.kit.migrate import configuration, upgrade
from asan.kit.store import Base, engine, transaction
from asan.parts import load_models


def test_the_versions_make_exactly_the_declared_tables(asan_home: Path) -> None:
    load_models()
    upgrade()
    with engine().connect() as connection:
        opts = {"compare_type": True, "include_object": lambda *told: not told[1].startswith("audit_index")}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []


def test_a_second_upgrade_changes_nothing_and_keeps_rows(asan_home: Path) -> None:
    upgrade()
    with transaction() as session:
        session.execute(
            text(
                "INSERT INTO user_account (name, display_name, language, disabled, demo, created_at) "
                "VALUES ('kim', '김', 'ko', 0, 0, '2026-11-22')"
            )
        )
    upgrade()
    with transaction() as session:
        assert session.execute(text("SELECT count(*) FROM user_account")).scalar_one() == 1


def test_definitions_saved_before_they_were_shared_by_project_stay_as_they_are(asan_home: Path) -> None:
    with engine().connect() as connection:
        command.upgrade(configuration(connection), "0023")
        connection.exec_driver_sql(
            "INSERT INTO cohort_definition (id, owner, sharing, created_at) VALUES (1, 'kim', 'edit', '2026-11-22')"
        )
        connection.exec_driver_sql(
            "INSERT INTO cohort_version (definition_id, number, name, description, expression, digest, comment, author,"
            " created_at) VALUES (1, 1, 'x', '', '{}', '', '', 'kim', '2026-11-22')"
        )
        connection.commit()
    upgrade()
    told = text("SELECT sharing, project FROM cohort_definition")
    with engine().connect() as connection:
        assert connection.execute(told).one() == ("edit", None)
        # Who were not members must not come to see it by going back.
        connection.exec_driver_sql("UPDATE cohort_definition SET project = 'heart'")
        command.downgrade(configuration(connection), "0023")
        assert connection.execute(text("SELECT sharing FROM cohort_definition")).scalar_one() == "private"
