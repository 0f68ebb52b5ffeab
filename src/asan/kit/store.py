"""The app store: users, grants, runs, audit. One engine a process and address, one transaction a unit of work."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Engine, MetaData, create_engine, event, text
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from asan.kit.settings import settings


class Base(DeclarativeBase):
    """Base of every table of the app store. Constraint names are fixed, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


@cache
def engine_for(url: str, *, lasting: bool = True) -> Engine:
    """The engine for an app store's URL; what is committed through one that is not ``lasting`` a power cut may undo."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # WAL: pages read while a job writes. FULL: a record of the audit survives a power cut.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={'FULL' if lasting else 'NORMAL'}")
        connection.execute("PRAGMA foreign_keys=ON")

    return engine


def engine() -> Engine:
    """The engine of this process's app store; its folder is made when absent."""
    settings().make_home()
    return engine_for(settings().app_store_url)


@contextmanager
def transaction() -> Iterator[Session]:
    """A session in one transaction: committed at the end, rolled back when anything is raised."""
    with sessionmaker(engine(), expire_on_commit=False).begin() as session:
        yield session


@contextmanager
def fleeting() -> Iterator[Session]:
    """As `transaction`, without waiting for the disk: for counts of the moment, of which a power cut may take the last.

    Every process sees what is committed at once. Never for anything that somebody must be able to prove.
    """
    settings().make_home()
    url = settings().app_store_url
    if url.startswith("sqlite"):
        with sessionmaker(engine_for(url, lasting=False), expire_on_commit=False).begin() as session:
            yield session
        return
    with transaction() as session:
        session.execute(text("SET LOCAL synchronous_commit TO off"))
        yield session
