"""Which names in a question mean tables of the lake, and which mean its own WITH queries.

Should the engine ever see a name's scope otherwise than this module does, nothing leaks: the reader's connection has
no table under any unqualified name, so such a name is an error there, not a table.
"""

from collections.abc import Iterator

from sqlglot import exp


def base_tables(statement: exp.Expr) -> list[exp.Table]:
    """The references to tables that are neither WITH queries nor table functions, in the order of the text."""
    return list(_visit(statement, frozenset()))


def _visit(node: exp.Expr, known: frozenset[str]) -> Iterator[exp.Table]:
    with_ = node.args.get("with_")
    if with_ is not None:
        recursive = bool(with_.args.get("recursive"))
        for query in with_.expressions:
            name = query.alias.lower()
            yield from _visit(query, known | {name} if recursive else known)
            known = known | {name}
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
        own = node.args.get("db") is None and node.name.lower() in known
        if not own:
            yield node
    for child in node.iter_expressions():
        if child is not with_:
            yield from _visit(child, known)
