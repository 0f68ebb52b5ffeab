"""Transactions and savepoints, which change nothing for who only reads, and have to be understood all the same."""

from asan.gateway.wire.statements.kinds import Begin, Commit, Rollback, Savepoint, Statement
from asan.gateway.wire.statements.words import Words


def begin(words: Words) -> Statement:
    """``BEGIN`` and ``START TRANSACTION``, whatever isolation they ask for."""
    tag = "BEGIN" if words.tokens[0].text.upper() == "BEGIN" else "START TRANSACTION"
    if words.peek() == "TRANSACTION":
        words.at += 1
    while not words.done:
        # Isolation, access and deferral change nothing: each question reads one snapshot.
        if words.peek() not in ("ISOLATION", "LEVEL", "SERIALIZABLE", "REPEATABLE", "READ", "COMMITTED", "UNCOMMITTED",
                                "ONLY", "WRITE", "NOT", "DEFERRABLE", "WORK", ",", "ISOLATION LEVEL"):  # fmt: skip
            raise words.unreadable()
        words.at += 1
    return Begin(tag)


def commit(words: Words) -> Statement:
    """``COMMIT`` and ``END``."""
    _ending(words)
    return Commit()


def rollback(words: Words) -> Statement:
    """``ROLLBACK``, ``ABORT``, and back to a savepoint."""
    words.accept("WORK", "TRANSACTION")
    if words.accept("TO"):
        words.accept("SAVEPOINT")
        name = words.name()
        words.end()
        return Rollback(name)
    _ending(words)
    return Rollback()


def _ending(words: Words) -> None:
    words.accept("WORK", "TRANSACTION")
    if words.accept("AND"):
        words.expect("NO")
        words.expect("CHAIN")
    words.end()


def savepoint(words: Words) -> Statement:
    """``SAVEPOINT name``."""
    name = words.name()
    words.end()
    return Savepoint(name)


def release(words: Words) -> Statement:
    """``RELEASE SAVEPOINT name``."""
    words.accept("SAVEPOINT")
    name = words.name()
    words.end()
    return Savepoint(name, release=True)
