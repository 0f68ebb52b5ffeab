"""References that lead nowhere: what an imported row points at and the CDM does not have."""

from asan.modules.etl.cdm_import.convert import Account
from asan.modules.etl.cdm_import.files import IMPORTED
from asan.omop.cdm.model import Table
from asan.omop.ddl import quoted
from asan.warehouse.connection import Connection


def count_dangling(connection: Connection, accounts: list[Account]) -> None:
    """Set each account's ``dangling``: loaded rows by foreign key to a clinical table that has no such row.

    The rows stay: the source's facts are not ours to drop, and a link can be missing for good reason (a CDM that was
    cut down to some tables). Concepts are not looked at here, a partial vocabulary is warned of where it is loaded.
    """
    for account in accounts:
        if account.loaded:
            account.dangling = _dangling(connection, IMPORTED[account.table])


def _dangling(connection: Connection, table: Table) -> dict[str, int]:
    found = {}
    for field in table.fields:
        target = field.foreign_key
        if target is None or target[0] not in IMPORTED or IMPORTED[target[0]].schema != "cdm":
            continue
        count = connection.execute(
            f"""SELECT count(*) FROM {table.schema}.{table.name} AS t
                ANTI JOIN cdm.{target[0]} AS o ON o.{quoted(target[1])} = t.{quoted(field.name)}
                WHERE t.{quoted(field.name)} IS NOT NULL"""
        ).fetchall()[0][0]
        if count:
            found[f"{field.name} → {target[0]}"] = int(count)
    return found
