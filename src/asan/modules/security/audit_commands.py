"""`asan audit`: the audit log from the command line, for the owner of the data folder."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from asan.gateway import audit
from asan.gateway.audit import anchor as anchors
from asan.gateway.audit import archive as archives
from asan.gateway.audit import index, words
from asan.gateway.owner import owner
from asan.gateway.principal import Principal
from asan.kit.errors import AsanError, BadInput, Exit
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import engine
from asan.kit.translation import Text
from asan.modules.security import audit_export, audit_log

app = typer.Typer(help="Who asked what, who has seen whom, and whether the record is whole.", no_args_is_help=True)

User = Annotated[str | None, typer.Option(help="Who asked, or on whose behalf.")]
Person = Annotated[int | None, typer.Option(help="Records that name this person_id.")]
Table = Annotated[str | None, typer.Option(help="A table, with or without its schema.")]
Purpose = Annotated[str | None, typer.Option(help="Words of the purpose.")]
Project = Annotated[str | None, typer.Option(help="The project's key.")]
Surface = Annotated[str | None, typer.Option(help="http, cli, page:mart, …")]
Action = Annotated[str | None, typer.Option(help="query, sign_in, audit.search, …")]
Outcome = Annotated[str | None, typer.Option(help="answered, started, refused, failed or done.")]
Words = Annotated[str | None, typer.Option("--text", help="Words of the question; the last may be a beginning.")]
Since = Annotated[datetime | None, typer.Option(help="From this moment (UTC).")]
Until = Annotated[datetime | None, typer.Option(help="Up to this moment (UTC).")]
Anchor = Annotated[Path | None, typer.Option(help="The anchor's file; default: ASAN_AUDIT_ANCHOR.")]


class AuditBroken(AsanError):
    """A record of the audit was changed, removed or moved."""

    code = "audit_broken"
    exit_code = Exit.FAILED
    text = Text("감사 기록 {record}번이 맞지 않습니다: {reason}", "Record {record} of the audit does not fit: {reason}")
    next = Text(
        "백업과 비교해 누가 앱 저장소를 바꾸었는지 확인해 주세요.",
        "Compare with a backup and find out who changed the app store.",
    )


@app.command()
def verify(anchor: Anchor = None) -> None:
    """Follow the chain of hashes through archives and store, and hold it against the anchor.

    Prints the number of records and the newest hash, and how far an anchor vouches for them.
    """
    by = _begin()
    path = anchor or _set_anchor()
    if path is not None and not path.is_file():
        raise BadInput(detail=f"{path}: no such file")
    verdict = audit.verify(path)
    _note(by, "audit.verify", verdict.reason or "", verdict.records)
    if verdict.broken_at is not None:
        raise AuditBroken(record=verdict.broken_at, reason=verdict.reason)
    typer.echo(f"{verdict.records}\t{verdict.newest}")
    if path is None:
        typer.echo("no anchor: records cut off at the end would not be found (ASAN_AUDIT_ANCHOR)", err=True)
    else:
        typer.echo(f"{path}: vouches for the records up to {verdict.anchored}", err=True)


@app.command("anchor")
def anchor_(to: Annotated[Path | None, typer.Option(help="File; default: ASAN_AUDIT_ANCHOR.")] = None) -> None:
    """Note the newest record's number and hash now: in the anchor's file where there is one, and on the terminal."""
    by = _begin()
    path = to or _set_anchor()
    number = _note(by, "audit.anchor", str(path or ""))
    (record,) = audit_log.page(audit_log.Filter(), before=number + 1, size=1)
    mark = anchors.Mark(record.at, record.id, record.hash)
    if path is not None:
        anchors.write(path, mark)
    typer.echo(f"{mark.record}\t{mark.hash}")


@app.command("list")
def list_(
    user: User = None,
    person: Person = None,
    table: Table = None,
    purpose: Purpose = None,
    project: Project = None,
    surface: Surface = None,
    action: Action = None,
    outcome: Outcome = None,
    text: Words = None,
    since: Since = None,
    until: Until = None,
    size: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 50,
) -> None:
    """List the newest records, tab-separated."""
    by = _begin()
    wanted = audit_log.Filter(user, person, table, purpose, project, surface, action, outcome, None, text, since, until)
    records = audit_log.page(wanted, size=size)
    audit_log.note(by, "audit.search", wanted, rows=len(records), surface="cli")
    for record in records:
        who = f"{record.principal} ({record.acting_for})" if record.acting_for else record.principal
        cells = (record.id, record.at, who, record.surface, record.action, record.outcome, record.code, record.rows)
        question = " ".join((record.question or "").split())
        typer.echo("\t".join("" if cell is None else str(cell) for cell in (*cells, question)))
    until_then = audit_log.archived_until()
    if until_then is not None:
        typer.echo(f"records up to {until_then} lie in {settings().audit_archives}", err=True)


@app.command()
def seen(person: int, since: Since = None, until: Until = None) -> None:
    """Say who has seen the patient PERSON (a person_id), tab-separated: certain, or possible by reading a table."""
    by = _begin()
    found = audit_log.seen(person, since, until)
    wanted = audit_log.Filter(person=person, since=since, until=until)
    audit_log.note(by, "audit.seen", wanted, rows=len(found.certain), surface="cli")
    for kind, viewers in (("certain", found.certain), ("possible", found.possible)):
        for viewer in viewers:
            who = f"{viewer.principal} ({viewer.acting_for})" if viewer.acting_for else viewer.principal
            purposes = "; ".join(sorted(viewer.purposes))
            typer.echo("\t".join((kind, who, str(viewer.times), viewer.first_at, viewer.last_at, purposes)))
    if not found.complete:
        typer.echo(f"certain: of the newest {audit_log.MOST_SEEN} records only", err=True)


@app.command()
def export(
    to: Annotated[Path | None, typer.Option(help="File, made for its owner alone; default: standard output.")] = None,
    form: Annotated[str, typer.Option("--format", help="csv, jsonl or parquet.")] = "csv",
    user: User = None,
    person: Person = None,
    table: Table = None,
    project: Project = None,
    outcome: Outcome = None,
    text: Words = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """Write what is found to a file, newest first."""
    by = _begin()
    if form not in ("csv", "jsonl", "parquet"):
        raise BadInput(detail="format: csv, jsonl, parquet")
    wanted = audit_log.Filter(
        user=user,
        person=person,
        table=table,
        project=project,
        outcome=outcome,
        text=text,
        since=since,
        until=until,
    )

    def put(sink: BinaryIO) -> int:
        return audit_export.export(by, wanted, form, sink, surface="cli")  # type: ignore[arg-type]

    if to is None:
        put(sys.stdout.buffer)
        return
    try:
        to.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise BadInput(detail=f"{to}: {error.strerror}") from None
    with to.open("wb") as file:
        typer.echo(f"{put(file)}\t{to}")


@app.command("archive")
def archive_(
    before: Annotated[datetime | None, typer.Option(help="Day (UTC); default: by ASAN_AUDIT_KEEP_DAYS.")] = None,
) -> None:
    """Move records older than a day into sealed files; the chain goes on, and verify reads them."""
    by = _begin()
    keep = settings().audit_keep_days
    if before is None and not keep:
        raise BadInput(detail="--before, ASAN_AUDIT_KEEP_DAYS")
    day = before or datetime.now(UTC) - timedelta(days=keep)
    for made in archives.archive_before(by, day.date().isoformat(), surface="cli"):
        typer.echo(f"{made.first}\t{made.last}\t{made.sha256}\t{archives.path_of(made.file)}")


@app.command()
def reindex() -> None:
    """Make the index of the search anew from the records; it proves nothing and may be lost."""
    by = _begin()
    with engine().begin() as connection:
        count = index.rebuild(connection)
        words.gather(connection)
    _note(by, "audit.reindex", "", count)
    typer.echo(str(count))


def _begin() -> Principal:
    by = owner()
    upgrade()
    return by


def _note(by: Principal, action: str, question: str, rows: int | None = None) -> int:
    return audit_log.note(by, action, question, rows=rows, surface="cli")


def _set_anchor() -> Path | None:
    return Path(settings().audit_anchor) if settings().audit_anchor else None
