"""The events of every criterion: each domain's table read once, whatever the number of criteria that ask for it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final

from asan.modules.research.compiler.cdm import Cdm
from asan.modules.research.compiler.conditions import CONCEPT_SETS, Condition
from asan.modules.research.compiler.domains import Domain, Join
from asan.modules.research.compiler.plan import ALWAYS_COUNTED, Atom, Eras, Plan
from asan.modules.research.compiler.relations import Relation, rows_of, union
from asan.modules.research.compiler.spans import spans
from asan.omop.circe.values import CountColumn

EVENTS: Final = "cohort_events"
"""Relations EVENTS_0, EVENTS_1 … hold a level's events: source, person_id, event_id, start_date, end_date,
visit_occurrence_id, sort_date, and ``counted_…`` for each column of which distinct values are counted. event_id and
visit_occurrence_id may be NULL where no rule needs them (`Plan.identified`, `Plan.with_visits`)."""

_ATOMS: Final = "cohort_atom"
_NO_NUMBER: Final = "CAST(NULL AS BIGINT)"
_JOINED: Final = {
    Join.PERSON: (
        "LEFT JOIN {table} p ON p.person_id = m.person_id",
        "p.person_id IS NOT NULL AS person_known, p.year_of_birth, p.gender_concept_id",
    ),
    Join.PROVIDER: ("LEFT JOIN {table} pr ON pr.provider_id = m.provider_id", "pr.specialty_concept_id"),
    Join.VISIT: (
        "LEFT JOIN {table} v ON v.visit_occurrence_id = m.visit_occurrence_id AND v.person_id = m.person_id",
        "v.visit_occurrence_id IS NOT NULL AS visit_known, v.visit_concept_id AS attended_visit_concept_id",
    ),
    Join.CARE_SITE: (
        "LEFT JOIN {table} cs ON cs.care_site_id = m.care_site_id",
        "cs.care_site_id IS NOT NULL AS site_known, cs.place_of_service_concept_id",
    ),
}


def known_events(level: int) -> str:
    """All events of levels below ``level``, as a table."""
    return f"({union([f'SELECT * FROM {EVENTS}_{below}' for below in range(level)])})"


def counted_columns(plan: Plan) -> list[CountColumn]:
    """What events carry beside their dates because distinct values of it are counted."""
    return sorted(plan.counted - set(ALWAYS_COUNTED))


def atom_events(plan: Plan, cdm: Cdm) -> list[Relation]:
    """The events of level 0."""
    atoms = [(number, source) for number, source in plan.at_level(0) if isinstance(source, Atom)]
    by_domain: dict[Domain, list[tuple[int, Atom]]] = {}
    for number, atom in atoms:
        by_domain.setdefault(atom.domain, []).append((number, atom))
    rows = [(number, atom.concept_set, atom.source_set, _branch(atom)) for number, atom in atoms]
    columns = {"source": "INTEGER", "concept_set": "INTEGER", "source_set": "INTEGER", "branch": "VARCHAR"}
    domains = [_DomainEvents(domain, found, plan, cdm) for domain, found in by_domain.items()]
    return [
        rows_of(_ATOMS, columns, rows),
        *(extract for domain in domains for extract in domain.extracts()),
        Relation(f"{EVENTS}_0", union([domain.sql() for domain in domains] or [_nothing(plan)])),
    ]


def era_events(level: int, eras: Sequence[tuple[int, Eras]], plan: Plan, cdm: Cdm) -> tuple[list[Relation], str]:
    """Custom eras over the events below ``level``: what they need first, and the SELECT of their events."""
    inputs = f"cohort_era_{level}"
    rows = [(number, source) for number, era in eras for source in era.inputs]
    columns = {"era": "INTEGER", "source": "INTEGER"}
    given = f"""SELECT k.era, e.person_id, e.start_date, e.end_date
        FROM {known_events(level)} e JOIN {inputs} k ON k.source = e.source"""
    made = spans(given, ("era", "person_id"))
    numbered = f"""SELECT era AS source, person_id, start_date, end_date,
            row_number() OVER (PARTITION BY era ORDER BY person_id, start_date, end_date) AS event_id,
            row_number() OVER (PARTITION BY era, person_id ORDER BY start_date, end_date) AS ordinal
        FROM ({made}) made"""
    matched = f"""SELECT d.source, d.person_id, d.event_id, {_NO_NUMBER} AS visit_occurrence_id,
            {_NO_NUMBER} AS concept_id, {_each({n: e.start for n, e in eras}, "d.source")} AS start_date,
            {_each({n: e.end for n, e in eras}, "d.source")} AS end_date
        FROM ({numbered}) d
        WHERE {_each({n: "d.ordinal = 1" if e.first else "TRUE" for n, e in eras}, "d.source")}"""
    sql = _selected(
        matched,
        conditions={number: era.conditions for number, era in eras},
        shown={number: ("start_date", "end_date") for number, _ in eras},
        counted={CountColumn.DURATION: ("end_date - start_date", ())},
        plan=plan,
        cdm=cdm,
    )
    return [rows_of(inputs, columns, rows)], sql


class _DomainEvents:
    """The events of all atoms of one domain."""

    def __init__(self, domain: Domain, atoms: list[tuple[int, Atom]], plan: Plan, cdm: Cdm) -> None:
        self.domain = domain
        self.atoms = atoms
        self.plan = plan
        self.cdm = cdm
        conditions = [condition for _, atom in atoms for condition in atom.conditions]
        columns = {column for condition in conditions for column in condition.columns}
        columns |= {c for column in counted_columns(plan) for c in domain.counted.get(column, ("", ()))[1]}
        self.columns = sorted(columns - {"visit_occurrence_id"})
        # Two columns of wide numbers: reading them takes as long as reading all the others.
        numbers = {number for number, _ in atoms}
        counted = CountColumn.VISIT_DETAIL_ID in plan.counted
        self.event_id = domain.event_id if counted or numbers & plan.identified() else _NO_NUMBER
        joined = any(condition.join is Join.VISIT for condition in conditions)
        self.visit = domain.visit if domain.visit and (joined or numbers & plan.with_visits()) else _NO_NUMBER
        self.table = cdm.table(domain.table, self.columns)
        ordered = sorted(atoms, key=lambda found: _branch(found[1]))
        self.branches = {name: list(found) for name, found in groupby(ordered, key=lambda found: _branch(found[1]))}

    def extracts(self) -> list[Relation]:
        """The table's rows that some branch wants, where there are several: so it is read once."""
        if len(self.branches) == 1:
            return []
        domain = self.domain
        first = domain.event_id if any(atom.first for _, atom in self.atoms) else ""
        roles = (self.event_id, self.visit, first, domain.start, domain.end)
        columns = {column for role in roles for column in re.findall(r"d\.(\w+)", role)}
        columns |= {"person_id", *self.columns, *filter(None, (domain.concept, domain.source_concept))}
        wanted = f"SELECT concept_id FROM {CONCEPT_SETS} WHERE concept_set IN ({{sets}})"
        lookups: dict[str, set[int]] = {}
        for _, atom in self.atoms:
            if atom.concept_set is not None and domain.concept:
                lookups.setdefault(domain.concept, set()).add(atom.concept_set)
            elif atom.source_set is not None and domain.source_concept:
                lookups.setdefault(domain.source_concept, set()).add(atom.source_set)
            else:
                lookups.clear()
                break
        where = " OR ".join(
            f"d.{column} IN ({wanted.format(sets=_listed(sorted(sets)))})" for column, sets in lookups.items()
        )
        name = f"cohort_domain_{domain.name}"
        sql = f"SELECT {', '.join(f'd.{column}' for column in sorted(columns))} FROM {self.table} d"
        self.table = name
        return [Relation(name, f"{sql} WHERE {where}" if where else sql)]

    def sql(self) -> str:
        return _selected(
            union([self._branch(name, found) for name, found in self.branches.items()]),
            conditions={number: atom.conditions for number, atom in self.atoms},
            shown={number: (atom.shown_start, atom.shown_end) for number, atom in self.atoms},
            counted=self.domain.counted,
            plan=self.plan,
            cdm=self.cdm,
        )

    def _branch(self, name: str, atoms: list[tuple[int, Atom]]) -> str:
        """Atoms whose concepts are looked up in the same columns, and that are all first events or all every event."""
        domain, (_, one) = self.domain, atoms[0]
        selected = [
            "a.source",
            "d.person_id",
            f"{self.event_id} AS event_id",
            f"{self.visit} AS visit_occurrence_id",
            f"d.{domain.concept} AS concept_id",
            f"{_each({n: a.start for n, a in atoms}, 'a.source')} AS start_date",
            f"{_each({n: a.end for n, a in atoms}, 'a.source')} AS end_date",
            *(f"d.{column}" for column in self.columns),
        ]
        keys = [f"(SELECT * FROM {_ATOMS} WHERE branch = '{name}') a"]
        where = ""
        if one.concept_set is not None:
            keys.append(f"JOIN {CONCEPT_SETS} s ON s.concept_set = a.concept_set")
            where = f"JOIN {self.table} d ON d.{domain.concept} = s.concept_id"
        if one.source_set is not None:
            keys.append(f"JOIN {CONCEPT_SETS} o ON o.concept_set = a.source_set")
            joined = f"d.{domain.source_concept} = o.concept_id"
            where = f"{where} AND {joined}" if where else f"JOIN {self.table} d ON {joined}"
        source = f"FROM {' '.join(keys)} {where or f'CROSS JOIN {self.table} d'}"
        if not one.first:
            return f"SELECT {', '.join(selected)} {source}"
        ordinal = f"""row_number() OVER (PARTITION BY a.source, d.person_id
            ORDER BY {domain.start}, {domain.event_id}, {domain.end}, d.{domain.concept}) AS ordinal"""
        names = [column.rpartition(" AS ")[2].rpartition(".")[2] for column in selected]
        return f"""SELECT {", ".join(names)} FROM (
            SELECT {", ".join(selected)}, {ordinal} {source}
        ) numbered WHERE ordinal = 1"""


def _branch(atom: Atom) -> str:
    return f"{atom.domain.name} {atom.concept_set is not None:d}{atom.source_set is not None:d}{atom.first:d}"


def _selected(
    matched: str,
    conditions: Mapping[int, Sequence[Condition]],
    shown: Mapping[int, tuple[str, str]],
    counted: Mapping[CountColumn, tuple[str, tuple[str, ...]]],
    plan: Plan,
    cdm: Cdm,
) -> str:
    """Events as EVENTS holds them, of those matched that meet their source's conditions."""
    joins = sorted({c.join for found in conditions.values() for c in found if c.join}, key=lambda join: join.value)
    told = "".join(f", {_JOINED[join][1]}" for join in joins)
    tables = " ".join(_JOINED[join][0].format(table=cdm.table(join.value)) for join in joins)
    holds = {
        number: " AND ".join(f"({condition.sql})" for condition in found) or "TRUE"
        for number, found in conditions.items()
    }
    extra = "".join(
        f", CAST({counted[column][0] if column in counted else 'NULL'} AS VARCHAR) AS counted_{column.lower()}"
        for column in counted_columns(plan)
    )
    where = _each(holds, "source")
    starts = _each({number: start for number, (start, _) in shown.items()}, "source")
    ends = _each({number: end for number, (_, end) in shown.items()}, "source")
    return f"""SELECT source, person_id, event_id, {starts} AS start_date, {ends} AS end_date, visit_occurrence_id,
    start_date AS sort_date{extra}
FROM (SELECT m.*{told} FROM ({matched}) m {tables}) told{"" if where == "TRUE" else f" WHERE {where}"}"""


def _each(by_source: Mapping[int, str], source: str) -> str:
    """An expression that is another for each source: one text where all say the same."""
    sources: dict[str, list[int]] = {}
    for number, text in by_source.items():
        sources.setdefault(text, []).append(number)
    if len(sources) == 1:
        return next(iter(sources))
    usual = max(sources, key=lambda text: len(sources[text]))
    cases = [f"WHEN {source} IN ({_listed(found)}) THEN {text}" for text, found in sources.items() if text != usual]
    return f"CASE {' '.join(cases)} ELSE {usual} END"


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _nothing(plan: Plan) -> str:
    extra = "".join(f", CAST(NULL AS VARCHAR) AS counted_{column.lower()}" for column in counted_columns(plan))
    return f"""SELECT CAST(NULL AS INTEGER) AS source, CAST(NULL AS BIGINT) AS person_id,
    CAST(NULL AS BIGINT) AS event_id, CAST(NULL AS DATE) AS start_date, CAST(NULL AS DATE) AS end_date,
    CAST(NULL AS BIGINT) AS visit_occurrence_id, CAST(NULL AS DATE) AS sort_date{extra} WHERE FALSE"""
