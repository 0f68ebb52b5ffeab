"""The graph of steps and tables, derived from the steps' SQL."""

from dataclasses import dataclass

from asan.modules.etl.plan import steps


@dataclass(frozen=True, slots=True)
class Node:
    """A source file, a table or a step. ``kind``: source, vocabulary, map, cdm, results or step."""

    id: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Edge:
    """Data goes from ``source`` to ``target`` (ids of nodes)."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """Tables and steps, and what flows between them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def lineage() -> Lineage:
    """The graph of all steps. Bookkeeping (``etl.*``) is left out."""
    nodes: dict[str, Node] = {}
    edges: dict[tuple[str, str], Edge] = {}
    for step in steps():
        step_id = f"step.{step.name}"
        nodes[step_id] = Node(step_id, "step", f"{step.ordinal} {step.name}")
        for table in sorted(step.access.reads - step.access.writes):
            _connect(nodes, edges, table, table, step_id)
        for table in sorted(step.access.writes):
            _connect(nodes, edges, table, step_id, table)
    return Lineage(tuple(nodes.values()), tuple(edges.values()))


def _connect(nodes: dict[str, Node], edges: dict[tuple[str, str], Edge], table: str, start: str, end: str) -> None:
    schema, _, name = table.partition(".")
    if schema == "etl":
        return
    nodes.setdefault(table, Node(table, schema, name))
    edges.setdefault((start, end), Edge(start, end))
