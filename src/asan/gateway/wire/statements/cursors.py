"""Cursors in SQL: declared, read forward, closed."""

from asan.gateway.wire.errors import Unsupported
from asan.gateway.wire.statements.kinds import DeclareCursor, FetchCursor, Forget, Statement
from asan.gateway.wire.statements.words import Words


def declare(words: Words) -> Statement:
    """``DECLARE name CURSOR FOR question``. Raises Unsupported for cursors that go back."""
    name = words.name()
    hold = binary = False
    while not words.accept("CURSOR"):
        binary |= words.peek() == "BINARY"
        if words.peek() == "SCROLL":
            raise Unsupported(what="SCROLL; cursors go forward")
        words.accept("NO")
        words.expect("BINARY", "INSENSITIVE", "ASENSITIVE", "SCROLL")
    if words.peek() in ("WITH", "WITHOUT"):
        hold = words.peek() == "WITH"
        words.at += 1
        words.expect("HOLD")
    words.expect("FOR")
    return DeclareCursor(name, words.question(), hold, binary)


def fetch(words: Words) -> Statement:
    """``FETCH`` and ``MOVE``, forward. Raises Unsupported for other ways."""
    move = words.tokens[0].text.upper() == "MOVE"
    rows: int | None = 1
    if words.accept("NEXT"):
        pass
    elif words.accept("ALL"):
        rows = None
    else:
        forward = words.accept("FORWARD")
        if words.peek() in ("PRIOR", "FIRST", "LAST", "ABSOLUTE", "RELATIVE", "BACKWARD", "-"):
            raise Unsupported(what=f"FETCH {words.peek()}; cursors go forward")
        if forward and words.accept("ALL"):
            rows = None
        elif words.peek().isdigit():
            rows = int(words.text())
    words.accept("FROM", "IN")
    name = words.name()
    words.end()
    return FetchCursor(name, rows, move)


def close(words: Words) -> Statement:
    """``CLOSE`` one cursor or all."""
    if words.peek() == "ALL":
        return Forget("CLOSE CURSOR ALL", "cursors")
    name = words.name()
    words.end()
    return Forget("CLOSE CURSOR", "cursors", name)
