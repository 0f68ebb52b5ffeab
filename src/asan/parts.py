"""What the program is put together from: the one list of the modules' routers, jobs and commands."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import APIRouter

ROUTERS = (
    "asan.http.health",
    "asan.http.jobs",
    "asan.http.notices",
    "asan.gateway.routes",
    "asan.gateway.policies.routes",
    "asan.gateway.limits.routes",
    "asan.modules.security.routes",
    "asan.modules.security.oidc.routes",
    "asan.modules.security.user_routes",
    "asan.modules.security.group_routes",
    "asan.modules.security.project_routes",
    "asan.modules.security.access.routes",
    "asan.modules.security.posture.routes",
    "asan.modules.security.break_glass.routes",
    "asan.modules.security.audit_routes",
    "asan.modules.dashboard.routes",
    "asan.modules.mart.routes",
    "asan.modules.etl.routes",
    "asan.modules.etl.snapshots.routes",
    "asan.modules.research.routes",
    "asan.modules.ontology.routes",
)
JOBS = (
    "asan.modules.etl.jobs",
    "asan.modules.etl.snapshots.jobs",
    "asan.modules.mart.jobs",
    "asan.modules.research.generation.jobs",
    "asan.modules.research.analysis.kept.jobs",
    "asan.modules.research.study.jobs",
)
MODELS = (
    "asan.kit.jobs.models",
    "asan.kit.notices",
    "asan.gateway.models",
    "asan.modules.security.models",
    "asan.modules.security.access.models",
    "asan.modules.security.break_glass.models",
    "asan.modules.etl.models",
    "asan.modules.research.models",
    "asan.modules.research.concept_sets.models",
    "asan.modules.research.analysis.kept.models",
    "asan.modules.research.review.models",
)


def routers() -> "list[APIRouter]":
    """The routers of every part, in the order of the menu."""
    return [import_module(name).router for name in ROUTERS]


def load_jobs() -> None:
    """Import every part that registers jobs."""
    for name in JOBS:
        import_module(name)


def load_models() -> None:
    """Import every part that has tables in the app store."""
    for name in MODELS:
        import_module(name)
