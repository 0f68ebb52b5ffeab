"""Spark for tests: what keeps it from starting here, and a configuration that suits a small machine."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
        f"spark.local.dir {folder / 'spark-local'}\nspark.sql.warehouse.dir {folder / 'spark-warehouse'}\n"
    )
    return {"SPARK_CONF_DIR": str(configuration), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}


@contextmanager
def connect_server(folder: Path) -> Iterator[str]:
    """A Spark Connect server until the block ends: its address. Ask `missing_spark` first."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", _SERVER, port],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env={**os.environ, **small_spark(folder)},
        )
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        if server.stdout.readline() != b"ready\n":
            raise RuntimeError((folder / "server.log").read_text(errors="replace")[-3000:])
        yield f"sc://127.0.0.1:{port}"
    finally:
        server.stdin.close()
        server.wait(timeout=60)
        server.stdout.close()
