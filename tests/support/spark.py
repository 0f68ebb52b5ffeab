"""Spark for tests: what keeps it from starting here, and a configuration that suits a small machine."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ADDRESS = "local[2]"

_SERVER = """
import sys
from pyspark.sql import SparkSession
SparkSession.builder.master("local[2]").config("spark.plugins", "org.apache.spark.sql.connect.SparkConnectPlugin") \\
    .config("spark.connect.grpc.binding.port", sys.argv[1]).getOrCreate()
print("ready", flush=True)
sys.stdin.read()
"""


def missing_spark() -> str | None:
    """Why no Spark can be started here; None where one can."""
    if find_spec("pyspark") is None:
        return "no pyspark here: pip install -r requirements/spark.txt"
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        return "no Java here: apt-get install openjdk-17-jre-headless"
    return None


def small_spark(folder: Path) -> dict[str, str]:
    """Environment of a Spark that starts quickly, takes little and leaves its files in ``folder``.

    It counts when a process first opens a session; later ones share that.
    """
    configuration = folder / "spark-conf"
    configuration.mkdir(parents=True, exist_ok=True)
    (configuration / "spark-defaults.conf").write_text(
        f"spark.sql.shuffle.partitions 2\nspark.driver.memory 1g\nspark.ui.enabled false\n"
        # For seconds of work: the second compiler and a second collector's threads would take more than they save.
        "spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC\n"
        f"spark.local.dir {folder / 'spark-local'}\nspark.sql.warehouse.dir {folder / 'spark-warehouse'}\n"
    )
    return {"SPARK_CONF_DIR": str(configuration), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}


@dataclass
class ConnectServer:
    """A Spark Connect server that can be killed and started again, at the same address."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """What a client is told."""
        return f"sc://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start and wait until it answers. Raises RuntimeError with its log where it does not."""
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _SERVER, str(self.port)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, **small_spark(self.folder)},
                start_new_session=True,
            )
        assert self.process.stdout is not None
        if self.process.stdout.readline() != b"ready\n":
            raise RuntimeError((self.folder / "server.log").read_text(errors="replace")[-3000:])

    def kill(self) -> None:
        """End it at once, its Java too."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate(timeout=60)
            self.process = None

    def stop(self) -> None:
        """Let it end by itself; what it still works on, though it was told to stop, has ten seconds."""
        if self.process is not None:
            try:
                self.process.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None


@contextmanager
def connect_server(folder: Path) -> Iterator[ConnectServer]:
    """A Spark Connect server until the block ends. Ask `missing_spark` first."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = ConnectServer(folder, port)
    try:
        server.start()
        yield server
    finally:
        server.stop()
