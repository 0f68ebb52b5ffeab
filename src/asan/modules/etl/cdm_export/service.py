"""Exporting a published snapshot to PostgreSQL, noted in the audit: every patient's rows leave the gateway's reach."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from asan.gateway import audit
from asan.gateway.errors import NoSnapshot
from asan.gateway.principal import Principal
from asan.gateway.snapshot_names import CURRENT, version_of
from asan.kit.errors import AsanError
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.etl.cdm_export.errors import ExportStopped, PasswordShown
from asan.warehouse.connection import interrupted
from asan.warehouse.lake import Lake
from asan.warehouse.snapshots import Snapshot, current, find
from asan.warehouse.target import Address, check, load

__all__ = ["Progress", "check", "destination", "export"]

Progress = Callable[[float, str], None]


def destination(url: str) -> Address | None:
    """The address ``url`` from a command line, or the settings' where it is empty; None where neither says one.

    Raises BadTarget, PasswordShown.
    """
    if not url:
        configured = settings().etl_target.get_secret_value()
        return Address.parse(configured) if configured else None
    address = Address.parse(url)
    if address.password is not None:
        raise PasswordShown
    return address


def export(
    by: Principal,
    address: Address,
    *,
    snapshot: str = CURRENT,
    verify: bool = False,
    surface: str,
    progress: Progress = lambda share, what: None,
) -> dict[str, Any]:
    """Write the snapshot (version, tag or ``current``) to ``address``; returns the account of it (see `Loaded`).

    For administrators, who see every row anyway: the database's own rights then say who reads it.
    Raises NoSnapshot, LakeMissing, Forbidden, ExportStopped, and the kinds of `asan.warehouse.target.errors`;
    the schema there is then as it was.
    """
    by.require("cdm.export", "admin")
    upgrade()
    lake = Lake(settings())
    found = _snapshot(lake, snapshot)
    note = audit.Entry("cdm.export", "started", surface, question=address.shown, snapshot=found.version)
    begun = audit.write(by, note)
    try:
        told = load(lake, found, address, retries=settings().etl_target_retries, verify=verify, progress=progress)
    except BaseException as error:
        stopped = interrupted(error)
        named = ExportStopped() if stopped else error
        code = named.code if isinstance(named, AsanError) else type(named).__name__
        audit.write(by, replace(note, outcome="failed", code=code, refers_to=begun))
        if stopped:
            raise named from error
        raise
    audit.write(by, replace(note, outcome="done", rows=sum(told.rows.values()), refers_to=begun))
    return asdict(told)


def _snapshot(lake: Lake, name: str) -> Snapshot:
    version = version_of(name)
    connection = lake.connect_reader()
    try:
        found = current(connection) if version is None else find(connection, version)
    finally:
        connection.close()
    if found is None:
        raise NoSnapshot(which="" if version is None else f" {name[:64]}")
    return found
