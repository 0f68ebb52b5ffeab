"""Whether the process answers: for a proxy or a service manager, without a login and without a word about data."""

from fastapi import APIRouter

router = APIRouter(tags=["health"])


@router.get("/api/health")
def health() -> dict[str, str]:
    """Say that the process is up."""
    return {"status": "up"}
