"""Who asks over HTTP: the principal of a request, as routes take it.

Apart from the principal itself, which commands and jobs need too, without a web framework.
"""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Query, Request

from asan.gateway.principal import Principal
from asan.gateway.snapshot_names import version_of
from asan.kit.errors import LoginRequired

SnapshotName = Annotated[
    str | None, Query(description="Read this published snapshot, by version or tag, instead of the newest.")
]


def current_principal(request: Request, snapshot: SnapshotName = None) -> Principal:
    """The principal whom the sign-in middleware found, reading ``snapshot`` where that is given.

    Raises LoginRequired when there is nobody, NoSnapshot for a name that no snapshot has.
    """
    principal = getattr(request.state, "principal", None)
    if not isinstance(principal, Principal):
        raise LoginRequired()
    return replace(principal, snapshot=version_of(snapshot)) if snapshot else principal


CurrentPrincipal = Annotated[Principal, Depends(current_principal)]
"""Dependency of a route: ``def page(principal: CurrentPrincipal)``."""
