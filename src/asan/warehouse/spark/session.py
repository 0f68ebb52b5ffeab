"""A Spark session: on this machine, on a cluster, or on a Spark Connect server."""

import getpass
import logging
import os
import re
import shutil
import socket
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from asan.kit.settings import Settings
from asan.warehouse.spark import numbers
from asan.warehouse.spark.dialect import DOUBLE_TEXT
from asan.warehouse.spark.errors import BadSpark, JavaMissing, SparkNotInstalled, SparkUnreachable
from asan.warehouse.spark.running import be_patient, is_connect

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_ADDRESS = re.compile(r"(local(\[[0-9*]+\])?|yarn|(sc|spark|k8s|local-cluster)://?\S+)")

_CONNECT_PORT: Final = 15002
_ANSWER_SECONDS: Final = 10.0

# What the meaning of the translated SQL rests on.
_MEANING = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.caseSensitive": "false",
    # Else ${…} in a text would be replaced, by settings and by the environment.
    "spark.sql.variable.substitute": "false",
    # The masking key stands in plans as a literal: what shows plans must not show it.
    "spark.sql.redaction.string.regex": "[0-9a-f]{64}",
}
# What a local session leaves out: its web page would show statements to whoever reaches the machine.
_LOCAL = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # What fails is told by an exception; the log would hold the trace, and with it values.
    "spark.log.level": "OFF",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    # Of the default schema, which is not used; Spark would make it in the working directory.
    "spark.sql.warehouse.dir": str(Path(tempfile.gettempdir()) / f"asan-spark-{getpass.getuser()}"),
}


def is_local(address: str) -> bool:
    """Whether Spark runs on this machine, started by this process."""
    return re.fullmatch(r"local(\[[0-9*]+\])?", address) is not None


def open_session(address: str, *, s3: Settings | None = None) -> "SparkSession":
    """A session on ``address``: ``local[4]``, a cluster's master, or ``sc://host:port`` for Spark Connect.

    What is not said here comes from Spark's own configuration (``SPARK_CONF_DIR``). ``s3``: settings whose S3 store
    a cluster's machines are to read; a Spark Connect server has them from its own administrator, and a Spark of this
    machine reads through `asan.warehouse.spark.file_server`. Raises BadSpark, SparkNotInstalled, JavaMissing,
    SparkUnreachable.
    """
    if not _ADDRESS.fullmatch(address):
        raise BadSpark(address=address)
    try:
        from pyspark import cloudpickle
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkNotInstalled from error
    connect = address.startswith("sc://")
    if connect:
        _require_answer(address)
    if not connect and not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise JavaMissing
    local = is_local(address)
    if local:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    # Spark's workers have Python, but not this package: they get the function itself.
    _by_value(cloudpickle, numbers)
    # It writes a failed statement's whole trace, in which values may stand, on standard error.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    builder = SparkSession.builder.appName("asan")
    builder = builder.remote(address) if connect else builder.master(address)
    told = {**_MEANING, **(_LOCAL if local else {})}
    if s3 is not None and not connect and not local:
        told |= _s3a(s3)
    for name, value in told.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
        if connect:
            be_patient(session)
        for name, value in _MEANING.items():
            session.conf.set(name, value)
        session.udf.register(DOUBLE_TEXT, numbers.double_text, "string")
    except (PySparkException, OSError, RuntimeError) as error:
        raise SparkUnreachable(address=shown(address), detail=_first_line(error)) from error
    return session


def shown(address: str) -> str:
    """The address as people may see it: what follows a Connect server's port may be a token."""
    return address.partition("/;")[0]


def _require_answer(address: str) -> None:
    """Raises SparkUnreachable at once where no server listens: its client would knock for ten minutes."""
    parts = urlsplit(f"//{address.removeprefix('sc://').partition('/')[0]}")
    try:
        host, port = parts.hostname or "", parts.port or _CONNECT_PORT
        socket.create_connection((host, port), timeout=_ANSWER_SECONDS).close()
    except (OSError, ValueError) as error:
        raise SparkUnreachable(address=shown(address), detail=_first_line(error)) from error


def end_session(session: "SparkSession") -> None:
    """Give the session up, whatever state it is in; the next `open_session` makes another.

    A Spark of this process ends with its Java: tasks that do not obey would go on in it.
    """
    with suppress(Exception):  # a server that is gone cannot say goodbye
        if is_connect(session):
            be_patient(session, tries=0)
        session.stop()
    if is_connect(session):
        return
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    if gateway is not None:
        with suppress(Exception):
            gateway.shutdown()
        with suppress(Exception):
            gateway.proc.kill()
            gateway.proc.wait(timeout=10)
        SparkContext._gateway = SparkContext._jvm = None


def _s3a(settings: Settings) -> dict[str, str]:
    """The S3 store as Hadoop's client for it is told; pyspark does not bring that client."""
    given = {
        "endpoint": settings.s3_endpoint,
        "endpoint.region": settings.s3_region,
        "access.key": settings.s3_key_id,
        "secret.key": settings.s3_secret.get_secret_value(),
        "path.style.access": str(settings.s3_url_style == "path").lower(),
        "connection.ssl.enabled": str(settings.s3_tls).lower(),
        "attempts.maximum": str(settings.s3_retries + 1),
    }
    return {f"spark.hadoop.fs.s3a.{name}": value for name, value in given.items() if value}


def _by_value(cloudpickle: Any, module: object) -> None:
    cloudpickle.register_pickle_by_value(module)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", maxsplit=1)[0][:300]
