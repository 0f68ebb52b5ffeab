"""The `asan` command: every part's commands under one roof, and errors as one line with a next step."""

import os
import sys
import traceback
from importlib import import_module
from typing import Annotated, NoReturn

import typer

from asan.cli_audit import audited
from asan.kit.errors import AsanError, DiskFull, Exit
from asan.kit.settings import settings
from asan.kit.translation import Language
from asan.warehouse.connection import out_of_space

# Sub-commands by name: the module whose ``app`` holds them.
GROUPS = {
    "etl": "asan.modules.etl.commands",
    "snapshot": "asan.modules.etl.snapshots.commands",
    "cdm": "asan.modules.etl.cdm_commands",
    "vocabulary": "asan.modules.ontology.commands",
    "cohort": "asan.modules.research.commands",
    "analysis": "asan.modules.research.analysis.commands",
    "study": "asan.modules.research.study.commands",
    "user": "asan.modules.security.user_commands",
    "group": "asan.modules.security.group_commands",
    "role": "asan.modules.security.role_commands",
    "project": "asan.modules.security.project_commands",
    "token": "asan.modules.security.token_commands",
    "keys": "asan.gateway.key_commands",
    "policy": "asan.gateway.policies.commands",
    "limit": "asan.gateway.limits.commands",
    "audit": "asan.modules.security.audit_commands",
}
# Commands without a group: the module whose function of that name is the command.
COMMANDS = {"query": "asan.gateway.commands", "synth": "asan.synth.commands"}

app = typer.Typer(
    name="asan",
    help="The Asan Data Platform: source records in, OMOP CDM 5.4 out, one governed door to read it. "
    "--debug, anywhere, shows the trace of an error.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.command()
def up() -> None:
    """Make the demo hospital when the data folder is empty, then serve."""
    from asan.demo import up

    up()


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; default: ASAN_HOST.")] = "",
    port: Annotated[int, typer.Option(help="Port to listen on; default: ASAN_PORT.")] = 0,
    pg_port: Annotated[int, typer.Option(help="Port for PostgreSQL's clients; default: ASAN_PG_PORT.")] = 0,
) -> None:
    """Serve the web application and its worker, and PostgreSQL's clients where a port is given."""
    from asan.server import serve

    serve(host or settings().host, port or settings().port, pg_port or settings().pg_port)


@app.command()
def worker(parent: Annotated[int, typer.Option(help="End when this process ends.")] = 0) -> None:
    """Take jobs from the queue; `asan serve` starts one of these itself."""
    from asan.worker import run

    run(parent or None)


for _name, _module in GROUPS.items():
    app.add_typer(import_module(_module).app, name=_name)
for _name, _module in COMMANDS.items():
    app.command(_name)(getattr(import_module(_module), _name))


def terminal_language() -> Language:
    """Korean where the terminal's locale is Korean, else English."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "ko" if locale.lower().startswith("ko") else "en"


def _fail(error: AsanError, debug: bool) -> NoReturn:
    """One line that says what failed and what to do, and the exit code."""
    if debug:
        traceback.print_exc()
    language = terminal_language()
    message = " ".join(f"{error.message.in_language(language)} {error.next_step.in_language(language)}".split())
    sys.stderr.write(f"{error.code}: {message}\n")
    sys.exit(error.exit_code)


def main() -> None:
    """Run the command line; a named failure becomes one line on standard error and its exit code."""
    # `--debug` is accepted wherever it stands.
    debug = "--debug" in sys.argv
    if debug:
        sys.argv.remove("--debug")
    try:
        with audited(sys.argv[1:], GROUPS):
            app()
    except AsanError as error:
        _fail(error, debug)
    except BrokenPipeError:
        # The reader of our output, `head` say, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if out_of_space(error):
            detail = str(error).split("\n", maxsplit=1)[0][:300]
            _fail(DiskFull(detail=detail, folder=settings().home), debug)
        if debug:
            traceback.print_exc()
        sys.stderr.write(f"internal_error: {type(error).__name__}: {' '.join(str(error).split())} (--debug)\n")
        sys.exit(Exit.FAILED)


if __name__ == "__main__":
    main()
