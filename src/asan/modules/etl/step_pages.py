"""The thirteen steps for people: what each decides, what it reads and writes."""

from dataclasses import asdict

from asan.modules.etl.plan import steps
from asan.modules.etl.schemas import EdgeOut, LineageOut, NodeOut, StepOut
from asan.modules.etl.service import lineage


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
    """Steps and tables as a graph, drawn from the SQL."""
    found = lineage()
    return LineageOut(
        nodes=[NodeOut.model_validate(asdict(node)) for node in found.nodes],
        edges=[EdgeOut.model_validate(asdict(edge)) for edge in found.edges],
    )


def prose(sql: str) -> str:
    """The text of the comment that a step's SQL begins with; its paragraphs are parted by empty lines."""
    paragraphs: list[list[str]] = [[]]
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        words = line.removeprefix("--").strip()
        if words:
            paragraphs[-1].append(words)
        else:
            paragraphs.append([])
    return "\n\n".join(" ".join(lines) for lines in paragraphs if lines)


def _shown(tables: frozenset[str]) -> list[str]:
    return sorted(table for table in tables if not table.startswith(("etl.", "raw.")))
