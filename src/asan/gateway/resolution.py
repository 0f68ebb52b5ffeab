"""Which names in a question mean tables of the lake, and which mean its own WITH queries.

Every WITH query is known to the engine under a name that is invented here and means nothing in its catalog. So should
the engine ever see a name's scope otherwise than this module does, it finds no such table: never one of its own
system views, and never a file that is called like it.
"""

import string
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from sqlglot import exp

INVENTED = "asan_with_"
"""What the engine's names of WITH queries start with."""

# The engine compares names without regard to the case of ASCII letters alone: a Kelvin sign is no k.
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(frozen=True, slots=True)
class Names:
    """What a question's names of tables mean: ``tables`` are the lake's, ``own`` its WITH queries by reference."""

    tables: list[exp.Table]
    own: list[tuple[exp.Table, exp.CTE]]


def resolve_names(statement: exp.Expr) -> Names:
    """The references to tables in the order of the text; table functions are none."""
    found = list(_visit(statement, {}))
    return Names(
        [reference for reference, query in found if query is None],
        [(reference, query) for reference, query in found if query is not None],
    )


def invent_names(statement: exp.Expr, names: Names) -> None:
    """Give every WITH query of ``statement`` an invented name; its references keep the asker's name as alias."""
    given: dict[int, str] = {}
    for number, query in enumerate(statement.find_all(exp.CTE), start=1):
        given[id(query)] = f"{INVENTED}{number}"
    for reference, query in names.own:
        alias = reference.args.get("alias")
        if alias is None:
            alias = exp.TableAlias()
            reference.set("alias", alias)
        if alias.this is None:
            alias.set("this", reference.this.copy())
        reference.set("this", exp.to_identifier(given[id(query)], quoted=True))
    for query in statement.find_all(exp.CTE):
        query.args["alias"].set("this", exp.to_identifier(given[id(query)], quoted=True))


Pairs = Iterator[tuple[exp.Table, exp.CTE | None]]
Known = dict[str, exp.CTE]


def _visit(node: exp.Expr, known: Known) -> Pairs:
    known = yield from _visit_with(node, known)
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
        yield node, known.get(_lower(node.name)) if node.args.get("db") is None else None
    with_ = node.args.get("with_")
    for child in node.iter_expressions():
        if child is not with_:
            yield from _visit(child, known)


def _visit_with(node: exp.Expr, known: Known) -> Generator[tuple[exp.Table, exp.CTE | None], None, Known]:
    """The references in a node's WITH queries; returns what is known after them."""
    with_ = node.args.get("with_")
    if with_ is None:
        return known
    for query in with_.expressions:
        itself = {_lower(query.alias): query}
        if with_.args.get("recursive") and isinstance(query.this, exp.Union):
            yield from _visit_recursive(query.this, known, itself)
        else:
            yield from _visit(query.this, known)
        known = known | itself
    return known


def _visit_recursive(body: exp.Union, known: Known, itself: Known) -> Pairs:
    """Only the last part of a UNION knows the WITH query that it defines; the body's own WITH queries come first."""
    outside = yield from _visit_with(body, known)
    inside = itself | {name: query for name, query in outside.items() if known.get(name) is not query}
    with_ = body.args.get("with_")
    for part in body.iter_expressions():
        if part is not with_:
            yield from _visit(part, {**outside, **inside} if part is body.expression else outside)


def _lower(name: str) -> str:
    return name.translate(_LOWER)
