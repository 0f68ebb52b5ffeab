"""From text to sqlglot's trees, in any dialect: a bounded reading, and errors that tell a place but never the text."""

import logging
from collections.abc import Callable

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from asan.gateway.errors import BadSql

# The parser logs what it does not understand, with the text: a question may hold a patient's name.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

_TYPES = Dialect.get_or_raise("duckdb").parser_class.TYPE_TOKENS
_OPENING = (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE)
_CLOSING = (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE)

MAX_TYPES = 8
"""How deep words that are types may nest with parentheses, ``date(date(…))``: the parser reads each level twice."""

Retoken = Callable[[list[Token]], list[Token]]


def trees(dialect: Dialect, sql: str, retoken: Retoken | None = None) -> list[exp.Expr]:
    """The statements in ``sql``; ``retoken`` changes its tokens before they are read. Raises BadSql."""
    try:
        tokens = dialect.tokenize(sql)
        if retoken is not None:
            tokens = retoken(tokens)
        _check_nesting(tokens)
        return [statement for statement in dialect.parser().parse(tokens, sql) if statement is not None]
    except (ParseError, TokenError) as error:
        raise BadSql(detail=_where(error)) from None
    except RecursionError:
        raise BadSql(detail="nested too deeply") from None
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError):
        # The parser's own slips on texts that are no SQL, such as an operator without its left side.
        raise BadSql(detail="syntax error") from None


def _check_nesting(tokens: list[Token]) -> None:
    """Raise BadSql where reading would take time that doubles with each level."""
    open_: list[bool] = []
    types = 0
    before: Token | None = None
    for token in tokens:
        if token.token_type in _OPENING:
            open_.append(before is not None and before.token_type in _TYPES)
            types += open_[-1]
            if types > MAX_TYPES:
                raise BadSql(detail="nested too deeply")
        elif token.token_type in _CLOSING and open_:
            types -= open_.pop()
        before = token


def _where(error: ParseError | TokenError) -> str:
    """Line and column of a syntax error; never the text there, which may be a patient's name."""
    details = getattr(error, "errors", None) or [{}]
    line, column = details[0].get("line"), details[0].get("col")
    if line is None:
        return "syntax error"
    return f"syntax error at line {line}, column {column}"
