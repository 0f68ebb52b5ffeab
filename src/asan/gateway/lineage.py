"""Which output columns a mask has touched: by names, erring on the side of saying so.

Names are followed through aliases and WITH queries until nothing changes; two columns of one name in one question
count as touched when either is. That is enough for "this column is masked" and never says "plain" of a masked value.
"""

from collections.abc import Iterator, Sequence

from sqlglot import exp

from asan.gateway.policy import TablePolicy

Reference = tuple[exp.Table, TablePolicy | exp.Select]


EVERY = "*"
"""Stands for every output column: where names cannot be followed, all are said to be touched."""


def name_outputs(statement: exp.Expr) -> None:
    """Give unnamed outputs of the outermost SELECTs their own text as name, before rewriting changes that text."""
    for select in _outermost(statement):
        for item in list(select.expressions):
            named = isinstance(item, exp.Alias | exp.Aliases | exp.Column | exp.Star | exp.Dot)
            if not named and not item.find(exp.Columns, exp.Explode):
                text = item.sql(dialect="duckdb", comments=False, normalize_functions="lower")
                # The item itself moves: its references to tables are to be replaced later.
                named_item = exp.Alias(alias=exp.to_identifier(text, quoted=True))
                item.replace(named_item)
                named_item.set("this", item)


def masked_outputs(statement: exp.Expr, references: Sequence[Reference]) -> dict[str, str]:
    """Name in lower case → the masks in its values, joined by `+`; `EVERY` speaks for all output columns."""
    masks: dict[str, set[str]] = {}
    for reference, table in references:
        if isinstance(table, TablePolicy):
            _learn_table(masks, reference, table)
    if not masks:
        return {}
    sources = {node.alias_or_name.lower() for node in statement.find_all(exp.Table, exp.Subquery, exp.CTE)}
    definitions = list(_definitions(statement))
    changed = True
    while changed:
        changed = False
        for name, body in definitions:
            found = _masks_in(body, masks, sources) - masks.get(name, set())
            if found:
                masks.setdefault(name, set()).update(found)
                changed = True
    return {name: "+".join(sorted(found)) for name, found in masks.items()}


def _learn_table(masks: dict[str, set[str]], reference: exp.Table, table: TablePolicy) -> None:
    own = table.masks()
    for column, mask in own.items():
        masks.setdefault(column.lower(), set()).add(mask)
    if own:
        # The table's name stands for the whole row, and its alias may rename the columns.
        alias = reference.args.get("alias")
        renamed = [column.name for column in alias.columns] if alias is not None else []
        for name in (reference.alias_or_name, *renamed):
            masks.setdefault(name.lower(), set()).update(own.values())


def _definitions(statement: exp.Expr) -> Iterator[tuple[str, exp.Expr]]:
    """Every name that the question gives, with what it stands for."""
    for node in statement.walk():
        match node:
            case exp.Alias():
                yield node.alias.lower(), node.this
            case exp.Aliases():
                yield from ((name.name.lower(), node.this) for name in node.expressions)
            case exp.PropertyEQ() | exp.Kwarg():
                yield node.this.name.lower(), node.expression
            case exp.RenameColumn():
                yield node.args["to"].name.lower(), exp.column(node.this.name)
            case exp.TableAlias() if node.parent is not None and not isinstance(node.parent, exp.Table):
                # A query's renamed columns, and its name as a whole row, may hold whatever is inside.
                names = [column.name for column in node.columns] + ([node.name] if node.this is not None else [])
                yield from ((name.lower(), node.parent) for name in names)
            case exp.SetOperation():
                yield from _united(node)
            case exp.Columns() | exp.Explode():
                yield EVERY, node


def _united(union: exp.SetOperation) -> Iterator[tuple[str, exp.Expr]]:
    """The names of a set operation are its first query's, the values both queries'."""
    firsts = _outermost(union.left)
    for second in _outermost(union.right):
        names = firsts[0].expressions if firsts else []
        if not names or any(item.is_star for item in (*names, *second.expressions)):
            yield EVERY, second
            continue
        for name, value in zip(names, second.expressions, strict=False):
            yield name.output_name.lower(), value


def _masks_in(body: exp.Expr, masks: dict[str, set[str]], sources: set[str]) -> set[str]:
    result: set[str] = set()
    for node in body.walk():
        if isinstance(node, exp.Column):
            result |= masks.get(node.name.lower(), set())
            # ``a.b`` may be field b of a column a that holds a whole row.
            if node.table and node.table.lower() not in sources:
                result |= masks.get(node.table.lower(), set())
        if isinstance(node, exp.Columns) or (node.is_star and not isinstance(node.parent, exp.Count)):
            result.update(*masks.values())
    return result


def _outermost(statement: exp.Expr) -> list[exp.Select]:
    if isinstance(statement, exp.Select):
        return [statement]
    if isinstance(statement, exp.SetOperation):
        return [*_outermost(statement.left), *_outermost(statement.right)]
    if isinstance(statement, exp.Subquery):
        return _outermost(statement.this)
    return []
