"""What a text asks for: its statements one by one, told apart by their first words.

Questions stay text, to be translated later; what clients say about transactions, settings, cursors and copies is read
here, by tokens, so that no comment or string can pass for a word.
"""

from collections.abc import Callable
from typing import Final

from sqlglot.dialects.dialect import Dialect
from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import Token, TokenType

from asan.gateway.errors import BadSql, NotAllowed
from asan.gateway.parsing import MAX_TEXT
from asan.gateway.wire.errors import TooLarge
from asan.gateway.wire.statements import copies, cursors, settings, transactions
from asan.gateway.wire.statements.kinds import Empty, Nothing, Question, Statement
from asan.gateway.wire.statements.words import QUESTIONS, Words

MOST_STATEMENTS: Final = 100
"""Statements in one text; clients that send a script should send it in parts."""

_DIALECT: Final = Dialect.get_or_raise("postgres")


class _Tokenizer(Postgres.Tokenizer):
    """Also the words after FETCH and SHOW are words, not one text."""

    COMMANDS = set()  # noqa: RUF012 - sqlglot's own declaration


def split(sql: str) -> list[Statement]:
    """The statements of ``sql``; one `Empty` where there is none.

    Raises BadSql, NotAllowed, Unsupported, TooLarge.
    """
    if len(sql) > MAX_TEXT:
        raise BadSql(detail=f"longer than {MAX_TEXT} characters")
    try:
        tokens = _Tokenizer(dialect=_DIALECT).tokenize(sql)
    except TokenError:
        raise BadSql(detail="a text, name or comment without end") from None
    groups: list[list[Token]] = [[]]
    for token in tokens:
        if token.token_type == TokenType.SEMICOLON:
            groups.append([])
        else:
            groups[-1].append(token)
    filled = [group for group in groups if group]
    if len(filled) > MOST_STATEMENTS:
        raise TooLarge(what=f"{len(filled)} statements, at most {MOST_STATEMENTS}")
    return [_read(Words(sql, group)) for group in filled] or [Empty()]


def _read(words: Words) -> Statement:
    first = words.peek()
    if first in QUESTIONS:
        return Question(words.rest())
    words.at += 1
    reader = _READERS.get(first)
    if reader is None:
        raise NotAllowed(what=first or "a statement without a verb")
    return reader(words)


def _without_effect(tag: str) -> Callable[[Words], Statement]:
    return lambda words: Nothing(tag)


_READERS: Final[dict[str, Callable[[Words], Statement]]] = {
    "BEGIN": transactions.begin,
    "START": transactions.begin,
    "COMMIT": transactions.commit,
    "END": transactions.commit,
    "ROLLBACK": transactions.rollback,
    "ABORT": transactions.rollback,
    "SAVEPOINT": transactions.savepoint,
    "RELEASE": transactions.release,
    "SET": settings.set_,
    "RESET": settings.reset,
    "SHOW": settings.show,
    "DISCARD": settings.discard,
    "DEALLOCATE": settings.deallocate,
    "DECLARE": cursors.declare,
    "FETCH": cursors.fetch,
    "MOVE": cursors.fetch,
    "CLOSE": cursors.close,
    "COPY": copies.copy_,
    "LISTEN": _without_effect("LISTEN"),
    "UNLISTEN": _without_effect("UNLISTEN"),
}
