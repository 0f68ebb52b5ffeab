"""`asan query`: a question from the command line, answered as a user may see it."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from asan.gateway import output
from asan.gateway.accounts import principal_named
from asan.gateway.owner import owner_name
from asan.gateway.service import gateway
from asan.gateway.snapshot_names import CURRENT, version_of
from asan.kit.migrate import upgrade


class Format(StrEnum):
    """How the answer is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    ARROW = "arrow"


def query(
    sql: Annotated[str, typer.Argument(help="One SELECT; '-' reads it from standard input.")],
    as_: Annotated[str, typer.Option("--as", metavar="NAME", help="A user, or a role for its demo account.")],
    format_: Annotated[Format, typer.Option("--format", help="How to write the answer.")] = Format.TABLE,
    snapshot: Annotated[str, typer.Option(help="Published snapshot by version or tag.")] = CURRENT,
    limit: Annotated[int | None, typer.Option(min=1, help="Rows at most; default: ASAN_QUERY_ROWS.")] = None,
    project: Annotated[str | None, typer.Option(help="The project of NAME's that the question is for.")] = None,
) -> None:
    """Answer one question through the gateway, as NAME may see it; the audit says who really asked."""
    owner = owner_name()
    upgrade()
    text = sys.stdin.read() if sql == "-" else sql
    principal = principal_named(as_, acting_for=f"os:{owner}", project=project)
    answer = gateway().query(principal, text, snapshot=version_of(snapshot), row_limit=limit, surface="cli")
    try:
        match format_:
            case Format.JSON:
                output.write_json(answer, sys.stdout)
            case Format.CSV:
                output.write_csv(answer, sys.stdout)
            case Format.ARROW:
                output.write_arrow(answer, sys.stdout.buffer)
            case Format.TABLE:
                output.write_table(answer, sys.stdout)
        sys.stdout.flush()
    finally:
        answer.close()
    if answer.truncated:
        sys.stderr.write("truncated: there are more rows; --limit raises the number · 행이 더 있습니다\n")
