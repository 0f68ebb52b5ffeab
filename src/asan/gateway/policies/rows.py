"""Row rules of explicit policies, carried to every table that would tell of the hidden rows.

A person's rule holds for each table by the column that names its person. What is no person's by itself (costs,
findings in notes, facts that belong together, places) is there only where a row that it belongs to is there. What is
derived from events (eras, cohorts) is there only where no hidden row can have gone into it. What only points to
another row (`POINTERS`) loses the pointer, so that none leads to a row that is not there.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from asan.gateway.policies.concepts import Sensitive
from asan.gateway.policies.definition import (
    CareSites,
    ColumnValues,
    Concept,
    Dates,
    KeepRows,
    Members,
    Persons,
    Recorded,
    RowChoice,
)
from asan.gateway.policies.stated import Stated, Tags, concepts_of, table_named, touches_table
from asan.gateway.policy import NOTHING, All, Among, AnyRule, Compare, Not, OneOf, Present, RowRule
from asan.gateway.tags import NEARNESS, Nearness, person_column
from asan.omop.cdm import CDM
from asan.omop.domains import EVENT_TABLES
from asan.warehouse.engines.base import Schema, TableName

PERSONS: Final = tuple(name for (schema, name), near in NEARNESS.items() if near is Nearness.PERSON)
LINKED: Final = tuple(name for (schema, name), near in NEARNESS.items() if near is Nearness.LINKED)
ERAS: Final = ("condition_era", "drug_era", "dose_era")
DERIVED: Final = {
    "condition_occurrence": ("condition_era",),
    "drug_exposure": ("drug_era", "dose_era"),
    "note": ("note_nlp",),
    "episode": ("episode_event",),
}
"""Tables that are made from another one, and go with it."""


def derived_from(table: TableName) -> tuple[TableName, ...]:
    """The tables that ``table`` is made from."""
    return tuple(("cdm", source) for source, made in DERIVED.items() if table[0] == "cdm" and table[1] in made)


POINTERS: Final = frozenset(
    {
        "preceding_visit_occurrence_id",
        "preceding_visit_detail_id",
        "parent_visit_detail_id",
        "episode_parent_id",
        "measurement_event_id",
        "meas_event_field_concept_id",
        "observation_event_id",
        "obs_event_field_concept_id",
        "note_event_id",
        "note_event_field_concept_id",
    }
)
"""Columns that lead from one record to another of the same person, which a rule may hide."""

_TECHNICAL: Final = frozenset({"Type Concept", "Unit", "Route", "Metadata"})
"""Domains of columns that say how something was recorded, not what somebody has."""

_TECHNICAL_COLUMNS: Final = POINTERS | {
    "unit_source_concept_id",
    "operator_concept_id",
    "encoding_concept_id",
    "language_concept_id",
    "country_concept_id",
    "currency_concept_id",
    "cost_type_concept_id",
    "domain_concept_id_1",
    "domain_concept_id_2",
    "relationship_concept_id",
}

_TABLE_OF: Final = {domain: (table.name, table.id) for domain, table in EVENT_TABLES.items()} | {
    "Person": ("person", "person_id"),
    "Note": ("note", "note_id"),
    "Episode": ("episode", "episode_id"),
}
"""The table and key that a fact or cost of a domain belongs to; one of another domain is nobody's."""

_OF_NO_PATIENT: Final = ("Care site", "Provider")
_VISITS: Final = ("visit_occurrence", "visit_detail")
_ONCE_A_PERSON: Final = ("person", "observation_period", "death", "payer_plan_period")
_SPANS: Final = ("observation_period", "payer_plan_period")
_COHORT: Final = ("cdm", "cohort")

Look = Callable[[Iterable[Concept]], Sensitive]
"""Finds out what concepts reach."""


def sensitive_columns(table: str) -> tuple[str, ...]:
    """The columns of a CDM table whose concepts say what a person has or was done to."""
    if table == "person":
        # Who somebody is, is no event: hide or mask the column.
        return ()
    return tuple(
        field.name
        for field in CDM.tables[table].fields
        if field.name.endswith("concept_id")
        and field.concept_domain not in _TECHNICAL
        and field.name not in _TECHNICAL_COLUMNS
    )


def date_columns(table: str) -> tuple[str | None, str | None]:
    """The columns of a CDM table that say on which day its rows begin and end."""
    days = [field.name for field in CDM.tables[table].fields if field.type == "date"]
    return (days[0] if days else None), next((name for name in days if name.endswith("end_date")), None)


class RowRules:
    """The row rules that some policies put on the tables of one lake. Tables of ``denied`` count as without a row."""

    def __init__(
        self, policies: Sequence[Stated], tags: Tags, lake: Schema, look: Look, denied: Iterable[TableName] = ()
    ) -> None:
        self._lake, self._tags, self._look = lake, tags, look
        self._beneath: dict[tuple[Concept, ...], tuple[int, ...]] = {}
        self._denied = frozenset(name for schema, name in denied if schema == "cdm")
        self._rules: dict[str, list[RowRule]] = {}
        self._labels: dict[str, list[str]] = {}
        self._of_visits: dict[str, list[tuple[RowRule, str]]] = {name: [] for name in _VISITS}
        self._of_events: list[str] = []
        """Policies that hide single events of a person, rather than whole persons."""
        self._own_cohorts = _own_cohorts(policies)
        for policy in policies:
            if isinstance(policy.definition.effect, KeepRows):
                self._add_rows(policy, policy.definition.effect.rule)
            elif policy.kind == "concepts":
                concepts = concepts_of(policy.definition.objects, tags)
                if concepts:
                    self._add_concepts(policy.label, look(concepts))
        self._follow_visits()
        for name in LINKED:
            self._link(name)

    def of(self, table: TableName) -> RowRule | None:
        """The rule of a table, None where every row is kept."""
        return self._of(table[1]) if table[0] == "cdm" else None

    def labels(self, table: TableName) -> tuple[str, ...]:
        """The policies behind it."""
        return tuple(dict.fromkeys(self._labels.get(table[1], ()))) if table[0] == "cdm" else ()

    def pointer_labels(self, table: TableName, column: str) -> tuple[str, ...]:
        """The policies for which a column must not lead on to other rows."""
        return tuple(self._of_events) if table[0] == "cdm" and column in POINTERS else ()

    @property
    def restricted(self) -> frozenset[str]:
        """Tables of the CDM of which rows may be hidden, or that are denied."""
        return frozenset(self._rules) | self._denied

    def _of(self, name: str) -> RowRule | None:
        rules = self._rules.get(name)
        return None if not rules else rules[0] if len(rules) == 1 else All(tuple(rules))

    def _add(self, name: str, rule: RowRule, *labels: str) -> None:
        self._rules.setdefault(name, []).append(rule)
        self._labels.setdefault(name, []).extend(labels)

    def _has(self, name: str, *columns: str) -> bool:
        present = {column.name for column in self._lake.get(("cdm", name), ())}
        return bool(present) and present.issuperset(columns)

    # Rows that a policy keeps.
    def _add_rows(self, policy: Stated, rule: RowChoice) -> None:
        about = policy.definition.objects
        everywhere = not (about.tables or about.tags)
        meant = [
            name
            for name in (*PERSONS, *LINKED)
            if (everywhere and name in PERSONS) or touches_table(about, ("cdm", name), self._tags)
        ]
        for name in meant:
            kept = self._kept(rule, name)
            if kept is not None:
                self._add(name, kept, policy.label)
                if name in _VISITS and not everywhere and isinstance(rule, CareSites | ColumnValues):
                    self._of_visits[name].append((kept, policy.label))
        for source in meant:
            for name in DERIVED.get(source, ()):
                if name not in meant and name in ERAS:
                    kept = NOTHING if isinstance(rule, ColumnValues) else self._kept(rule, name)
                    if kept is not None:
                        self._add(name, kept, policy.label)
        if not isinstance(rule, Members | Persons | Recorded):
            self._of_events.append(policy.label)
        if isinstance(rule, CareSites | ColumnValues):
            self._restrict_cohorts(policy.label)

    def _kept(self, rule: RowChoice, name: str) -> RowRule | None:
        """What ``rule`` keeps of a table; None: all. What cannot be told of a table, is not kept."""
        match rule:
            case CareSites(ids=ids):
                return self._at(name, ids)
            case Members(ids=ids, absent=absent):
                return self._who(name, _COHORT, "subject_id", OneOf("cohort_definition_id", ids), absent)
            case Persons(ids=ids, absent=absent):
                return _one_of(name, ids, absent=absent)
            case Recorded(table=table, absent=absent):
                found = table_named(table) or ("", "")
                return self._who(name, found, person_column(found[1]), self._one_of_values(rule), absent)
            case Dates(first=first, last=last):
                return _within(name, first, last)
            case ColumnValues(absent=absent):
                one = self._one_of_values(rule)
                return NOTHING if not self._has(name, one.column) else Not(one) if absent else one

    def _one_of_values(self, rule: Recorded | ColumnValues) -> OneOf:
        """The values that a rule means; of concepts with all that lies beneath them, by the vocabulary that is read."""
        if rule.descendants and rule.concepts not in self._beneath:
            self._beneath[rule.concepts] = self._look(rule.concepts).ids
        return OneOf(rule.column.lower(), self._beneath[rule.concepts] if rule.descendants else rule.values)

    def _who(self, name: str, table: TableName, of: str, where: OneOf, absent: bool) -> RowRule:
        columns = {column.name for column in self._lake.get(table, ())}
        if name not in PERSONS or not {of, where.column} <= columns:
            return NOTHING
        person = person_column(name)
        found = Among(person, table, of, where)
        # A row of nobody known is not one of somebody without a mark.
        return All((Present(person), Not(found))) if absent else found

    def _at(self, name: str, ids: tuple[int, ...]) -> RowRule | None:
        site = OneOf("care_site_id", ids)
        visit = Among("visit_occurrence_id", ("cdm", "visit_occurrence"), "visit_occurrence_id", site)
        if not self._has("visit_occurrence", "care_site_id"):
            return NOTHING
        if name == "visit_occurrence":
            return site
        if name == "visit_detail" and self._has(name, "care_site_id", "visit_occurrence_id"):
            return All((visit, AnyRule((site, Not(Present("care_site_id"))))))
        if name in _ONCE_A_PERSON:
            return Among("person_id", ("cdm", "visit_occurrence"), "person_id", site)
        return visit if self._has(name, "visit_occurrence_id") else NOTHING

    # Rows that concepts hide.
    def _add_concepts(self, label: str, hidden: Sensitive) -> None:
        self._of_events.append(label)
        self._restrict_cohorts(label)
        for name in (*PERSONS, *LINKED):
            columns = [column for column in sensitive_columns(name) if self._has(name, column)]
            if not columns:
                continue
            ids = hidden.eras if name in ERAS else hidden.ids
            rule = Not(AnyRule(tuple(OneOf(column, ids) for column in columns)))
            self._add(name, rule, label)
            if name in _VISITS and hidden.beyond_events:
                self._of_visits[name].append((rule, label))

    def _restrict_cohorts(self, label: str) -> None:
        """Who is in a cohort tells of the events that made them its member."""
        self._add("cohort", OneOf("cohort_definition_id", self._own_cohorts), label)

    def _follow_visits(self) -> None:
        """What happened in a hidden visit is hidden, and every era may have come from it."""
        for visits in _VISITS:
            if not self._of_visits[visits]:
                continue
            key = f"{visits}_id"
            kept = All(tuple(rule for rule, _ in self._of_visits[visits]))
            labels = [label for _, label in self._of_visits[visits]]
            follows = Not(Among(key, ("cdm", visits), key, Not(kept)))
            for name in PERSONS:
                if name != visits and self._has(name, key):
                    self._add(name, follows, *labels)
                if name == "visit_detail" and visits == "visit_occurrence":
                    self._of_visits[name] += [(follows, label) for label in labels]
            for name in ERAS:
                self._add(name, NOTHING, *labels)

    # Tables whose rows are somebody's only through other tables.
    def _link(self, name: str) -> None:
        rule, behind = self._linked(name)
        if rule is not None:
            self._add(name, rule, *(label for other in behind for label in self._labels.get(other, ())))

    def _linked(self, name: str) -> tuple[RowRule | None, tuple[str, ...]]:
        match name:
            case "note_nlp":
                return self._belongs("note_id", "note", "note_id"), ("note",)
            case "episode_event":
                whose = self._belongs("episode_id", "episode", "episode_id")
                event, tables = self._of_domain("event_id", self._is_event_of)
                # Of hidden persons the episode is enough; an episode may also hold single events that are hidden.
                both = (whose, event if self._of_events or self._denied else None)
                rules = tuple(rule for rule in both if rule is not None)
                return (All(rules) if rules else None), ("episode", *tables)
            case "cost":
                return self._of_domain("cost_event_id", lambda domain: OneOf("cost_domain_id", (domain,)))
            case "fact_relationship":
                sides = [self._side(number) for number in (1, 2)]
                rules = tuple(rule for rule, _ in sides if rule is not None)
                return (All(rules) if rules else None), sides[0][1]
            case "location":
                persons = self._belongs("location_id", "person", "location_id")
                sites = Among("location_id", ("cdm", "care_site"), "location_id")
                if persons is None:
                    return None, ()
                return AnyRule((persons, *((sites,) if self._has("care_site", "location_id") else ()))), ("person",)
        return None, ()

    def _is_event_of(self, domain: str) -> RowRule:
        """Whether an episode's event is of a domain: its field is the concept of that table's key."""
        if ("vocabulary", "concept") not in self._lake:
            return NOTHING
        named = OneOf("concept_name", (".".join(_TABLE_OF[domain]),))
        return Among("episode_event_field_concept_id", ("vocabulary", "concept"), "concept_id", named)

    def _side(self, number: int) -> tuple[RowRule | None, tuple[str, ...]]:
        """One side of a pair of facts, whose domain is the concept of a domain of the vocabulary."""
        column = f"domain_concept_id_{number}"

        def of(domain: str) -> RowRule:
            return Among(column, ("vocabulary", "domain"), "domain_concept_id", OneOf("domain_id", (domain,)))

        known = ("vocabulary", "domain") in self._lake
        return self._of_domain(f"fact_id_{number}", of if known else lambda _domain: NOTHING, _OF_NO_PATIENT)

    def _of_domain(
        self, column: str, is_of: Callable[[str], RowRule], open_: tuple[str, ...] = ()
    ) -> tuple[RowRule | None, tuple[str, ...]]:
        """Rows that belong, by their domain, to a row that is there; of an unknown domain none."""
        restricted = tuple(
            table for table, _ in _TABLE_OF.values() if self._of(table) is not None or table in self._denied
        )
        if not restricted:
            return None, ()
        ways: list[RowRule] = [is_of(domain) for domain in open_]
        for domain, (table, key) in _TABLE_OF.items():
            if not self._has(table, key):
                continue
            kept = self._belongs(column, table, key)
            ways.append(is_of(domain) if kept is None else All((is_of(domain), kept)))
        return AnyRule(tuple(ways)), restricted

    def _belongs(self, column: str, table: str, key: str) -> RowRule | None:
        """Rows whose ``column`` is the ``key`` of a row of ``table`` that is there; None: it does not matter."""
        rule = self._of(table)
        if table in self._denied or (rule is not None and not self._has(table, key)):
            return NOTHING
        return None if rule is None else Among(column, ("cdm", table), key, rule)


def _one_of(name: str, ids: tuple[int, ...], *, absent: bool) -> RowRule:
    if name not in PERSONS:
        return NOTHING
    found = OneOf(person_column(name), ids)
    return All((Present(found.column), Not(found))) if absent else found


def _own_cohorts(policies: Sequence[Stated]) -> tuple[int, ...]:
    """The cohorts whose members the asker is limited to: that these persons are in them is known anyway."""
    found: set[int] = set()
    for policy in policies:
        effect = policy.definition.effect
        if isinstance(effect, KeepRows) and isinstance(effect.rule, Members) and not effect.rule.absent:
            found |= set(effect.rule.ids)
    return tuple(sorted(found))


def _within(name: str, first: dt.date | None, last: dt.date | None) -> RowRule | None:
    """Rows wholly within the days; spans of a person's membership need only touch them."""
    if name in LINKED:
        return NOTHING
    begins, ends = date_columns(name)
    if begins is None:
        return None
    lower, upper = (ends or begins, begins) if name in _SPANS else (begins, ends or begins)
    rules: list[RowRule] = []
    if first is not None:
        rules.append(Compare(lower, ">=", first))
    if last is not None:
        rules.append(Compare(begins, "<=", last))
        if upper != begins:
            rules.append(Not(Compare(upper, ">", last)))
    return All(tuple(rules))
