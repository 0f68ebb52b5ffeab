"""A condition's parts that must all hold."""

from collections.abc import Iterator

from sqlglot import exp


def conjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    """The terms of ``a AND (b AND c)``, through parentheses: a, b, c; of any other condition, itself."""
    match condition:
        case exp.Paren():
            yield from conjuncts(condition.this)
        case exp.And():
            yield from conjuncts(condition.left)
            yield from conjuncts(condition.right)
        case _:
            yield condition
