"""A small hospital loaded through the real steps, and the application's routes asked as one role or another."""

import csv
import shutil
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from starlette.middleware.base import RequestResponseEndpoint

from asan.gateway.models import User, UserRole
from asan.gateway.principal import ROLES, Principal
from asan.http import errors
from asan.kit.migrate import upgrade
from asan.kit.store import transaction
from asan.modules.etl import routes as etl
from asan.modules.etl.service import load_source
from asan.modules.etl.snapshots import routes as snapshots
from asan.modules.mart import routes as mart
from asan.modules.ontology import routes as ontology
from asan.modules.research import routes as research
from asan.parts import load_jobs
from tests.support.shared_data import shared_data

UNKNOWN_PATIENT = "00000000-0000-0000-0000-000000000000"


def load_hospital(folder: Path) -> int:
    """Load synthea-27 with two more observations of a patient who does not exist, and an account for each role.

    ``settings()`` must already mean the data folder to fill. Returns the run.
    """
    source = folder / "source"
    shutil.copytree(shared_data("synthea-27"), source)
    for file in (source, *source.iterdir()):
        file.chmod(0o755)
    observations = source / "observations.csv"
    with observations.open(newline="") as file:
        last = list(csv.DictReader(file))[-1]
    with observations.open("a", newline="") as file:
        for _ in range(2):
            csv.DictWriter(file, last, lineterminator="\n").writerow({**last, "PATIENT": UNKNOWN_PATIENT})
    upgrade()
    with transaction() as session:
        session.add_all(User(name=role, display_name=role, roles=[UserRole(role=role)]) for role in ROLES)
    load_jobs()
    report = load_source(source, shared_data("vocabulary"), started_by="os:test")
    return int(report["run"])


def client_as(*roles: str, language: str = "ko", user_id: int | None = None) -> TestClient:
    """Routes of the mart, the ETL, the snapshots, the ontology and research, asked by a holder of ``roles``.

    The first of them is the asker's name; ``user_id`` is their account's, where it matters that they have one.
    """
    app = FastAPI()
    errors.install(app)
    app.include_router(mart.router)
    app.include_router(etl.router)
    app.include_router(snapshots.router)
    app.include_router(ontology.router)
    app.include_router(research.router)
    principal = Principal(name=roles[0], roles=frozenset(roles), user_id=user_id)

    @app.middleware("http")
    async def sign_in(request: Request, call_next: RequestResponseEndpoint) -> Response:
        request.state.principal = principal
        return await call_next(request)

    return TestClient(app, headers={"accept-language": language}, raise_server_exceptions=False)
