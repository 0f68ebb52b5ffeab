"""What a session is asked about itself: its user, database, schema, settings and version, put in as constants."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from asan.gateway.information import DATABASE, constant_table
from asan.gateway.wire.errors import NoSuchName
from asan.gateway.wire.variables import VERSION, Variables

OWNER: Final = "asan"
"""The role that owns every table to clients."""

_PLAIN_NAMES: Final = frozenset(
    {"user", "current_role", "session_user", "current_user", "current_schema", "current_catalog"}
)


@dataclass(frozen=True, slots=True)
class Facts:
    """One session, as its own questions see it."""

    user: str
    process: int
    variables: Variables

    def function(self, name: str, arguments: list[exp.Expr]) -> exp.Expr | None:
        """What a call of ``name`` says; None where it is not about the session. Raises NoSuchName, BadSetting."""
        answer = _ANSWERS.get(name)
        return answer(self, arguments) if answer is not None else None

    def table(self, name: str) -> exp.Select | None:
        """``pg_settings``, ``pg_roles`` and their like; None for other tables."""
        match name:
            case "pg_settings":
                told = [
                    (key, value, None, "", "string", "user", "session") for key, value in self.variables.all().items()
                ]
                return constant_table(("name", "setting", "unit", "short_desc", "vartype", "context", "source"), told)
            case "pg_roles" | "pg_authid":
                rows = [(10, OWNER, True, True, False, False, False, False, -1, None, None, False, None)]
                rows.append((16384, self.user, False, True, False, False, True, False, -1, None, None, False, None))
                return constant_table(
                    (
                        "oid", "rolname", "rolsuper", "rolinherit", "rolcreaterole", "rolcreatedb", "rolcanlogin",
                        "rolreplication", "rolconnlimit", "rolpassword", "rolvaliduntil", "rolbypassrls", "rolconfig",
                    ),
                    rows,
                )  # fmt: skip
            case "pg_user" | "pg_shadow":
                return constant_table(
                    ("usename", "usesysid", "usecreatedb", "usesuper", "userepl", "usebypassrls", "passwd"),
                    [(self.user, 16384, False, False, False, False, "********")],
                )
            case "pg_group":
                return constant_table(("groname", "grosysid"), [])
            case "enabled_roles" | "applicable_roles":
                return constant_table(("role_name",), [(self.user,)])
            case "pg_stat_activity":
                return constant_table(
                    ("datid", "datname", "pid", "usename", "application_name", "state"),
                    [(16383, DATABASE, self.process, self.user, self.variables.get("application_name"), "active")],
                )
            case "pg_stat_ssl":
                return constant_table(("pid", "ssl"), [(self.process, self.variables.get("ssl") == "on")])
        return None

    def schemas(self, *, implicit: bool) -> list[str]:
        """The search path."""
        given = [one.strip().strip('"') for one in self.variables.get("search_path").split(",")]
        path = [one for one in given if one and one != "$user"]
        return ["pg_catalog", *path] if implicit else path


def put_in_facts(tree: exp.Expr, facts: Facts) -> tuple[exp.Expr, bool]:
    """``tree`` with constants in the place of what it asks about its session, and whether there was any."""
    found = False
    for node in list(tree.walk()):
        name = called(node)
        if name is None:
            continue
        constant = facts.function(name, _arguments(node))
        if constant is None:
            continue
        found = True
        whole = node.parent if isinstance(node.parent, exp.Dot) and node.parent.expression is node else node
        if isinstance(whole.parent, exp.Select) and whole.arg_key == "expressions":
            constant = exp.Alias(this=constant, alias=exp.to_identifier(name, quoted=True))
        if whole is tree:
            tree = constant
        else:
            whole.replace(constant)
    return tree, found


def called(node: exp.Expr) -> str | None:
    """The name of the function that ``node`` calls, also of those that are called without parentheses."""
    match node:
        case exp.Anonymous() | exp.AnonymousAggFunc():
            return str(node.name or node.this).lower()
        case exp.CurrentUser():
            return "current_user"
        case exp.SessionUser():
            return "session_user"
        case exp.CurrentSchema():
            return "current_schema"
        case exp.CurrentCatalog():
            return "current_catalog"
        case exp.CurrentDatabase():
            return "current_database"
        case exp.CurrentSchemas():
            return "current_schemas"
        case exp.CurrentVersion():
            return "version"
        case exp.Column() if node.name in _PLAIN_NAMES and not node.table and not node.this.quoted:
            return node.name
    return None


def _arguments(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.CurrentSchemas) and node.this is not None:
        return [node.this]
    return list(node.expressions) if isinstance(node, exp.Anonymous) else []


def _text(value: str) -> exp.Expr:
    return exp.Literal.string(value)


def _literal(arguments: list[exp.Expr], place: int) -> str:
    given = arguments[place] if place < len(arguments) else None
    if isinstance(given, exp.Cast):
        given = given.this
    if not isinstance(given, exp.Literal):
        raise NoSuchName("setting", "?")
    return str(given.this)


def _setting(facts: Facts, arguments: list[exp.Expr]) -> exp.Expr:
    if arguments and isinstance(arguments[0], exp.Parameter | exp.Cast) and arguments[0].find(exp.Parameter):
        known = constant_table(("name", "setting"), list(facts.variables.all().items()))
        asked = exp.EQ(this=exp.column("name"), expression=arguments[0].copy())
        whole = exp.Select(expressions=[exp.column("setting")]).from_(known.subquery("settings")).where(asked)
        return exp.Subquery(this=whole)
    try:
        return _text(facts.variables.get(_literal(arguments, 0)))
    except NoSuchName:
        if len(arguments) > 1:
            return exp.cast(exp.null(), "text")
        raise


def _set(facts: Facts, arguments: list[exp.Expr]) -> exp.Expr:
    return _text(facts.variables.set(_literal(arguments, 0), _literal(arguments, 1))[1])


def _schemas(facts: Facts, arguments: list[exp.Expr]) -> exp.Expr:
    implicit = bool(arguments) and isinstance(arguments[0], exp.Boolean) and bool(arguments[0].this)
    return exp.Array(expressions=[_text(one) for one in facts.schemas(implicit=implicit)])


def _schema(facts: Facts, _arguments: list[exp.Expr]) -> exp.Expr:
    path = facts.schemas(implicit=False)
    return _text(path[0]) if path else exp.cast(exp.null(), "text")


def _user(facts: Facts, _arguments: list[exp.Expr]) -> exp.Expr:
    return _text(facts.user)


def _database(_facts: Facts, _arguments: list[exp.Expr]) -> exp.Expr:
    return _text(DATABASE)


def _version(_facts: Facts, _arguments: list[exp.Expr]) -> exp.Expr:
    return _text(f"PostgreSQL {VERSION} (Asan Data Platform)")


def _nothing(_facts: Facts, _arguments: list[exp.Expr]) -> exp.Expr:
    return exp.cast(exp.null(), "text")


_ANSWERS: Final[dict[str, Callable[[Facts, list[exp.Expr]], exp.Expr]]] = {
    "version": _version,
    "current_user": _user,
    "session_user": _user,
    "current_role": _user,
    "user": _user,
    "current_database": _database,
    "current_catalog": _database,
    "current_schema": _schema,
    "current_schemas": _schemas,
    "current_setting": _setting,
    "set_config": _set,
    "pg_backend_pid": lambda facts, _: exp.Literal.number(facts.process),
    "inet_server_addr": _nothing,
    "inet_client_addr": _nothing,
    "inet_server_port": _nothing,
    "inet_client_port": _nothing,
    "pg_conf_load_time": _nothing,
    "pg_postmaster_start_time": _nothing,
}
