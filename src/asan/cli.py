"""The `asan` command: every part's commands under one roof, and errors as one line with a next step."""

import os
import sys
import traceback
from typing import Annotated, NoReturn

import typer

from asan.cli_audit import audited
from asan.cli_parts import GROUPS, Parts
from asan.kit.errors import AsanError, DiskFull, Exit
from asan.kit.settings import settings
from asan.kit.translation import Language
from asan.warehouse.connection import out_of_space

app = typer.Typer(
    name="asan",
    cls=Parts,
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
