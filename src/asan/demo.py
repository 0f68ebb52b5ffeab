"""`asan up`: the demo hospital on the first start, and the server on every start."""

import os
import socket
import sys
import tempfile
from pathlib import Path

from asan.kit.errors import AsanError, Exit
from asan.kit.migrate import upgrade
from asan.kit.settings import Settings, settings
from asan.kit.translation import Text

PATIENTS = 300
YEARS = 10
SEED = 20261122
LABEL = "합성 데모 병원 (synthetic demo hospital)"


class PortInUse(AsanError):
    """Something else listens where the server would."""

    code = "port_in_use"
    exit_code = Exit.FAILED
    text = Text("{address}에서 다른 프로그램이 응답하고 있습니다.", "Another program listens on {address}.")
    next = Text(
        "그 프로그램을 끝내거나 ASAN_PORT=8001처럼 다른 포트를 지정해 주세요.",
        "End it, or choose another port: ASAN_PORT=8001.",
    )


def up() -> None:
    """Make what is missing, say how to sign in, and serve until interrupted."""
    config = settings()
    _check_port(config)
    say(f"Data folder · 데이터 폴더: {config.make_home()}")
    upgrade()
    sheet = config.demo / "sign-in.txt"
    if _has_no_data(config):
        make_demo_data(config)
    # A start that was killed after the data and before the accounts makes them now.
    if (config.demo / "source").exists() and not sheet.exists():
        make_demo_accounts(sheet)
    say(f"\n  http://{config.host}:{config.port}\n")
    say(_how_to_sign_in(sheet))
    say("  Stop with Ctrl+C · 종료: Ctrl+C")
    from asan.server import serve

    serve(config.host, config.port)


def make_demo_data(config: Settings) -> None:
    """A small synthetic hospital with the starter vocabulary, through the 13 steps."""
    from asan.modules.etl.progress_bar import progress_bar
    from asan.modules.etl.service import load_source
    from asan.omop import starter
    from asan.synth import write_hospital
    from asan.warehouse.lake import lake
    from asan.warehouse.vocabulary import load_vocabulary

    source = config.demo / "source"
    say("1/4 Starter vocabulary · 기본 용어집")
    with tempfile.TemporaryDirectory() as folder:
        starter.write(Path(folder))
        load_vocabulary(lake(), Path(folder))
    say(f"2/4 Synthetic hospital, {PATIENTS} patients, {YEARS} years · 합성 데모 병원")
    write_hospital(source, patients=PATIENTS, seed=SEED, years=YEARS)
    say("3/4 The 13 steps · 13단계 ETL")
    with progress_bar() as follow:
        load_source(source, label=LABEL, synthetic=True, started_by="asan up", progress=follow)
    say(starter.notice().en)
    say(starter.notice().ko)


def make_demo_accounts(sheet: Path) -> None:
    """One account a role, with passwords made on this machine and written to ``sheet`` alone."""
    from asan.modules.security.service import ensure_demo_accounts

    say("4/4 Accounts · 계정")
    accounts = ensure_demo_accounts()
    _write_private(sheet, "".join(f"{name:<12}{password}\n" for name, _, password in accounts))


def _how_to_sign_in(sheet: Path) -> str:
    if not sheet.exists():
        return "  Make an account · 계정 만들기: .venv/bin/asan user create NAME --role admin"
    lines = sheet.read_text(encoding="utf-8").splitlines()
    head = f"  Sign in with a demo account · 데모 계정으로 로그인 ({sheet}):\n"
    return head + "".join(f"    {line}\n" for line in lines)


def say(line: str) -> None:
    """One line for the person at the terminal."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _has_no_data(config: Settings) -> bool:
    from asan.warehouse.in_place import is_in_place
    from asan.warehouse.lake import Lake
    from asan.warehouse.snapshots import current

    if is_in_place(config):
        return False
    lake = Lake(config)
    if not lake.exists():
        return True
    connection = lake.connect_reader()
    try:
        return current(connection) is None
    finally:
        connection.close()


def _write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, from its first byte on."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _check_port(config: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            raise PortInUse(address=f"{config.host}:{config.port}") from error
