"""From a question to the same question on ``masked(db, p)``: each table reference becomes its policy's subquery."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlglot import exp

from asan.gateway.aggregates import protect
from asan.gateway.audit.persons import Touched
from asan.gateway.audit.persons import touched as touched_persons
from asan.gateway.costs import bound_comparisons
from asan.gateway.errors import BadSql, NotVisible, PolicyUnreadable
from asan.gateway.information import information_table
from asan.gateway.lineage import masked_outputs, name_outputs
from asan.gateway.masks import KEY_PARAMETER, masked
from asan.gateway.mentioned import mentioned
from asan.gateway.parsing import Statement
from asan.gateway.policy import Policy, TablePolicy
from asan.gateway.populations import Population
from asan.gateway.resolution import INVENTED, invent_names, resolve_names
from asan.gateway.rules import BASE, Locate, RuleWriter
from asan.kit.errors import AsanError

SCHEMAS = frozenset({"cdm", "vocabulary", "results", "etl"})
Parameters = Mapping[str, object] | Sequence[object] | None


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A statement for the engine, its parameters (without the key), and what policy did."""

    statement: exp.Expr
    parameters: dict[str, object]
    tables: tuple[TablePolicy, ...]
    masked: Mapping[str, str]
    """Masks by the output column whose values they touched."""
    keyed: bool
    """Whether the statement needs the secret key as parameter `KEY_PARAMETER`."""
    touched: Touched
    """Whose data it can show."""
    populations: tuple[Population, ...] = ()
    """Whom its aggregates count, where the asker sees no more than these."""


_KEPT = "asan row is kept"
"""What a row rule is called inside a policy subquery; the asker\'s question stands outside of it."""


def rewrite(
    statement: Statement,
    policy: Policy,
    locate: Locate,
    *,
    base: Locate | None = None,
    parameters: Parameters = None,
    row_limit: int | None = None,
) -> Rewritten:
    """Rewrite ``statement`` (it is consumed). ``base``: as of `RuleWriter`.

    Raises NotVisible, AggregatesOnly or BadSql.
    """
    bound = _bind(statement, parameters)
    names = resolve_names(statement)
    references = names.tables
    seen = {id(reference): _visible(reference, policy) for reference in references}
    tables = tuple({table.key: table for table in seen.values() if isinstance(table, TablePolicy)}.values())
    name_outputs(statement)
    touched = masked_outputs(statement, [(ref, seen[id(ref)]) for ref in references])
    _drop_schemas(statement)
    whose = touched_persons([(ref, seen[id(ref)]) for ref in references], bound)
    counted = protect(statement, [(ref, seen[id(ref)]) for ref in references], policy)
    bound_comparisons(statement)
    invent_names(statement, names)
    rules = RuleWriter(locate, base)
    _place(statement, [(ref, seen[id(ref)]) for ref in references], rules)
    for population in counted:
        for probe in filter(None, (population.total, population.groups)):
            _place(probe, [(ref, _visible(ref, policy)) for ref in resolve_names(probe).tables], rules)
    limited = _limit(statement, row_limit)
    keyed = any(placeholder.name == KEY_PARAMETER for placeholder in limited.find_all(exp.Placeholder))
    return Rewritten(limited, bound | rules.parameters, tables, touched, keyed, whose, counted)


def _place(
    statement: exp.Expr, references: Sequence[tuple[exp.Table, TablePolicy | exp.Select]], rules: RuleWriter
) -> None:
    """Put what policy makes of each table in the place of the reference to it."""
    placed: list[exp.Expr] = []
    means = mentioned(statement)
    for reference, found in references:
        if isinstance(found, exp.Select):
            source = found
        else:
            source = policy_subquery(replace(found, columns=means.of(reference, found)), rules)
        placed.extend(source.find_all(exp.Table))
        reference.replace(_in_place_of(reference, source))
    _check_tables(statement, placed)


def _check_tables(statement: exp.Expr, placed: Sequence[exp.Expr]) -> None:
    """Hold what is about to run against the one thing that matters: no table but those that policy put there."""
    known = set(placed)
    for table in statement.find_all(exp.Table):
        invented = table.name.startswith(INVENTED) and table.args.get("db") is None
        if isinstance(table.this, exp.Identifier) and table not in known and not invented:
            raise AsanError()


def policy_subquery(table: TablePolicy, rules: RuleWriter) -> exp.Select:
    """``SELECT columns plain or masked FROM table WHERE row rule``.

    Where rows are filtered, values pass a CASE on the rule as well: however the engine orders its filters, an
    expression of the asker's (which may fail, and so tell) meets NULL instead of a row that is not theirs.
    """
    kept = exp.column(_KEPT, table=BASE, quoted=True) if table.rows is not None else None
    projections: list[exp.Expr] = []
    for column in table.columns:
        base = exp.column(column.name, table=BASE, quoted=True)
        value = base if column.mask is None else masked(column.mask, base, column.type)
        if kept is not None:
            value = exp.Case(ifs=[exp.If(this=kept.copy(), true=value)])
        projections.append(exp.Alias(this=value, alias=exp.to_identifier(column.name, quoted=True)))
    alias = exp.TableAlias(this=exp.to_identifier(BASE, quoted=True))
    source = rules.base(table.key)
    source.set("alias", alias)
    if table.rows is None or kept is None:
        return exp.Select(expressions=projections).from_(source, copy=False)
    # The rule stands once: repeated in every column, a long one costs the engine seconds of planning.
    rule = exp.Alias(
        this=exp.paren(rules.condition(table.rows), copy=False), alias=exp.to_identifier(_KEPT, quoted=True)
    )
    every = exp.Column(this=exp.Star(), table=exp.to_identifier(BASE, quoted=True))
    judged = exp.Subquery(this=exp.Select(expressions=[every, rule]).from_(source, copy=False), alias=alias.copy())
    return exp.Select(expressions=projections).from_(judged, copy=False).where(kept, copy=False)


def _visible(reference: exp.Table, policy: Policy) -> TablePolicy | exp.Select:
    schema = reference.args["db"].name if reference.args.get("db") else None
    if schema is not None and schema.lower() == "information_schema":
        view = information_table(reference.name, policy)
        if view is not None:
            return view
    found = policy.find(schema, reference.name)
    blocker = policy.blocker(schema, reference.name) if found is None else None
    if blocker is not None:
        raise PolicyUnreadable(policy=blocker, table=reference.name.lower())
    if found is None:
        # The asker's own spelling; it holds nothing that the asker does not know.
        raise NotVisible(name=".".join(filter(None, (schema, reference.name))))
    return found


def _in_place_of(reference: exp.Table, source: exp.Select) -> exp.Subquery:
    """The subquery with the reference's alias (or its name) and whatever was joined to it."""
    given = reference.args.get("alias")
    alias = exp.TableAlias(
        this=(given.this if given is not None and given.this is not None else reference.this).copy(),
        columns=[column.copy() for column in given.columns] if given is not None else [],
    )
    return exp.Subquery(
        this=source,
        alias=alias,
        joins=reference.args.get("joins") or [],
        laterals=reference.args.get("laterals") or [],
    )


def _drop_schemas(statement: exp.Expr) -> None:
    """``cdm.person.person_id`` becomes ``person.person_id``: the subquery has the table's name, not its schema."""
    for column in statement.find_all(exp.Column):
        schema = column.args.get("db")
        if schema is not None and column.args.get("catalog") is None and schema.name.lower() in SCHEMAS:
            column.set("db", None)


def _limit(statement: exp.Expr, rows: int | None) -> exp.Expr:
    """Ask the engine for one row more than wanted, so that one can tell whether there were more."""
    if isinstance(statement, exp.Values):
        statement = exp.Select(expressions=[exp.Star()]).from_(exp.alias_(statement, "rows", table=True))
    if rows is None or not isinstance(statement, exp.Select | exp.SetOperation):
        return statement
    if statement.args.get("limit") is None:
        return statement.limit(rows + 1, copy=False)
    return statement


def _bind(statement: exp.Expr, parameters: Parameters) -> dict[str, object]:
    """Give every placeholder a name and its value. Raises BadSql where one has no value."""
    named: dict[str, object] = {}
    values: Mapping[str, object] = (
        parameters
        if isinstance(parameters, Mapping)
        else {str(index): value for index, value in enumerate(parameters or (), start=1)}
    )
    for placeholder in list(statement.find_all(exp.Placeholder)):
        name = str(placeholder.this or "")
        if name not in values:
            raise BadSql(detail=f"parameter {name} has no value")
        value = values[name]
        if not isinstance(value, str | int | float | bool | Decimal | dt.date | dt.datetime | list | tuple | None):
            raise BadSql(detail=f"parameter {name} is of a kind that the engine does not take")
        named[f"p_{name}"] = value
        placeholder.replace(exp.Placeholder(this=f"p_{name}"))
    return named
