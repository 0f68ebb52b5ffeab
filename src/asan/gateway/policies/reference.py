"""What roles and explicit policies mean, in plain Python on a whole database: what resolution and rewrite are held to.

Slow and small on purpose, written from docs/security.md. It shares with `asan.gateway.policies.resolution` and `rows`
no more than what the CDM and the roles are; as `asan.gateway.reference` it never sees SQL.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from asan.gateway.masks import Mask, Null
from asan.gateway.policies.definition import (
    CareSites,
    ColumnValues,
    Concept,
    Dates,
    Definition,
    KeepRows,
    Masked,
    Members,
    Objects,
    Persons,
    Recorded,
    RowChoice,
)
from asan.gateway.policies.stated import Stated, Tags
from asan.gateway.policy import ColumnPolicy
from asan.gateway.reference import mask_value
from asan.gateway.roles import DEFAULTS, GRANTED
from asan.gateway.tags import NEARNESS, TAGS, Nearness, person_column
from asan.warehouse.engines.base import Schema, TableName

Row = Mapping[str, object]
Database = Mapping[TableName, Sequence[Row]]

_SOURCE: Final = {"condition_era": "condition_occurrence", "drug_era": "drug_exposure", "dose_era": "drug_exposure"}
_GOES_WITH: Final = {**_SOURCE, "note_nlp": "note", "episode_event": "episode"}
_EVENTS: Final = {
    "Condition": ("condition_occurrence", "condition_occurrence_id"),
    "Drug": ("drug_exposure", "drug_exposure_id"),
    "Procedure": ("procedure_occurrence", "procedure_occurrence_id"),
    "Device": ("device_exposure", "device_exposure_id"),
    "Measurement": ("measurement", "measurement_id"),
    "Observation": ("observation", "observation_id"),
    "Specimen": ("specimen", "specimen_id"),
    "Visit": ("visit_occurrence", "visit_occurrence_id"),
    "Person": ("person", "person_id"),
    "Note": ("note", "note_id"),
    "Episode": ("episode", "episode_id"),
}
_EVENT_DOMAINS: Final = {*_EVENTS, "Meas Value"} - {"Visit", "Person", "Note", "Episode"}
_SAY_NOTHING: Final = (
    "_type_concept_id",
    "route_concept_id",
    "unit_concept_id",
    "unit_source_concept_id",
    "_field_concept_id",
)
_STRENGTH: Final = ("rounded", "age_band", "date_shift", "year", "first_character", "token", "constant", "null")
_POINTERS: Final = (
    "preceding_",
    "parent_visit",
    "episode_parent",
    "measurement_event",
    "observation_event",
    "note_event",
)
_FITTING: Final = {
    "VARCHAR": {"first_character", "token", "constant"},
    "DATE": {"year", "date_shift"},
    "TIMESTAMP": {"year", "date_shift"},
    "INTEGER": {"rounded", "age_band", "token"},
    "BIGINT": {"rounded", "age_band", "token"},
    "DOUBLE": {"rounded"},
}


class Reference:
    """What a holder of ``roles`` sees of ``database`` under the policies that apply to them."""

    def __init__(
        self,
        roles: frozenset[str],
        policies: Sequence[Stated],
        tags: Tags,
        schema: Schema,
        database: Database,
        today: dt.date,
    ) -> None:
        self.roles, self.tags, self.schema, self.database, self.today = roles, tags, schema, database, today
        self.definitions = [policy.definition for policy in policies]
        self.hidden = [self._reach(policy) for policy in self._having("concepts") if self._concepts(policy)]
        self.own = {
            cohort
            for policy in self._having("rows")
            if isinstance(rule := _rule(policy), Members) and not rule.absent
            for cohort in rule.ids
        }

    # Tables and columns.
    def tables(self) -> dict[TableName, tuple[ColumnPolicy, ...]]:
        """The tables that are there and their columns, plain or masked."""
        found = {table: self._columns(table) for table in self.schema if self._is_there(table)}
        return {table: columns for table, columns in found.items() if columns}

    def rows(self, table: TableName, key: str) -> list[dict[str, object]]:
        """The rows of a table that is there, as they are seen."""
        columns = self._columns(table)
        return [
            {column.name: _seen(column, row, key) for column in columns}
            for row in self.database[table]
            if self._keeps(table[1], row)
        ]

    def _having(self, *kinds: str) -> list[Definition]:
        return [definition for definition in self.definitions if definition.effect.kind in kinds]

    def _granting(self, table: TableName) -> list[Mapping[object, Mask]]:
        near = NEARNESS.get(table)
        own = [DEFAULTS[role].masks for role in self.roles if role in DEFAULTS and near in DEFAULTS[role].tables]
        granted = any(self._means(policy.objects, table) for policy in self._having("grant"))
        return [*own, *([GRANTED.masks] if granted else [])]  # type: ignore[list-item]

    def _is_there(self, table: TableName) -> bool:
        return bool(self._granting(table)) and not self._is_denied(table)

    def _is_denied(self, table: TableName) -> bool:
        places = [table, ("cdm", _GOES_WITH[table[1]])] if table[1] in _GOES_WITH else [table]
        return any(self._means(policy.objects, place) for policy in self._having("deny") for place in places)

    def _means(self, objects: Objects, table: TableName, column: str | None = None) -> bool:
        """Whether a policy is about a table, or a column of it."""
        names = {table[1], ".".join(table)}
        if names & set(objects.tables) or self.tags.of_table(table) & set(objects.tags):
            return True
        if column is None:
            return False
        of = {f"{name}.{column}" for name in names}
        return bool(of & set(objects.columns) or self.tags.of_column(table, column) & set(objects.tags))

    def _columns(self, table: TableName) -> tuple[ColumnPolicy, ...]:
        return tuple(
            ColumnPolicy(column.name, column.type, self._mask(table, column.name, column.type))
            for column in self.schema[table]
            if not any(self._means(policy.objects, table, column.name) for policy in self._having("hide"))
        )

    def _mask(self, table: TableName, column: str, kind: str) -> Mask | None:
        masks: list[Mask] = []
        tag = TAGS.get((table[1], column))
        roles = [masks_of.get(tag) for masks_of in self._granting(table)]
        lifted = any(self._means(policy.objects, table, column) for policy in self._having("plain"))
        if roles and None not in roles and not lifted:
            masks.append(min((mask for mask in roles if mask is not None), key=_strength))
        for policy in self._having("mask"):
            if isinstance(policy.effect, Masked) and self._means(policy.objects, table, column):
                person = person_column(table[1]) if NEARNESS.get(table) is Nearness.PERSON else None
                mask = policy.effect.mask.mask(person, self.today)
                masks.append(mask if mask.name in _FITTING.get(kind, set()) else Null())
        if self._hides_events() and table[0] == "cdm" and column.startswith(_POINTERS):
            masks.append(Null())
        return max(masks, key=_strength, default=None)

    # Rows.
    def _hides_events(self) -> bool:
        """Whether some policy hides single events rather than whole persons."""
        return bool(self.hidden) or any(
            not isinstance(_rule(policy), Members | Persons | Recorded) for policy in self._having("rows")
        )

    def _keeps(self, name: str, row: Row) -> bool:
        if NEARNESS.get(("cdm", name)) is Nearness.PERSON:
            return self._keeps_of_person(name, row)
        if NEARNESS.get(("cdm", name)) is Nearness.LINKED:
            told = all(self._rule_keeps(_rule(p), name, row) for p in self._having("rows") if self._names(p, name))
            return told and not self._carries(name, row) and self._keeps_linked(name, row)
        return True

    def _keeps_of_person(self, name: str, row: Row) -> bool:
        for policy in self._having("rows"):
            rule = _rule(policy)
            meant = self._everywhere(policy) or self._names(policy, name)
            # An era follows what it is made from, as far as one can tell of it.
            follows = not meant and name in _SOURCE and self._names(policy, _SOURCE[name])
            if follows and rule.kind == "values":
                return False
            if (meant or follows) and not self._rule_keeps(rule, name, row):
                return False
            if rule.kind in ("care_sites", "values") and name == "cohort" and not self._is_own_cohort(row):
                return False
        if self._carries(name, row) or (self.hidden and name == "cohort" and not self._is_own_cohort(row)):
            return False
        return self._visits_are_there(name, row)

    def _is_own_cohort(self, row: Row) -> bool:
        return row["cohort_definition_id"] in self.own

    def _everywhere(self, policy: Definition) -> bool:
        return not policy.objects.tables and not policy.objects.tags

    def _names(self, policy: Definition, name: str) -> bool:
        return not self._everywhere(policy) and self._means(policy.objects, ("cdm", name))

    def _rule_keeps(self, rule: RowChoice, name: str, row: Row) -> bool:
        match rule:
            case Members() | Persons() | Recorded():
                if NEARNESS.get(("cdm", name)) is not Nearness.PERSON:
                    return False
                person = row[person_column(name)]
                return person is not None and (person in self._persons(rule)) != rule.absent
            case CareSites(ids=ids):
                return self._at(set(ids), name, row)
            case Dates(first=first, last=last):
                return _within(name, row, first, last)
        value = row.get(rule.column)
        if rule.column not in row:
            return False
        return (value is not None and value in self._meant(rule)) != rule.absent

    def _persons(self, rule: Members | Persons | Recorded) -> set[object]:
        if isinstance(rule, Persons):
            return set(rule.ids)
        if isinstance(rule, Members):
            rows = self.database[("cdm", "cohort")]
            return {row["subject_id"] for row in rows if row["cohort_definition_id"] in rule.ids}
        rows, meant = self.database[("cdm", rule.table.rpartition(".")[2])], self._meant(rule)
        return {row["person_id"] for row in rows if row[rule.column] is not None and row[rule.column] in meant}

    def _at(self, ids: set[int], name: str, row: Row) -> bool:
        visits = [each for each in self.database[("cdm", "visit_occurrence")] if each["care_site_id"] in ids]
        if name == "visit_occurrence":
            return row["care_site_id"] in ids
        if name in ("person", "observation_period", "death", "payer_plan_period"):
            return row["person_id"] is not None and row["person_id"] in {visit["person_id"] for visit in visits}
        visit = row.get("visit_occurrence_id")
        inside = visit is not None and visit in {each["visit_occurrence_id"] for each in visits}
        if name == "visit_detail":
            return inside and (row["care_site_id"] is None or row["care_site_id"] in ids)
        return inside

    # Concepts.
    def _concepts(self, policy: Definition) -> set[Concept]:
        tagged = {concept for concept, tags in self.tags.concepts.items() if tags & set(policy.objects.tags)}
        return set(policy.objects.concepts) | tagged

    def _meant(self, rule: Recorded | ColumnValues) -> set[object]:
        """The values of a rule, and beneath them what is meant too."""
        found: set[object] = set(rule.values)
        if rule.descendants:
            for row in self.database[("vocabulary", "concept_ancestor")]:
                if row["ancestor_concept_id"] in rule.values:
                    found.add(row["descendant_concept_id"])
        return found - {None}

    def _reach(self, policy: Definition) -> tuple[set[object], set[object], bool]:
        ancestors = self.database[("vocabulary", "concept_ancestor")]
        given = self._concepts(policy)
        above = {concept.id for concept in given if concept.descendants}
        ids: set[object] = {concept.id for concept in given}
        ids |= {row["descendant_concept_id"] for row in ancestors if row["ancestor_concept_id"] in above}
        mapped = {
            row["concept_id_2"]
            for row in self.database[("vocabulary", "concept_relationship")]
            if row["relationship_id"] == "Maps to" and row["concept_id_1"] in ids
        }
        eras = ids | mapped
        eras = eras | {row["ancestor_concept_id"] for row in ancestors if row["descendant_concept_id"] in eras}
        known = {
            row["concept_id"] for row in self.database[("vocabulary", "concept")] if row["domain_id"] in _EVENT_DOMAINS
        }
        return ids - {None}, eras - {None}, bool(ids - {None} - known)

    def _carries(self, name: str, row: Row) -> bool:
        """Whether a row bears a hidden concept, or is an era that may be made of such rows."""
        if name == "person":
            return False
        telling = [
            value
            for column, value in row.items()
            if column.endswith("concept_id") and not column.endswith(_SAY_NOTHING) and "domain_" not in column
        ]
        for ids, eras, _ in self.hidden:
            if any(value in (eras if name in _SOURCE else ids) for value in telling):
                return True
        return False

    def _visits_are_there(self, name: str, row: Row) -> bool:
        """Whether none of the visits that a row belongs to is hidden as such."""
        for visits in ("visit_occurrence", "visit_detail"):
            if name in _SOURCE and self._hides_visits(visits):
                return False
            key = f"{visits}_id"
            if name != visits and row.get(key) is not None:
                same = [each for each in self.database[("cdm", visits)] if each[key] == row[key]]
                if any(not self._stands(visits, each) for each in same):
                    return False
        return True

    def _hides_visits(self, visits: str) -> bool:
        own = any(beyond for _, _, beyond in self.hidden) or any(
            self._names(policy, visits) and _rule(policy).kind in ("care_sites", "values")
            for policy in self._having("rows")
        )
        return own or (visits == "visit_detail" and self._hides_visits("visit_occurrence"))

    def _stands(self, visits: str, row: Row) -> bool:
        """Whether a visit is not one of those with which all that happened in it is hidden."""
        for ids, _, beyond in self.hidden:
            concepts = [value for column, value in row.items() if column.endswith("concept_id")]
            if beyond and any(value in ids for value in concepts):
                return False
        for policy in self._having("rows"):
            rule = _rule(policy)
            follows = self._names(policy, visits) and rule.kind in ("care_sites", "values")
            if follows and not self._rule_keeps(rule, visits, row):
                return False
        if visits == "visit_detail" and row["visit_occurrence_id"] is not None:
            outer = self.database[("cdm", "visit_occurrence")]
            around = [each for each in outer if each["visit_occurrence_id"] == row["visit_occurrence_id"]]
            return all(self._stands("visit_occurrence", each) for each in around)
        return True

    # Rows that are somebody's only through others.
    def _matters(self, name: str) -> bool:
        """Whether rows of a table near to persons can be hidden, or the table is denied."""
        if self._is_denied(("cdm", name)):
            return True
        if NEARNESS.get(("cdm", name)) is not Nearness.PERSON:
            return False
        for policy in self._having("rows"):
            rule = _rule(policy)
            meant = self._everywhere(policy) or self._names(policy, name)
            if meant and not (rule.kind == "dates" and name == "person"):
                return True
        if self.hidden and name != "person":
            return True
        return any(
            self._hides_visits(visits) and any(column.name == f"{visits}_id" for column in self.schema[("cdm", name)])
            for visits in ("visit_occurrence", "visit_detail")
            if name != visits and ("cdm", name) in self.schema
        )

    def _belongs(self, value: object, table: str, key: str) -> bool:
        if self._is_denied(("cdm", table)) or value is None or ("cdm", table) not in self.schema:
            return False
        rows = self.database[("cdm", table)]
        return any(row[key] == value and self._keeps_of_person(table, row) for row in rows)

    def _keeps_linked(self, name: str, row: Row) -> bool:
        match name:
            case "note_nlp":
                return not self._matters("note") or self._belongs(row["note_id"], "note", "note_id")
            case "cost":
                return self._of_domain(row["cost_domain_id"], row["cost_event_id"])
            case "fact_relationship":
                return all(self._fact(row[f"domain_concept_id_{n}"], row[f"fact_id_{n}"]) for n in (1, 2))
            case "location":
                if not self._matters("person"):
                    return True
                sites = {site["location_id"] for site in self.database[("cdm", "care_site")]}
                lives = [
                    person
                    for person in self.database[("cdm", "person")]
                    if person["location_id"] == row["location_id"] and row["location_id"] is not None
                ]
                denied = self._is_denied(("cdm", "person"))
                inhabited = not denied and any(self._keeps_of_person("person", person) for person in lives)
                return inhabited or (row["location_id"] is not None and row["location_id"] in sites)
        return True

    def _of_domain(self, domain: object, value: object) -> bool:
        if not any(self._matters(table) for table, _ in _EVENTS.values()):
            return True
        table, key = _EVENTS.get(str(domain), ("", ""))
        if ("cdm", table) not in self.schema:
            return False
        return not self._matters(table) or self._belongs(value, table, key)

    def _fact(self, concept: object, value: object) -> bool:
        if not any(self._matters(table) for table, _ in _EVENTS.values()):
            return True
        domains = [
            row["domain_id"]
            for row in self.database[("vocabulary", "domain")]
            if concept is not None and row["domain_concept_id"] == concept
        ]
        return any(domain in ("Care site", "Provider") or self._of_domain(domain, value) for domain in domains)


def _rule(policy: Definition) -> RowChoice:
    assert isinstance(policy.effect, KeepRows)
    return policy.effect.rule


def _strength(mask: Mask) -> tuple[int, int, str]:
    figure = next((getattr(mask, name) for name in ("step", "width", "days") if hasattr(mask, name)), 0)
    return _STRENGTH.index(mask.name), figure, repr(mask)


def _seen(column: ColumnPolicy, row: Row, key: str) -> object:
    value = row[column.name]
    return value if column.mask is None or value is None else mask_value(column.mask, value, row, column.type, key)


def _within(name: str, row: Row, first: dt.date | None, last: dt.date | None) -> bool:
    if NEARNESS.get(("cdm", name)) is not Nearness.PERSON:
        return False
    begins = next((column for column in row if column.endswith("_start_date") or column in _DAYS), None)
    if begins is None:
        return True
    begin = row[begins]
    end = row.get(begins.replace("_start_date", "_end_date")) if begins not in _DAYS else None
    lower = end if name in ("observation_period", "payer_plan_period") else begin
    if first is not None and (lower is None or lower < first):  # type: ignore[operator]
        return False
    if last is not None:
        latest = begin if name in ("observation_period", "payer_plan_period") else end
        if begin is None or begin > last or (latest is not None and latest > last):  # type: ignore[operator]
            return False
    return True


_DAYS: Final = ("observation_date", "note_date", "measurement_date", "procedure_date", "death_date", "specimen_date")
