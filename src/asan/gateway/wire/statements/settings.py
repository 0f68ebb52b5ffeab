"""Client settings, and what a session is told to forget."""

from asan.gateway.errors import NotAllowed
from asan.gateway.wire.statements.kinds import Forget, Nothing, SetVariable, Show, Statement
from asan.gateway.wire.statements.words import Words


def set_(words: Words) -> Statement:
    """``SET``: a setting, or what has no effect. Raises NotAllowed for other roles."""
    if words.accept("SESSION"):
        if words.accept("CHARACTERISTICS"):
            return Nothing("SET")
        if words.peek() == "AUTHORIZATION":
            raise NotAllowed(what="SET SESSION AUTHORIZATION")
    else:
        words.accept("LOCAL")
    if words.peek() in ("ROLE", "CONSTRAINTS"):
        if words.accept("CONSTRAINTS"):
            return Nothing("SET CONSTRAINTS")
        raise NotAllowed(what="SET ROLE")
    if words.accept("TRANSACTION"):
        return Nothing("SET")
    if words.accept("NAMES"):
        return SetVariable("client_encoding", _value(words))
    if words.accept("TIME"):
        words.expect("ZONE")
        return SetVariable("timezone", _value(words))
    name = _variable(words)
    words.expect("TO", "=")
    return SetVariable(name, _value(words))


def _value(words: Words) -> str | None:
    if words.peek() == "DEFAULT":
        words.at += 1
        words.end()
        return None
    parts = [words.text()]
    while not words.done:
        part = words.text()
        # "a, b" is a list, "-1" and "1.5" are one value.
        parts[-1:] = [parts[-1], words.text()] if part == "," and not words.done else [parts[-1] + part]
    return ", ".join(parts)


def _variable(words: Words) -> str:
    name = words.name()
    while words.accept("."):
        name += f".{words.name()}"
    return name.lower()


def reset(words: Words) -> Statement:
    """``RESET`` of one setting or of all."""
    if words.peek() == "ALL":
        return Forget("RESET", "settings")
    if words.accept("ROLE"):
        return Nothing("RESET")
    if words.accept("TIME"):
        words.expect("ZONE")
        return SetVariable("timezone", None)
    if words.accept("SESSION"):
        words.expect("AUTHORIZATION")
        return Nothing("RESET")
    name = _variable(words)
    words.end()
    return SetVariable(name, None)


def show(words: Words) -> Statement:
    """``SHOW name``."""
    if words.accept("TRANSACTION"):
        words.expect("ISOLATION")
        words.expect("LEVEL")
        return Show("transaction_isolation")
    if words.accept("TIME"):
        words.expect("ZONE")
        return Show("timezone")
    name = _variable(words)
    words.end()
    return Show(name)


def discard(words: Words) -> Statement:
    """``DISCARD``: everything, or what has no effect."""
    what = words.peek()
    words.expect("ALL", "PLANS", "SEQUENCES", "TEMP", "TEMPORARY")
    return Forget("DISCARD ALL", "everything") if what == "ALL" else Nothing(f"DISCARD {what}")


def deallocate(words: Words) -> Statement:
    """``DEALLOCATE`` one prepared statement or all."""
    words.accept("PREPARE")
    if words.accept("ALL"):
        return Forget("DEALLOCATE ALL", "statements")
    name = words.name()
    words.end()
    return Forget("DEALLOCATE", "statements", name)
