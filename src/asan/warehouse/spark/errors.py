"""What can keep Spark from being used. The named ones carry no value of a patient."""

from typing import Final

from asan.kit.errors import AsanError, BadInput
from asan.kit.translation import Text

_LOST: Final = (
    "failed to connect",
    "connection refused",
    "connection reset",
    "socket closed",
    "statuscode.unavailable",
    "session_closed",
    "session_not_found",
    "session_changed",
    "sparkcontext was shut down",
    "stopped sparkcontext",
    "answer from java side is empty",
    "error while receiving",
    "error while sending",
    "retries_exceeded",
)


class SparkError(Exception):
    """A statement that Spark does not take, or that failed there; the text is Spark's and may quote values."""


def is_lost(error: BaseException) -> bool:
    """Whether Spark went away: its server, its process, or the session that it kept for us."""
    said = f"{type(error).__name__} {error}".lower()
    return any(words in said for words in _LOST)


class SparkNotInstalled(BadInput):
    """The optional package is not there."""

    code = "spark_not_installed"
    text = Text("pyspark가 설치되어 있지 않습니다.", "pyspark is not installed.")
    next = Text(
        "`pip install 'asan[spark]'` 또는 `pip install -r requirements/spark.txt`로 설치해 주세요.",
        "Install it: `pip install 'asan[spark]'`, or `pip install -r requirements/spark.txt`.",
    )


class JavaMissing(BadInput):
    """Spark on this machine runs on Java."""

    code = "spark_java_missing"
    text = Text("이 컴퓨터에 Java가 없습니다.", "There is no Java on this machine.")
    next = Text(
        "Java 17 이상을 설치하거나(`apt-get install openjdk-17-jre-headless`) ASAN_SPARK에 Spark Connect 서버"
        "(`sc://host:15002`)를 지정해 주세요.",
        "Install Java 17 or later (`apt-get install openjdk-17-jre-headless`), or name a Spark Connect server "
        "(`sc://host:15002`) in ASAN_SPARK.",
    )


class BadSpark(BadInput):
    """The address is none of Spark's."""

    code = "spark_bad_address"
    text = Text("Spark 주소를 읽을 수 없습니다: {address}", "This is not an address of Spark: {address}")
    next = Text(
        "ASAN_SPARK에 `local[4]`, `spark://host:7077`, `yarn`, `k8s://…`, `sc://host:15002` 가운데 하나를 써 주세요.",
        "Write one of `local[4]`, `spark://host:7077`, `yarn`, `k8s://…`, `sc://host:15002` into ASAN_SPARK.",
    )


class SparkUnreachable(AsanError):
    """Spark does not start, or the server does not answer."""

    code = "spark_unreachable"
    status = 503
    text = Text("Spark({address})에 연결할 수 없습니다: {detail}", "Spark ({address}) cannot be reached: {detail}")
    next = Text(
        "ASAN_SPARK의 주소와 서버를 확인해 주세요. Spark 4가 필요합니다.",
        "Check the address in ASAN_SPARK, and the server. It takes Spark 4.",
    )
