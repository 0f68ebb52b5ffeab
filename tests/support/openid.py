"""A real OpenID provider (npm oidc-provider) that tests tell whom to sign in, and how to misbehave."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "oidc"
CLIENT_ID = "asan"
CLIENT_SECRET = "a secret of the tests"


def missing_provider() -> str | None:
    """Why there is no provider on this machine; None where there is one."""
    if shutil.which("node") is None:
        return "no Node on this machine"
    if not (FOLDER / "node_modules" / "oidc-provider").is_dir():
        return f"no OpenID provider: npm ci in {FOLDER}"
    return None


@dataclass(frozen=True)
class OpenIdProvider:
    """A running provider."""

    issuer: str
    process: subprocess.Popen[str]

    def tell(self, **words: Any) -> None:
        """Change whom it signs in, or how it misbehaves: provider.mjs says by which words."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "done\n"

    def stop(self) -> None:
        """Be gone, as a server that has crashed."""
        self.process.kill()
        self.process.wait(timeout=10)


@contextmanager
def openid_provider(our_url: str, name: str) -> Iterator[OpenIdProvider]:
    """Run a provider until the block ends that knows the server at ``our_url``, where it is called ``name``."""
    way = f"{our_url}/api/auth/oidc/{name}"
    process = subprocess.Popen(
        ["node", "provider.mjs", f"{way}/callback", f"{our_url}/sign-in", f"{way}/logout"],
        cwd=FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield OpenIdProvider(process.stdout.readline().strip(), process)
    finally:
        process.kill()
        process.wait(timeout=10)
