"""What a text asks for: its statements one by one, told apart by their first words.

Questions stay text, to be translated later; what clients say about transactions, settings, cursors and copies is read
here, by tokens, so that no comment or string can pass for a word.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlglot.dialects.dialect import Dialect
from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import Token, TokenType

from asan.gateway.errors import BadSql, NotAllowed
from asan.gateway.parsing import MAX_TEXT
from asan.gateway.wire.errors import TooLarge, Unsupported

MOST_STATEMENTS: Final = 100
"""Statements in one text; clients that send a script should send it in parts."""

_DIALECT: Final = Dialect.get_or_raise("postgres")


class _Tokenizer(Postgres.Tokenizer):
    """Also the words after FETCH and SHOW are words, not one text."""

    COMMANDS = set()  # noqa: RUF012 - sqlglot's own declaration


_NAMES: Final = frozenset("\"'")


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing but spaces and comments."""


@dataclass(frozen=True, slots=True)
class Question:
    """A SELECT, or what stands for one."""

    sql: str


@dataclass(frozen=True, slots=True)
class Begin:
    """Begin a transaction."""

    tag: str = "BEGIN"


@dataclass(frozen=True, slots=True)
class Commit:
    """End a transaction."""

    tag: str = "COMMIT"


@dataclass(frozen=True, slots=True)
class Rollback:
    """Undo a transaction, or (with a name) what came after a savepoint."""

    savepoint: str | None = None


@dataclass(frozen=True, slots=True)
class Savepoint:
    """Set a savepoint, or (``release``) forget it."""

    name: str
    release: bool = False


@dataclass(frozen=True, slots=True)
class SetVariable:
    """Set a client setting; None is its default."""

    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Show:
    """Tell a client setting, or all of them."""

    name: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Forget things of the session: all settings, prepared statements, cursors."""

    tag: str
    what: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Nothing:
    """Something that has no effect for who only reads."""

    tag: str


@dataclass(frozen=True, slots=True)
class DeclareCursor:
    """Open a cursor over a question."""

    name: str
    sql: str
    hold: bool
    binary: bool


@dataclass(frozen=True, slots=True)
class FetchCursor:
    """Take rows off a cursor (None: all that are left); ``move`` throws them away."""

    name: str
    rows: int | None
    move: bool


@dataclass(frozen=True, slots=True)
class CopyQuestion:
    """Send a question's rows as a file. ``options`` by lower-case names."""

    sql: str
    options: dict[str, str] = field(default_factory=dict)


Statement = (
    Empty
    | Question
    | Begin
    | Commit
    | Rollback
    | Savepoint
    | SetVariable
    | Show
    | Forget
    | Nothing
    | DeclareCursor
    | FetchCursor
    | CopyQuestion
)


class _Words:
    """The tokens of one statement, read from left to right."""

    def __init__(self, sql: str, tokens: Sequence[Token]) -> None:
        self.sql = sql
        self.tokens = tokens
        self.at = 0

    def peek(self) -> str:
        """The next word in upper case; empty at the end, and for quoted names and strings."""
        if self.at >= len(self.tokens) or self._quoted(self.tokens[self.at]):
            return ""
        return str(self.tokens[self.at].text).upper()

    def accept(self, *words: str) -> bool:
        """Take the next word if it is one of ``words``."""
        if self.peek() in words:
            self.at += 1
            return True
        return False

    def expect(self, *words: str) -> None:
        """Take the next word, which must be one of ``words``."""
        if not self.accept(*words):
            raise self.unreadable()

    def name(self) -> str:
        """A name: lower case unless quoted."""
        if self.at >= len(self.tokens):
            raise self.unreadable()
        token = self.tokens[self.at]
        self.at += 1
        return str(token.text) if self._quoted(token) else str(token.text).lower()

    def text(self) -> str:
        """The next token as it is, without quotes."""
        if self.at >= len(self.tokens):
            raise self.unreadable()
        self.at += 1
        return str(self.tokens[self.at - 1].text)

    def rest(self) -> str:
        """The text from here on."""
        if self.at >= len(self.tokens):
            raise self.unreadable()
        return self.sql[self.tokens[self.at].start : self.tokens[-1].end + 1]

    def end(self) -> None:
        """Raise BadSql unless all was read."""
        if self.at < len(self.tokens):
            raise self.unreadable()

    @property
    def done(self) -> bool:
        return self.at >= len(self.tokens)

    def unreadable(self) -> BadSql:
        place = min(self.at, len(self.tokens) - 1)
        token = self.tokens[place]
        return BadSql(detail=f"syntax error at line {token.line}, column {token.col}")

    def _quoted(self, token: Token) -> bool:
        return self.sql[token.start : token.start + 1] in _NAMES


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
    return [_read(_Words(sql, group)) for group in filled] or [Empty()]


def _read(words: _Words) -> Statement:
    first = words.peek()
    if first in ("SELECT", "WITH", "VALUES", "TABLE", "("):
        return Question(words.rest())
    words.at += 1
    reader = _READERS.get(first)
    if reader is None:
        raise NotAllowed(what=first or "a statement without a verb")
    return reader(words)


def _begin(words: _Words) -> Statement:
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


def _commit(words: _Words) -> Statement:
    _ending(words)
    return Commit()


def _rollback(words: _Words) -> Statement:
    words.accept("WORK", "TRANSACTION")
    if words.accept("TO"):
        words.accept("SAVEPOINT")
        name = words.name()
        words.end()
        return Rollback(name)
    _ending(words)
    return Rollback()


def _ending(words: _Words) -> None:
    words.accept("WORK", "TRANSACTION")
    if words.accept("AND"):
        words.expect("NO")
        words.expect("CHAIN")
    words.end()


def _savepoint(words: _Words) -> Statement:
    name = words.name()
    words.end()
    return Savepoint(name)


def _release(words: _Words) -> Statement:
    words.accept("SAVEPOINT")
    name = words.name()
    words.end()
    return Savepoint(name, release=True)


def _set(words: _Words) -> Statement:
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


def _value(words: _Words) -> str | None:
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


def _variable(words: _Words) -> str:
    name = words.name()
    while words.accept("."):
        name += f".{words.name()}"
    return name.lower()


def _reset(words: _Words) -> Statement:
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


def _show(words: _Words) -> Statement:
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


def _discard(words: _Words) -> Statement:
    what = words.peek()
    words.expect("ALL", "PLANS", "SEQUENCES", "TEMP", "TEMPORARY")
    return Forget("DISCARD ALL", "everything") if what == "ALL" else Nothing(f"DISCARD {what}")


def _deallocate(words: _Words) -> Statement:
    words.accept("PREPARE")
    if words.accept("ALL"):
        return Forget("DEALLOCATE ALL", "statements")
    name = words.name()
    words.end()
    return Forget("DEALLOCATE", "statements", name)


def _declare(words: _Words) -> Statement:
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
    return DeclareCursor(name, _question(words), hold, binary)


def _fetch(words: _Words) -> Statement:
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


def _close(words: _Words) -> Statement:
    if words.peek() == "ALL":
        return Forget("CLOSE CURSOR ALL", "cursors")
    name = words.name()
    words.end()
    return Forget("CLOSE CURSOR", "cursors", name)


def _copy(words: _Words) -> Statement:
    if words.peek() == "(":
        start = words.at
        words.at = _closing(words)
        inside = words.tokens[start + 1 : words.at]
        if not inside:
            raise words.unreadable()
        sql = _question(_Words(words.sql, inside))
        words.at += 1
    else:
        sql = f"SELECT {_copied_columns(words)}"
    if words.accept("FROM"):
        raise NotAllowed(what="COPY FROM")
    words.expect("TO")
    if words.peek() != "STDOUT":
        raise NotAllowed(what="COPY to a file or program")
    words.at += 1
    return CopyQuestion(sql, _copy_options(words))


def _copied_columns(words: _Words) -> str:
    table = _identifier(words)
    while words.accept("."):
        table += "." + _identifier(words)
    columns = "*"
    if words.accept("("):
        names = [_identifier(words)]
        while words.accept(","):
            names.append(_identifier(words))
        words.expect(")")
        columns = ", ".join(names)
    return f"{columns} FROM {table}"


def _identifier(words: _Words) -> str:
    return '"' + words.name().replace('"', '""') + '"'


def _closing(words: _Words) -> int:
    depth = 0
    for place in range(words.at, len(words.tokens)):
        kind = words.tokens[place].token_type
        depth += (kind == TokenType.L_PAREN) - (kind == TokenType.R_PAREN)
        if depth == 0:
            return place
    raise words.unreadable()


def _copy_options(words: _Words) -> dict[str, str]:
    """Both ways to write them: ``(FORMAT csv, HEADER)`` and ``CSV HEADER``."""
    options: dict[str, str] = {}
    words.accept("WITH")
    if words.accept("("):
        while True:
            name = words.name()
            options[name] = "true" if words.peek() in (",", ")") else words.text()
            if words.accept(")"):
                break
            words.expect(",")
    while not words.done:
        name = words.name()
        if name in ("csv", "binary", "text"):
            options["format"] = name
        elif name == "header":
            options[name] = "true"
        elif name in ("delimiter", "delimiters", "null", "quote", "escape"):
            words.accept("AS")
            options[name.rstrip("s")] = words.text()
        else:
            raise Unsupported(what=f"COPY with {name}")
    words.end()
    return options


def _question(words: _Words) -> str:
    if words.peek() not in ("SELECT", "WITH", "VALUES", "TABLE", "("):
        raise NotAllowed(what=words.peek() or "a statement without a verb")
    return words.rest()


def _without_effect(tag: str) -> Callable[[_Words], Statement]:
    return lambda words: Nothing(tag)


_READERS: Final[dict[str, Callable[[_Words], Statement]]] = {
    "BEGIN": _begin,
    "START": _begin,
    "COMMIT": _commit,
    "END": _commit,
    "ROLLBACK": _rollback,
    "ABORT": _rollback,
    "SAVEPOINT": _savepoint,
    "RELEASE": _release,
    "SET": _set,
    "RESET": _reset,
    "SHOW": _show,
    "DISCARD": _discard,
    "DEALLOCATE": _deallocate,
    "DECLARE": _declare,
    "FETCH": _fetch,
    "MOVE": _fetch,
    "CLOSE": _close,
    "COPY": _copy,
    "LISTEN": _without_effect("LISTEN"),
    "UNLISTEN": _without_effect("UNLISTEN"),
}
