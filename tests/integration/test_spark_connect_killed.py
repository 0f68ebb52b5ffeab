"""A Spark Connect server is killed while a question runs, and while the steps run: told, and over with its return."""

import os
import subprocess
import sys
import time
from pathlib import Path

from asan.kit.settings import settings
from asan.modules.etl.service import load_source
from asan.warehouse.lake import Lake
from tests.support import spark_cdm
from tests.support.small_hospital import write_source, write_vocabulary
from tests.support.spark import connect_server

pytestmark = spark_cdm.needs_spark

# In a process of its own: one that has a session on this machine opens none elsewhere.
CLIENT = """
import os, sys
from pathlib import Path
from asan.gateway.owner import owner
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.errors import AsanError
from asan.kit.settings import settings
from asan.modules.etl.on_spark.service import run_on_spark

def told(work):
    try:
        return work()
    except AsanError as error:
        return f"{error.code}: {error.message.en}"

def ask(sql):
    return told(lambda: gateway().query(someone, sql, seconds=100).rows())

someone = Principal(name="s", roles=frozenset({"steward"}))
persons = "SELECT count(*) AS n FROM person"
print(ask(persons), flush=True)
print("asking", flush=True)
many = ", ".join(f"person p{n}" for n in range(30))
print(ask(f"SELECT count(*) AS n FROM {many} WHERE p1.person_id + p2.person_id < p3.person_id"), flush=True)
print(ask(persons), flush=True)
sys.stdin.readline()
print(ask(persons), flush=True)
del os.environ["ASAN_CDM"]
settings.cache_clear()
follow = lambda share, step, file: print(f"step {step}", flush=True)
print(told(lambda: run_on_spark(owner(), Path(sys.argv[1]), sys.argv[2], surface="test", progress=follow)), flush=True)
"""


def test_a_server_that_is_killed_is_told_and_what_comes_after_its_return_works(tmp_path: Path, asan_home: Path) -> None:
    source = write_source(tmp_path / "source")
    load_source(source, write_vocabulary(tmp_path / "vocabulary"))
    spark_cdm.copy_lake(Lake(settings()), tmp_path / "cdm")
    with connect_server(tmp_path) as server:
        environment = {
            **os.environ, "ASAN_CDM": f"spark+file://{tmp_path / 'cdm'}",
            "ASAN_SPARK": f"{server.address}/;user_id=somebody",
        }  # fmt: skip
        with subprocess.Popen(
            [sys.executable, "-c", CLIENT, str(source), str(tmp_path / "result" / "cdm")],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as client:  # fmt: skip
            assert client.stdin is not None
            assert client.stdout is not None
            heard = iter(client.stdout.readline, "")
            assert next(heard) == "[{'n': 3}]\n"
            assert next(heard) == "asking\n"
            time.sleep(2)  # wherever it is by then: each moment must be told
            server.kill()
            lost, meanwhile = next(heard), next(heard)
            server.start()
            client.stdin.write("it is back\n")
            client.stdin.flush()
            assert next(heard) == "[{'n': 3}]\n"
            for line in heard:
                if line.startswith("step vocabulary"):
                    break
            server.kill()
            ended = [line for line in heard if not line.startswith("step ")]
            assert client.stderr is not None
            errors = client.stderr.read()
    assert lost.startswith(("cdm_unreachable: ", "spark_unreachable: ")), lost + errors
    assert meanwhile.startswith("spark_unreachable: "), meanwhile
    assert "somebody" not in lost + meanwhile
    assert ended == ["spark_lost: Spark was lost in step vocabulary. The result's folder is as it was.\n"], errors
    assert not list((tmp_path / "result").iterdir())
