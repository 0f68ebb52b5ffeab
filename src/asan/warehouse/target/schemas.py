"""The three schemas of a load: the one that people read, the one being filled, and the one that was read before.

The new one takes the old one's name in one transaction, with the rights that were granted on it. What a load did not
make itself, it neither replaces nor drops.
"""

import json
from typing import Any

from psycopg import errors as pg
from psycopg import sql

from asan.omop.cdm import CDM
from asan.omop.cdm.model import Table
from asan.omop.ddl import create_table, quoted
from asan.warehouse.target.errors import TargetBusy, TargetOccupied
from asan.warehouse.target.server import Session

TABLES: tuple[Table, ...] = (*CDM.in_schema("cdm"), *CDM.in_schema("vocabulary"))
"""What a load writes. OMOP's results tables belong to whoever studies the CDM."""

_NAMES = [table.name for table in TABLES]
_MARK = "asan-cdm"

# Everything in a schema that is not a table of the load's, or that hangs on one of its tables.
_FOREIGN = """
WITH ours AS (
    SELECT c.oid, c.relname, c.relrowsecurity FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %(schema)s AND c.relkind = 'r' AND c.relname = ANY(%(names)s))
SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %(schema)s AND c.relkind IN ('r', 'v', 'm', 'S', 'f', 'p') AND c.oid NOT IN (SELECT oid FROM ours)
UNION SELECT p.proname || '()' FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = %(schema)s
UNION SELECT t.typname::text FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    WHERE n.nspname = %(schema)s AND t.typtype IN ('e', 'd', 'r')
UNION SELECT v.oid::regclass::text FROM pg_depend d
    JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class
    WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
      AND d.refobjid IN (SELECT oid FROM ours)
UNION SELECT k.conrelid::regclass::text FROM pg_constraint k
    WHERE k.confrelid IN (SELECT oid FROM ours) AND k.conrelid NOT IN (SELECT oid FROM ours)
UNION SELECT 'trigger ' || t.tgname FROM pg_trigger t
    WHERE t.tgrelid IN (SELECT oid FROM ours) AND NOT t.tgisinternal
UNION SELECT 'row level security of ' || relname FROM ours WHERE relrowsecurity
ORDER BY 1"""

_GRANTS = """
SELECT format('GRANT %%s ON SCHEMA %%I TO %%s%%s', a.privilege_type, %(new)s::text, g.who, g.option)
    FROM pg_namespace n, aclexplode(n.nspacl) a, LATERAL (SELECT {who}, {option}) g
    WHERE n.nspname = %(old)s AND a.grantee <> n.nspowner
UNION ALL
SELECT format('GRANT %%s ON TABLE %%I.%%I TO %%s%%s', a.privilege_type, %(new)s::text, c.relname, g.who, g.option)
    FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid, aclexplode(c.relacl) a,
         LATERAL (SELECT {who}, {option}) g
    WHERE n.nspname = %(old)s AND c.relkind = 'r' AND a.grantee <> c.relowner
UNION ALL
SELECT format('GRANT %%s (%%I) ON TABLE %%I.%%I TO %%s%%s', a.privilege_type, t.attname, %(new)s::text, c.relname,
              g.who, g.option)
    FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid JOIN pg_attribute t ON t.attrelid = c.oid,
         aclexplode(t.attacl) a, LATERAL (SELECT {who}, {option}) g
    WHERE n.nspname = %(old)s AND c.relkind = 'r' AND NOT t.attisdropped AND a.grantee <> c.relowner
""".format(
    who="CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS who",
    option="CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS option",
)


class Schemas:
    """The schema ``name`` of the target that errors call ``shown``. ``told`` marks what this load makes as its own."""

    def __init__(self, name: str, shown: str, told: dict[str, Any]) -> None:
        self.name = name
        self.new = f"{name}__new"
        self.old = f"{name}__old"
        self._shown = shown
        self._mark = f"{_MARK} {json.dumps(told, ensure_ascii=False)}"

    def refuse_occupied(self, session: Session) -> None:
        """Raise TargetOccupied where one of the three holds, or is used by, what is not a load's."""
        for schema in (self.name, self.new, self.old):
            mark = _comment(session, schema)
            foreign = [name for (name,) in session.execute(_FOREIGN, {"schema": schema, "names": _NAMES}).fetchall()]
            if mark is not None and not mark.startswith(_MARK) and _tables(session, schema):
                foreign.insert(0, f"{schema}, which this platform did not write")
            if foreign:
                raise TargetOccupied(target=self._shown, what=", ".join(foreign)[:500])

    def begin(self, session: Session, tables: list[Table]) -> None:
        """Make the empty schema with ``tables``, after dropping what loads before this left behind.

        Raises TargetOccupied, TargetBusy.
        """
        with session.transaction():
            self.refuse_occupied(session)
            for leftover in (self.new, self.old):
                if not _drop(session, leftover):
                    raise TargetBusy(target=self._shown)
            session.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(self.new)))
            comment = sql.SQL("COMMENT ON SCHEMA {} IS {}")
            session.execute(comment.format(sql.Identifier(self.new), sql.Literal(self._mark)))
            for table in tables:
                session.execute(create_table(table, "postgres", quoted(self.new)).encode())

    def not_valid(self, session: Session) -> list[str]:
        """The foreign keys of the schema being filled that rows break."""
        found = session.execute(
            """SELECT k.conname::text FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
               WHERE n.nspname = %s AND NOT k.convalidated ORDER BY 1""",
            [self.new],
        )
        return [name for (name,) in found.fetchall()]

    def refuse_taken(self, session: Session) -> None:
        """Raise TargetBusy where another load has taken this one's place while its lock was lost."""
        if self._mark not in (_comment(session, self.new), _comment(session, self.name)):
            raise TargetBusy(target=self._shown)

    def swap(self, session: Session) -> None:
        """Give the filled schema the name that people read, with the rights granted on the one before.

        One transaction. May be repeated. Raises TargetOccupied.
        """
        with session.transaction():
            present = _comment(session, self.name)
            if present == self._mark:
                return  # done by the attempt whose answer was lost
            self.refuse_occupied(session)
            if present is not None:
                grants = session.execute(_GRANTS, {"old": self.name, "new": self.new}).fetchall()
                for (grant,) in grants:
                    session.execute(grant.encode())
                _rename(session, self.name, self.old)
            _rename(session, self.new, self.name)

    def forget(self, session: Session) -> bool:
        """Drop the schema before this one; False where somebody reads it still or has begun to use it."""
        try:
            with session.transaction():
                return _drop(session, self.old)
        except (pg.LockNotAvailable, pg.DependentObjectsStillExist):
            return False


def _comment(session: Session, schema: str) -> str | None:
    """The schema's comment, empty where it has none; None where there is no such schema."""
    found = session.execute(
        "SELECT coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace WHERE nspname = %s", [schema]
    ).fetchone()
    return None if found is None else str(found[0])


def _tables(session: Session, schema: str) -> list[str]:
    rows = session.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema]).fetchall()
    return [name for (name,) in rows]


def _drop(session: Session, schema: str) -> bool:
    """Drop a load's schema. RESTRICT: a view that somebody made on its tables meanwhile stands in the way."""
    if _comment(session, schema) is None:
        return True
    try:
        with session.transaction():
            if tables := _tables(session, schema):
                names = sql.SQL(", ").join(sql.Identifier(schema, name) for name in tables)
                session.execute(sql.SQL("DROP TABLE {}").format(names))
            # Default privileges alone may hang on it now, and go with it.
            session.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
    except (pg.LockNotAvailable, pg.DependentObjectsStillExist):
        return False
    return True


def _rename(session: Session, schema: str, to: str) -> None:
    session.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(schema), sql.Identifier(to)))
