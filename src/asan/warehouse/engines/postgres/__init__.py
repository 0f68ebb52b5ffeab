"""A CDM that lies in PostgreSQL and is read in place: nothing is copied, nothing is written there."""

from asan.warehouse.engines.postgres.engine import PostgresEngine

__all__ = ["PostgresEngine"]
