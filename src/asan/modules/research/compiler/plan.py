"""What definitions ask for, in numbered parts that they share.

A *source* is a set of events that something asks for: those of a criterion (an `Atom`), eras of other sources, or those
events of a source for which a rule holds. An *index* is a set of events around which rules look: those of a source, or
a definition's entry events. A *rule* is a Circe group, resolved to the sources that it counts.

Sources have a level: an atom is of level 0, everything else one above the highest that it needs. Levels are computed
one after the other, whatever the number of definitions.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from asan.modules.research.compiler.conditions import Condition, conditions_of, date_literal
from asan.modules.research.compiler.domains import DEMOGRAPHICS, DOMAINS, ERA_ATTRIBUTES, Domain
from asan.modules.research.compiler.windows import Bound, bounds_of
from asan.omop.circe.criteria import (
    CorrelatedCriterion,
    Covering,
    Criterion,
    CustomEra,
    Death,
    DemographicCriterion,
    Group,
    Occurrence,
    Specimen,
    Times,
)
from asan.omop.circe.errors import CannotRun
from asan.omop.circe.expression import CohortExpression, ConceptSet, CustomEraEnd
from asan.omop.circe.values import CountColumn, DateAdjustment, DateType

ALWAYS_COUNTED: Final = {
    CountColumn.START_DATE: "start_date",
    CountColumn.END_DATE: "end_date",
    CountColumn.VISIT_ID: "visit_occurrence_id",
}
"""What every event has, so that distinct values of it can be counted in every domain."""

Items = tuple[tuple[int, bool, bool, bool], ...]
"""Of each item of a concept set: concept_id, excluded, with descendants, with what maps to it."""

Sets = tuple[Items, ...]
"""What one number stands for: no set where the definition lacks it; of several, what each of them holds.

As in Circe, an event of a concept that two sets of one number hold is there twice.
"""


@dataclass(frozen=True, slots=True)
class Atom:
    """The events of one criterion, without the criteria around it; in SQL over its domain's columns."""

    domain: Domain
    concept_set: int | None
    source_set: int | None
    first: bool
    start: str
    end: str
    conditions: tuple[Condition, ...]
    shown_start: str = "start_date"
    shown_end: str = "end_date"


@dataclass(frozen=True, slots=True)
class Eras:
    """Spans over the events of other sources, joined where they overlap.

    Circe's SQL compares ends without the gap that it has added to them, so that ``GapDays`` joins nothing.
    """

    inputs: tuple[int, ...]
    first: bool
    start: str
    end: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Correlated:
    """Events of a source within ``bounds`` around an index event: compared with ``count`` as ``times`` says."""

    source: int
    bounds: tuple[Bound, ...]
    same_visit: bool
    times: Times
    count: int
    counted: CountColumn | None


@dataclass(frozen=True, slots=True)
class Rule:
    """At least, or ``at_most``, ``threshold`` of the parts hold. A rule of no parts holds always."""

    at_most: bool
    threshold: int
    correlated: tuple[Correlated, ...]
    demographic: tuple[tuple[Condition, ...], ...]
    rules: tuple["Rule", ...]

    def parts(self) -> Iterable[Correlated]:
        """All that it counts, that of rules within it too."""
        yield from self.correlated
        for rule in self.rules:
            yield from rule.parts()

    def sources(self) -> Iterable[int]:
        """The sources that it counts."""
        yield from (part.source for part in self.parts())


@dataclass(frozen=True, slots=True)
class Filtered:
    """The events of a source for which a rule holds."""

    base: int
    rule: Rule


Source = Atom | Eras | Filtered


@dataclass(frozen=True, slots=True)
class Definition:
    """One cohort, resolved."""

    expression: CohortExpression
    entry: tuple[int, ...]
    additional: Rule | None
    rules: tuple[Rule, ...]
    censoring: tuple[int, ...]
    exposure: int | None
    """The concept set of the drugs whose exposure ends the cohort."""
    concept_sets: frozenset[int]
    """The sets that it uses."""


class Plan:
    """Definitions, and the parts that they share."""

    def __init__(self) -> None:
        self.concept_sets: dict[Sets, int] = {}
        self.sources: dict[Source, int] = {}
        self.levels: list[int] = []
        self.counted: set[CountColumn] = set()
        self.definitions: list[Definition] = []

    def add(self, expression: CohortExpression) -> None:
        """Take a definition in. Raises CannotRun."""
        self.definitions.append(_Resolver(self, expression.concept_sets).definition(expression))

    def source(self, source: Source, level: int) -> int:
        """The number of a source; a new one where nothing asked for it before."""
        if source not in self.sources:
            self.sources[source] = len(self.levels)
            self.levels.append(level)
        return self.sources[source]

    def identified(self) -> frozenset[int]:
        """Sources whose events must be told apart: those of an entry, and those around which a rule looks."""
        found = {number for definition in self.definitions for number in definition.entry}
        found |= {source.base for source in self.sources if isinstance(source, Filtered)}
        return frozenset(found)

    def with_visits(self) -> frozenset[int]:
        """Sources of whose events one must know the visit. Of entries always: rules may be asked about them later."""
        found = {number for definition in self.definitions for number in definition.entry}
        for rule in self._rules():
            found |= {part.source for part in rule.parts() if part.same_visit or part.counted is CountColumn.VISIT_ID}
        for source, number in reversed(self.sources.items()):  # what is made of others comes after them
            if isinstance(source, Filtered):
                around = any(part.same_visit for part in source.rule.parts())
                found |= {source.base} if around or number in found else set()
        return frozenset(found)

    def _rules(self) -> Iterable[Rule]:
        for definition in self.definitions:
            yield from (definition.additional,) if definition.additional else ()
            yield from definition.rules
        yield from (source.rule for source in self.sources if isinstance(source, Filtered))

    def at_level(self, level: int) -> list[tuple[int, Source]]:
        """The sources of a level with their numbers."""
        return [(number, source) for source, number in self.sources.items() if self.levels[number] == level]


class _Resolver:
    """One definition's way into the plan."""

    def __init__(self, plan: Plan, concept_sets: tuple[ConceptSet, ...]) -> None:
        self.plan = plan
        self.sets: dict[int, Sets] = {}
        self.used: set[int] = set()
        for found in concept_sets:
            self.sets[found.id] = (*self.sets.get(found.id, ()), _items(found))

    def definition(self, expression: CohortExpression) -> Definition:
        additional = expression.additional_criteria
        strategy = expression.end_strategy
        exposure = None
        if isinstance(strategy, CustomEraEnd):
            if strategy.drug_codeset_id is None:
                raise CannotRun(
                    ko="종료 전략에 약물 개념 집합이 없습니다.", en="The end strategy names no set of drugs."
                )
            exposure = self.set_number(strategy.drug_codeset_id)
        return Definition(
            expression=expression,
            entry=tuple(self.source(criterion) for criterion in expression.primary_criteria.criteria_list),
            additional=self.rule(additional) if additional is not None and not additional.is_empty else None,
            rules=tuple(self.rule(rule.expression) for rule in expression.inclusion_rules),
            censoring=tuple(self.source(criterion) for criterion in expression.censoring_criteria),
            exposure=exposure,
            concept_sets=frozenset(self.used),
        )

    def set_number(self, codeset_id: int) -> int:
        """A set that the definition names but does not hold is empty, as in Circe."""
        number = self.plan.concept_sets.setdefault(self.sets.get(codeset_id, ()), len(self.plan.concept_sets))
        self.used.add(number)
        return number

    def source(self, criterion: Criterion) -> int:
        if isinstance(criterion, CustomEra):
            # Circe gives criteria around a custom era no effect.
            return self.eras(criterion)
        base = self.plan.source(self.atom(criterion), 0)
        group = criterion.correlated_criteria
        if group is None or group.is_empty:
            return base
        rule = self.rule(group)
        return self.plan.source(Filtered(base, rule), self._above((base, *rule.sources())))

    def atom(self, criterion: Criterion) -> Atom:
        domain = DOMAINS.get(type(criterion))
        if domain is None or getattr(criterion, "place_of_service_location", None) is not None:
            raise CannotRun(
                ko="거주 지역 조건에는 CDM 5.3과 5.4에 없는 LOCATION_HISTORY 표가 필요합니다.",
                en="Regions need the table LOCATION_HISTORY, which neither CDM 5.3 nor 5.4 has.",
            )
        conditions = list(conditions_of(criterion, domain.attributes, self.set_number))
        adjustment = None if isinstance(criterion, Specimen) else criterion.date_adjustment
        start, end = _adjusted(adjustment, domain.start, domain.end, isinstance(criterion, Death))
        if adjustment is not None:
            conditions.append(_FORWARD)
        shown_start, shown_end = "start_date", "end_date"
        if isinstance(criterion, Covering) and criterion.user_defined_period is not None:
            period = criterion.user_defined_period
            for date in (period.start_date, period.end_date):
                if date is not None:
                    literal = date_literal(date)
                    conditions.append(Condition(f"start_date <= {literal} AND end_date >= {literal}", (), None))
            shown_start = date_literal(period.start_date) if period.start_date is not None else shown_start
            shown_end = date_literal(period.end_date) if period.end_date is not None else shown_end
        return Atom(
            domain=domain,
            concept_set=self._named(criterion, domain.standard_set),
            source_set=self._named(criterion, domain.source_set),
            first=bool(getattr(criterion, "first", False)),
            start=start,
            end=end,
            conditions=tuple(conditions),
            shown_start=shown_start,
            shown_end=shown_end,
        )

    def eras(self, criterion: CustomEra) -> int:
        if not criterion.criteria_list:
            raise CannotRun(ko="CustomEra에 조건이 없습니다.", en="A custom era has no criteria.")
        inputs = tuple(self.source(inner) for inner in criterion.criteria_list)
        conditions = list(conditions_of(criterion, ERA_ATTRIBUTES, self.set_number))
        start, end = _adjusted(criterion.date_adjustment, "d.start_date", "d.end_date", False)
        if criterion.date_adjustment is not None:
            conditions.append(_FORWARD)
        eras = Eras(inputs, bool(criterion.first), start, end, tuple(conditions))
        return self.plan.source(eras, self._above(inputs))

    def rule(self, group: Group) -> Rule:
        correlated = tuple(self.correlated(part) for part in group.criteria_list)
        demographic = tuple(self.demographic(part) for part in group.demographic_criteria_list)
        rules = tuple(self.rule(part) for part in group.groups)
        parts = len(correlated) + len(demographic) + len(rules)
        if not parts:
            return Rule(False, 0, (), (), ())
        at_most, threshold = _threshold(group, parts)
        return Rule(at_most, threshold, correlated, demographic, rules)

    def correlated(self, part: CorrelatedCriterion) -> Correlated:
        if part.criteria is None:
            raise CannotRun(ko="그룹의 조건 하나가 비어 있습니다.", en="A criterion of a group is missing.")
        occurrence = part.occurrence
        if occurrence is None:
            raise CannotRun(
                ko="조건에 횟수(Occurrence)가 없습니다.", en="A criterion does not say how often (Occurrence)."
            )
        if occurrence.type not in tuple(Times):
            raise CannotRun(
                ko=f"횟수의 종류를 알 수 없습니다: {occurrence.type}",
                en=f"Unknown type of occurrence: {occurrence.type}",
            )
        return Correlated(
            source=self.source(part.criteria),
            bounds=bounds_of(part),
            same_visit=part.restrict_visit,
            times=Times(occurrence.type),
            count=occurrence.count,
            counted=self._counted(occurrence, part.criteria),
        )

    def demographic(self, part: DemographicCriterion) -> tuple[Condition, ...]:
        return tuple(conditions_of(part, DEMOGRAPHICS, self.set_number))

    def _named(self, criterion: Criterion, attribute: str | None) -> int | None:
        number = getattr(criterion, attribute, None) if attribute else None
        return None if number is None else self.set_number(number)

    def _counted(self, occurrence: Occurrence, criterion: Criterion) -> CountColumn | None:
        if not occurrence.is_distinct:
            return None
        column = occurrence.count_column or CountColumn.DOMAIN_CONCEPT
        domain = DOMAINS.get(type(criterion))
        counted = domain.counted if domain else {CountColumn.DURATION: None}
        if column not in ALWAYS_COUNTED and column not in counted:
            kind = type(criterion).__name__
            raise CannotRun(
                ko=f"{kind}에는 {column}이(가) 없어 서로 다른 값을 셀 수 없습니다.",
                en=f"{kind} has no {column} of which distinct values could be counted.",
            )
        self.plan.counted.add(column)
        return column

    def _above(self, sources: Iterable[int]) -> int:
        return 1 + max(self.plan.levels[number] for number in sources)


_FORWARD: Final = Condition("end_date >= start_date", (), None)


def _items(concept_set: ConceptSet) -> Items:
    found = set()
    for item in concept_set.expression.items:
        if item.concept.concept_id is None:
            raise CannotRun(
                ko=f"개념 집합 {concept_set.id}에 CONCEPT_ID가 없는 개념이 있습니다.",
                en=f"A concept of the concept set {concept_set.id} has no CONCEPT_ID.",
            )
        found.add((item.concept.concept_id, item.is_excluded, item.include_descendants, item.include_mapped))
    return tuple(sorted(found))


def _adjusted(adjustment: DateAdjustment | None, start: str, end: str, is_death: bool) -> tuple[str, str]:
    """The dates after an adjustment. For a death Circe starts each from its own date, whatever was chosen."""
    if adjustment is None:
        return start, end
    starts = start if is_death or adjustment.start_with is DateType.START_DATE else end
    ends = end if is_death or adjustment.end_with is DateType.END_DATE else start
    return f"({starts}) + {adjustment.start_offset}", f"({ends}) + {adjustment.end_offset}"


def _threshold(group: Group, parts: int) -> tuple[bool, int]:
    type_ = (group.type or "").upper()
    if type_ == "ALL":
        return False, parts
    if type_ == "ANY":
        return False, 1
    if not type_.startswith("AT_") or group.count is None:
        raise CannotRun(
            ko=f"그룹의 종류나 수를 알 수 없습니다: {group.type} {group.count}",
            en=f"Unknown type or count of a group: {group.type} {group.count}",
        )
    if not type_.endswith("LEAST"):
        return True, group.count
    # At least fewer than none: Circe then looks only at events for which some part holds.
    return False, group.count if group.count >= 0 else 1
