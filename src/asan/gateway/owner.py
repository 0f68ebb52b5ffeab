"""On the command line, the owner of the data folder may act as anyone: they could read its files anyway."""

import getpass
import os

from asan.gateway.principal import Principal
from asan.kit.errors import Forbidden
from asan.kit.settings import settings


def owner_name() -> str:
    """The operating system's name of whoever runs this, when they own the data folder. Raises Forbidden otherwise."""
    home = settings().make_home()
    if home.stat().st_uid != os.geteuid():
        raise Forbidden(action=f"ASAN_HOME={home}")
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.geteuid())


def owner() -> Principal:
    """The owner, for the audit of what they do to accounts from the command line."""
    return Principal(name=f"os:{owner_name()}", roles=frozenset({"admin"}))
