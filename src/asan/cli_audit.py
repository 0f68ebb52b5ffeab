"""Every command of `asan` leaves a record in the audit: its own, which says more, or else this one."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from asan.kit.errors import AsanError, Exit

SILENT: Final = frozenset(
    {
        "up",
        "serve",
        "worker",
        "synth",
        "etl status",
        "snapshot list",
        "cdm check",
        "cdm describe",
        "vocabulary status",
        "vocabulary search",
        "study show",
        "study compare",
    }
)
"""Commands that change nothing and show neither patients nor accounts, or whose work is recorded as it is done."""


@contextmanager
def audited(arguments: Sequence[str], groups: Collection[str]) -> Iterator[None]:
    """Run the command that ``arguments`` name. What cannot be recorded after it succeeded ends in AuditUnavailable."""
    name = command_in(arguments, groups)
    if not name or name in SILENT or "--help" in arguments:
        yield
        return
    from asan.gateway.audit.records import noting

    with noting() as held:
        try:
            yield
        except SystemExit as ended:
            if not held and ended.code != Exit.USAGE:
                _record(name, "failed" if ended.code else "done", None)
            raise
        except AsanError as error:
            if not held:
                _record(name, "refused" if error.exit_code == Exit.REFUSED else "failed", error.code)
            raise


def command_in(arguments: Sequence[str], groups: Collection[str]) -> str:
    """The command's name, with its group's before it; empty where there is none."""
    words = [word for word in arguments[:2] if not word.startswith("-")]
    return " ".join(words if words and words[0] in groups else words[:1])


def _record(name: str, outcome: str, code: str | None) -> None:
    from asan.gateway.audit import Entry, write
    from asan.gateway.owner import owner
    from asan.kit.migrate import upgrade

    try:
        by = owner()
        upgrade()
        # Its arguments may hold a path that names a patient, or an address with a password: they stay out.
        write(by, Entry(f"cli.{name.replace(' ', '.')}", outcome, "cli", code=code))
    except (AsanError, OSError, SQLAlchemyError):
        if outcome == "done":
            raise
