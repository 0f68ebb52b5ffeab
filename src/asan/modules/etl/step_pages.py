"""The thirteen steps for people: what each decides, what it reads and writes."""

import re
from dataclasses import asdict
from typing import get_args

from asan.modules.etl.plan import steps
from asan.modules.etl.schemas import EdgeOut, LineageOut, NodeKind, NodeOut, StepOut
from asan.modules.etl.service import lineage

_KINDS = get_args(NodeKind)


def described() -> list[StepOut]:
    """All steps in order, each with the prose of its SQL file's head."""
    return [
        StepOut(
            ordinal=step.ordinal,
            name=step.name,
            prose=prose(step.sql),
            files=list(step.owned),
            reads=_shown(step.access.reads - step.access.writes),
            writes=_shown(step.access.writes),
        )
        for step in steps()
    ]


def graph() -> LineageOut:
    """Steps and tables as a graph, drawn from the SQL; scratch tables of single steps are left out."""
    found = lineage()
    nodes = [NodeOut.model_validate(asdict(node)) for node in found.nodes if node.kind in _KINDS and node.label]
    known = {node.id for node in nodes}
    return LineageOut(
        nodes=nodes,
        edges=[EdgeOut(source=e.source, target=e.target) for e in found.edges if {e.source, e.target} <= known],
    )


def prose(sql: str) -> str:
    """The text of the comment that a step's SQL begins with; its paragraphs are parted by empty lines.

    The step's number and name, which the text begins with, are left out.
    """
    paragraphs: list[list[str]] = [[]]
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        words = line.removeprefix("--").strip()
        if words:
            paragraphs[-1].append(words)
        else:
            paragraphs.append([])
    text = "\n\n".join(" ".join(lines) for lines in paragraphs if lines)
    return re.sub(r"^(?:Step )?\d+,? [\w ]+: ", "", text)


def _shown(tables: frozenset[str]) -> list[str]:
    parts = ((table, *table.split(".", 1)) for table in tables)
    return sorted(table for table, schema, name in parts if schema in _KINDS and name)
