"""A policy held to one patient: what a question about them reads, however their number is masked.

A comparison with a token would have the engine hash every row of the hospital; this one is on the number as it lies
there, beside whatever policy keeps, so that it takes nothing away from a policy and adds nothing to it.
"""

from dataclasses import replace

from asan.gateway.policy import All, OneOf, Policy, TablePolicy
from asan.gateway.tags import NEARNESS, PATIENTS, Nearness, person_column


def held_to(policy: Policy, person: int) -> Policy:
    """``policy`` of the rows of ``person`` alone; tables of patients that do not say whose a row is are not there."""
    tables = (_held(table, person) for table in policy.tables)
    return replace(policy, tables=tuple(table for table in tables if table is not None))


def _held(table: TablePolicy, person: int) -> TablePolicy | None:
    near = NEARNESS.get(table.key)
    if near not in PATIENTS:
        return table
    if near is not Nearness.PERSON:
        return None
    theirs = OneOf(person_column(table.name), (person,))
    return replace(table, rows=theirs if table.rows is None else All((table.rows, theirs)))
