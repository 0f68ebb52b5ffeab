"""Rules, many at once, around the events of indexes.

A rule becomes a tree of nodes: its leaves are correlated and demographic criteria, the others count how many of their
parts hold. All leaves are computed in one statement, then the nodes above them, height by height.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from asan.modules.research.compiler.cdm import Cdm
from asan.modules.research.compiler.conditions import Condition
from asan.modules.research.compiler.plan import ALWAYS_COUNTED, Correlated, Rule
from asan.modules.research.compiler.relations import Relation, rows_of, union
from asan.modules.research.compiler.windows import DATES, POINTS, SIDES, Date, Point, Side
from asan.omop.circe.criteria import Times
from asan.omop.circe.values import CountColumn

K = TypeVar("K")
Named = tuple[Date, Side, Point]
"""A bound without its days: a column of the nodes' table."""

_COMPARED: Final = """CASE n.times WHEN 0 THEN {found} = n.count WHEN 1 THEN {found} <= n.count
        ELSE {found} >= n.count END"""
_HOLDING: Final = "CASE WHEN g.at_most THEN {found} <= g.threshold ELSE {found} >= g.threshold END"


@dataclass(frozen=True, slots=True)
class Index:
    """The events around which rules look.

    A relation of index_id, person_id, event_id, start_date, end_date, visit_occurrence_id, op_start_date, op_end_date.
    ``repeats``: an event may stand in it more than once, with different observation periods.
    """

    relation: str
    repeats: bool


class Evaluation:
    """Rules in, relations out. ``name`` begins the names of the relations; ``events`` is the table of all sources."""

    def __init__(self, name: str, index: Index, events: str, cdm: Cdm) -> None:
        self.name = name
        self.index = index
        self.events = events
        self.cdm = cdm
        self.correlated: dict[tuple[int, Correlated], int] = {}
        self.demographic: dict[tuple[int, tuple[Condition, ...]], int] = {}
        self.groups: dict[int, list[tuple[int, int, bool, int]]] = {}
        self.parts: dict[int, list[tuple[int, int]]] = {}
        self.nodes = 0

    def add(self, index_id: int, rule: Rule) -> int:
        """Take in a rule around the events of ``index_id``; returns its node."""
        return self._rule(index_id, rule)[0]

    def holding(self) -> str:
        """Where nodes hold, as a table: node, person_id, event_id; to be asked when all rules are in."""
        return f"({union([f'SELECT * FROM {name}' for name in self._made(max(self.groups, default=0) + 1)])})"

    def relations(self) -> list[Relation]:
        """The statements, in order."""
        found = [*self._leaves()]
        for height in sorted(self.groups):
            found += self._groups(height)
        return found

    def _rule(self, index_id: int, rule: Rule) -> tuple[int, int]:
        parts = [(self._leaf(self.correlated, (index_id, part)), 0) for part in rule.correlated]
        parts += [(self._leaf(self.demographic, (index_id, part)), 0) for part in rule.demographic]
        parts += [self._rule(index_id, part) for part in rule.rules]
        if len(parts) == 1 and rule.threshold == 1 and not rule.at_most:
            return parts[0]
        height = 1 + max((height for _, height in parts), default=0)
        node = self._next()
        self.groups.setdefault(height, []).append((node, index_id, rule.at_most, rule.threshold))
        self.parts.setdefault(height, []).extend((part, node) for part, _ in parts)
        return node, height

    def _leaf(self, leaves: dict[K, int], leaf: K) -> int:
        if leaf not in leaves:
            leaves[leaf] = self._next()
        return leaves[leaf]

    def _next(self) -> int:
        self.nodes += 1
        return self.nodes - 1

    def _made(self, height: int) -> list[str]:
        """The relations of nodes below ``height``."""
        leaves = [f"{self.name}_0"] if self.correlated or self.demographic else []
        return leaves + [f"{self.name}_{below}" for below in sorted(self.groups) if below < height]

    # Leaves

    def _leaves(self) -> list[Relation]:
        found: list[Relation] = []
        selects = []
        if self.correlated:
            found += self._counts()
            selects += self._occurring()
        if self.demographic:
            rows = [(node, index_id) for (index_id, _), node in self.demographic.items()]
            found.append(rows_of(f"{self.name}_person", {"node": "INTEGER", "index_id": "INTEGER"}, rows))
            selects.append(self._demographic())
        return [*found, Relation(f"{self.name}_0", union(selects))] if selects else []

    def _counts(self) -> list[Relation]:
        """How many events each correlated criterion finds around each event of its index, where it finds any."""
        bounds = _bounds(self.correlated)
        columns = {
            "node": "INTEGER",
            "index_id": "INTEGER",
            "source": "INTEGER",
            "same_visit": "BOOLEAN",
            "times": "INTEGER",
            "count": "INTEGER",
            "counted": "VARCHAR",
            **{_column(*bound): "INTEGER" for bound in bounds},
        }
        rows = []
        for (index_id, part), node in self.correlated.items():
            days = {(bound.date, bound.side, bound.point): bound.days for bound in part.bounds}
            counted = part.counted.value if part.counted else None
            rows.append(
                (
                    node,
                    index_id,
                    part.source,
                    part.same_visit,
                    int(part.times),
                    part.count,
                    counted,
                    *(days.get(bound) for bound in bounds),
                )
            )
        nodes = rows_of(f"{self.name}_node", columns, rows)
        return [nodes, Relation(f"{self.name}_count", self._around(bounds))]

    def _around(self, bounds: Sequence[Named]) -> str:
        limits = [(date, side) for date in DATES for side in SIDES if any(b[:2] == (date, side) for b in bounds)]
        days = [f"{_limit(date, side, bounds)} AS {date}_{side}" for date, side in limits]
        ends = [f"(n.{_column(*b)} IS NULL OR p.end_date IS NOT NULL)" for b in bounds if b[2] == "end_date"]
        around = f"""SELECT n.node, n.source, n.same_visit, n.counted, p.person_id, p.event_id, p.visit_occurrence_id
        {"".join(f", {day}" for day in days)}
    FROM {self.index.relation} p JOIN {self.name}_node n ON n.index_id = p.index_id
    {f"WHERE {' AND '.join(ends)}" if ends else ""}"""
        near = ["e.source = a.source", "e.person_id = a.person_id"]
        for date, side in limits:
            within = f"e.{date}_date {'>=' if side == 'from' else '<='} a.{date}_{side}"
            always = all(any((b.date, b.side) == (date, side) for b in part.bounds) for _, part in self.correlated)
            near.append(within if always else f"(a.{date}_{side} IS NULL OR {within})")
        if any(part.same_visit for _, part in self.correlated):
            near.append("(NOT a.same_visit OR e.visit_occurrence_id = a.visit_occurrence_id)")
        selects = []
        counted = sorted({part.counted for _, part in self.correlated if part.counted})
        if any(part.counted is None for _, part in self.correlated):
            selects.append(_counting("count(*)", near, "a.counted IS NULL" if counted else "TRUE"))
        if counted:
            value = " ".join(f"WHEN '{column}' THEN {_counted(column)}" for column in counted)
            selects.append(_counting(f"count(DISTINCT CASE a.counted {value} END)", near, "a.counted IS NOT NULL"))
        return (
            f"WITH around AS MATERIALIZED (\n    {around}\n)\n{union([s.format(events=self.events) for s in selects])}"
        )

    def _occurring(self) -> list[str]:
        """Leaves that hold. Those that may hold where nothing was found start from the index."""
        absent = [_holds_without(part) for _, part in self.correlated]
        table, counts, index = f"{self.name}_node", f"{self.name}_count", self.index.relation
        selects = []
        if not all(absent):
            selects.append(
                f"""SELECT c.node, c.person_id, c.event_id FROM {counts} c JOIN {table} n ON n.node = c.node
    WHERE NOT (n.times = 1 OR n.count = 0) AND {_COMPARED.format(found="c.found")}"""
            )
        if any(absent):
            selects.append(
                f"""SELECT {self._distinct}n.node, p.person_id, p.event_id
    FROM {index} p JOIN {table} n ON n.index_id = p.index_id AND (n.times = 1 OR n.count = 0)
    LEFT JOIN {counts} c ON c.node = n.node AND c.person_id = p.person_id AND c.event_id = p.event_id
    WHERE {_COMPARED.format(found="coalesce(c.found, 0)")}"""
            )
        return selects

    def _demographic(self) -> str:
        holds = "\n        ".join(
            f"WHEN {node} THEN {' AND '.join(f'({c.sql})' for c in conditions) or 'TRUE'}"
            for (_, conditions), node in self.demographic.items()
        )
        return f"""SELECT DISTINCT node, person_id, event_id FROM (
        SELECT n.node, p.person_id, p.event_id, p.start_date, p.end_date, TRUE AS person_known,
            q.year_of_birth, q.gender_concept_id, q.race_concept_id, q.ethnicity_concept_id
        FROM {self.index.relation} p JOIN {self.name}_person n ON n.index_id = p.index_id
        JOIN {self.cdm.table("person")} q ON q.person_id = p.person_id
    ) told WHERE CASE node {holds} END"""

    # Groups

    def _groups(self, height: int) -> list[Relation]:
        group, part, index = f"{self.name}_group_{height}", f"{self.name}_part_{height}", self.index.relation
        columns = {"node": "INTEGER", "index_id": "INTEGER", "at_most": "BOOLEAN", "threshold": "INTEGER"}
        found = [
            rows_of(group, columns, self.groups[height]),
            rows_of(part, {"node": "INTEGER", "parent": "INTEGER"}, self.parts[height]),
        ]
        below = self._made(height)
        counts = (
            f"""SELECT t.parent AS node, m.person_id, m.event_id, count(*) AS holding
        FROM ({union([f"SELECT * FROM {name}" for name in below])}) m JOIN {part} t ON t.node = m.node
        GROUP BY t.parent, m.person_id, m.event_id"""
            if below
            else "SELECT 0 AS node, 0 AS person_id, 0 AS event_id, 0 AS holding WHERE FALSE"
        )
        absent = [at_most or threshold <= 0 for _, _, at_most, threshold in self.groups[height]]
        selects = []
        if not all(absent):
            selects.append(
                f"""SELECT c.node, c.person_id, c.event_id FROM counted c JOIN {group} g ON g.node = c.node
    WHERE NOT (g.at_most OR g.threshold <= 0) AND {_HOLDING.format(found="c.holding")}"""
            )
        if any(absent):
            selects.append(
                f"""SELECT {self._distinct}g.node, p.person_id, p.event_id
    FROM {index} p JOIN {group} g ON g.index_id = p.index_id AND (g.at_most OR g.threshold <= 0)
    LEFT JOIN counted c ON c.node = g.node AND c.person_id = p.person_id AND c.event_id = p.event_id
    WHERE {_HOLDING.format(found="coalesce(c.holding, 0)")}"""
            )
        sql = f"WITH counted AS MATERIALIZED (\n    {counts}\n)\n{union(selects)}"
        return [*found, Relation(f"{self.name}_{height}", sql)]

    @property
    def _distinct(self) -> str:
        return "DISTINCT " if self.index.repeats else ""


def _holds_without(part: Correlated) -> bool:
    """Whether Circe looks at index events without any such event too."""
    return part.times is Times.AT_MOST or part.count == 0


def _bounds(correlated: dict[tuple[int, Correlated], int]) -> list[Named]:
    used: set[Named] = {(b.date, b.side, b.point) for _, part in correlated for b in part.bounds}
    return [(date, side, point) for date in DATES for side in SIDES for point in POINTS if (date, side, point) in used]


def _column(date: Date, side: Side, point: str) -> str:
    return f"{date}_{side}_{point}"


def _limit(date: Date, side: Side, bounds: Sequence[Named]) -> str:
    """The latest of lower bounds, the earliest of upper ones; a bound that a node does not have is NULL and ignored."""
    days = [f"p.{point} + n.{_column(date, side, point)}" for d, s, point in bounds if (d, s) == (date, side)]
    if len(days) == 1:
        return days[0]
    return f"{'greatest' if side == 'from' else 'least'}({', '.join(days)})"


def _counted(column: CountColumn) -> str:
    always = ALWAYS_COUNTED.get(column)
    return f"CAST(e.{always} AS VARCHAR)" if always else f"e.counted_{column.lower()}"


def _counting(what: str, near: Sequence[str], which: str) -> str:
    return f"""SELECT a.node, a.person_id, a.event_id, {what} AS found
FROM around a JOIN {{events}} e ON {" AND ".join(near)}
WHERE {which}
GROUP BY a.node, a.person_id, a.event_id"""
