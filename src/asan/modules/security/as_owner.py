"""How this module's commands begin: as the owner of the data folder, before an app store of the present version."""

from asan.gateway.owner import owner
from asan.gateway.principal import Principal
from asan.kit.migrate import upgrade


def as_owner() -> Principal:
    """The owner, for the audit. Raises Forbidden for anyone else."""
    by = owner()
    upgrade()
    return by
