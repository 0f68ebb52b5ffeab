"""Look the locked dependencies up in the public lists of known vulnerabilities: pip-audit and npm audit.

Fails on what they find but `ACCEPTED` does not name. In a closed network the lists cannot be asked: that is said, and
is no failure; run it again where they can.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SETS = ("runtime", "spark", "dev")

ACCEPTED: dict[str, str] = {}
"""Vulnerabilities by their id that were looked at and do not reach us, each with the reason."""


class Unreachable(Exception):
    """A list of vulnerabilities did not answer."""


def answer(*command: str, cwd: Path = ROOT) -> dict[str, object]:
    """What a command prints as JSON. Raises Unreachable where it prints none, or an error."""
    try:
        ended = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False)  # noqa: S603 - commands written here
        found = json.loads(ended.stdout)
    except (ValueError, OSError, subprocess.TimeoutExpired) as error:
        raise Unreachable(str(error)) from error
    if not isinstance(found, dict) or "error" in found:
        raise Unreachable(ended.stderr.strip().partition(chr(10))[0][:80])
    return found


def of_python(name: str) -> list[tuple[str, str]]:
    """Vulnerable packages of ``requirements/NAME.txt`` and the ids of what is known of them."""
    file = f"requirements/{name}.txt"
    tool = (sys.executable, "-m", "pip_audit", "--progress-spinner", "off")
    told = answer(*tool, "-r", file, "--disable-pip", "--require-hashes", "-f", "json")
    packages = told["dependencies"]
    known = [each for each in packages if "skip_reason" not in each]  # type: ignore[attr-defined]
    if not known:
        raise Unreachable("no package is known there")
    return [(f"{each['name']} {each['version']}", found["id"]) for each in known for found in each["vulns"]]


def of_web() -> list[tuple[str, str]]:
    """Vulnerable npm packages and the addresses of what is known of them."""
    told = answer("npm", "audit", "--json", cwd=ROOT / "web")
    return [
        (package, source["url"])
        for package, known in told["vulnerabilities"].items()  # type: ignore[attr-defined]
        for source in known["via"]
        if isinstance(source, dict)
    ]


def main() -> None:
    """Ask every list; exit with 1 where one knows of something that is not accepted."""
    checks = {**{f"requirements/{name}.txt": lambda name=name: of_python(name) for name in SETS}, "web": of_web}
    failed = False
    for name, check in checks.items():
        try:
            found = [(package, what) for package, what in check() if what not in ACCEPTED]
        except Unreachable as error:
            print(f"· {name}: not audited, no list of vulnerabilities answers from here ({error})")
            continue
        for package, what in found:
            print(f"{name}: {package}: {what}")
        failed = failed or bool(found)
        print(f"· {name}: {len(found)} vulnerabilities")
    sys.exit(failed)


if __name__ == "__main__":
    main()
