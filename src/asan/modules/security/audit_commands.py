"""`asan audit`: the audit log from the command line, for the owner of the data folder."""

from typing import Annotated

import typer

from asan.gateway import audit
from asan.gateway.owner import owner_name
from asan.kit.errors import AsanError, Exit
from asan.kit.migrate import upgrade
from asan.kit.translation import Text
from asan.modules.security import audit_log

app = typer.Typer(help="Who asked what, and whether the record of it is whole.", no_args_is_help=True)


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
def verify() -> None:
    """Follow the chain of hashes; prints the number of records and the newest hash, to be kept elsewhere."""
    owner_name()
    upgrade()
    verdict = audit.verify()
    if verdict.broken_at is not None:
        raise AuditBroken(record=verdict.broken_at, reason=verdict.reason)
    typer.echo(f"{verdict.records}\t{verdict.newest}")


@app.command("list")
def list_(
    user: Annotated[str | None, typer.Option(help="Only this user's.")] = None,
    outcome: Annotated[str | None, typer.Option(help="answered, started, refused, failed or done.")] = None,
    text: Annotated[str | None, typer.Option(help="Only where the question holds this.")] = None,
    size: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 50,
) -> None:
    """List the newest records, tab-separated."""
    owner_name()
    upgrade()
    for record in audit_log.page(audit_log.Filter(principal=user, outcome=outcome, text=text), size=size):
        who = f"{record.principal} ({record.acting_for})" if record.acting_for else record.principal
        cells = (record.id, record.at, who, record.surface, record.action, record.outcome, record.code, record.rows)
        question = " ".join((record.question or "").split())
        typer.echo("\t".join("" if cell is None else str(cell) for cell in (*cells, question)))
