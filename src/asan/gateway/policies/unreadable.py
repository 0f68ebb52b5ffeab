"""A stored policy that this version cannot read: what it would take away is not there at all until it is mended.

Whom it is about and what, is read as far as it can be. Where it cannot be, it is about everyone, and about every
table of patients. One that only gives something gives nothing.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from asan.gateway.policies.definition import Definition, Deny, Objects
from asan.gateway.policies.stated import Tags, column_named, table_named, touches_column, touches_table
from asan.gateway.tags import NEARNESS, PATIENTS
from asan.warehouse.engines.base import Schema, TableName

_GIVING: Final = ("grant", "plain")
_WHOM: Final = ("subjects", "unless", "starts", "ends")
_ALL: Final = Objects(tables=("person",))

log = logging.getLogger("asan.gateway")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One such policy: ``whom`` says of whom and when it speaks, ``objects`` of what (None: of every patient's table).

    ``gives``: it takes nothing away.
    """

    key: str
    version: int
    whom: Definition
    objects: Objects | None
    gives: bool

    @property
    def label(self) -> str:
        """``key@version``, as errors name it."""
        return f"{self.key}@{self.version}"

    def blocks(self, lake: Schema, tags: Tags) -> frozenset[TableName]:
        """The tables that are not there because of it."""
        if self.gives:
            return frozenset()
        objects = self.objects
        if objects is None:
            return frozenset(table for table in lake if NEARNESS.get(table) in PATIENTS)
        return frozenset(
            table
            for table, columns in lake.items()
            if touches_table(objects, table, tags)
            or any(touches_column(objects, table, column.name, tags) for column in columns)
        )


def unreadable(key: str, version: int, body: str) -> Unreadable:
    """What can be read of a policy that is no `Definition`."""
    log.error("policy %s@%s cannot be read; what it governs is refused", key, version)
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    told: Mapping[str, object] = found if isinstance(found, dict) else {}
    effect = told.get("effect")
    kind = effect.get("kind") if isinstance(effect, dict) else None
    return Unreadable(key, version, _whom(told), _objects(told, kind), kind in _GIVING)


def _whom(told: Mapping[str, object]) -> Definition:
    given = {name: told[name] for name in _WHOM if name in told}
    try:
        return Definition.model_validate({**given, "objects": _ALL, "effect": Deny(kind="deny")})
    except ValidationError:
        return Definition(objects=_ALL, effect=Deny(kind="deny"))


def _objects(told: Mapping[str, object], kind: object) -> Objects | None:
    if kind not in ("deny", "mask", "hide", "rows"):
        # Concepts stand in rows of any table.
        return None
    try:
        objects = Objects.model_validate(told.get("objects", {}))
    except ValidationError:
        return None
    named = all(table_named(name) for name in objects.tables) and all(column_named(name) for name in objects.columns)
    if not named or objects.concepts or not (objects.tables or objects.columns or objects.tags):
        return None
    return objects
