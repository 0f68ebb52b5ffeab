"""What a client can say, statement by statement."""

from dataclasses import dataclass, field


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
