"""One concept and its surroundings, read from the lake's vocabulary."""

from dataclasses import dataclass
from typing import Any, Protocol, Self

# Enough for a page; ``total`` tells how many there are.
MOST = 200


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """A concept's own row."""

    concept_id: int
    name: str
    code: str
    domain: str
    vocabulary: str
    concept_class: str
    standard: str | None
    invalid_reason: str | None


@dataclass(frozen=True, slots=True)
class Synonym:
    """Another name, with the concept id of its language."""

    name: str
    language_concept_id: int


@dataclass(frozen=True, slots=True)
class Related:
    """Concepts in one relation to another: the first `MOST` by name, and how many there are."""

    total: int
    concepts: tuple[ConceptRow, ...]


@dataclass(frozen=True, slots=True)
class ConceptDetail:
    """A concept with its names and its neighbours.

    ``maps_to``: the standard concepts that stand for it; ``mapped_from``: the codes for which it stands.
    """

    concept: ConceptRow
    valid_start: str
    valid_end: str
    synonyms: tuple[Synonym, ...]
    parents: Related
    children: Related
    maps_to: Related
    mapped_from: Related


_COLUMNS = """c.concept_id, c.concept_name, c.concept_code, c.domain_id, c.vocabulary_id, c.concept_class_id,
              c.standard_concept, c.invalid_reason"""

# Relations from a concept to those right above or below it. The table is sorted by concept_id_1, so only that side is
# asked; every relation has its reverse.
_BELOW = """SELECT r.concept_id_2 AS id FROM lake.vocabulary.concept_relationship r
            JOIN lake.vocabulary.relationship k ON k.relationship_id = r.relationship_id
            WHERE r.concept_id_1 = $id AND r.invalid_reason IS NULL AND r.concept_id_2 <> $id
            AND k.defines_ancestry = '1' AND k.is_hierarchical = '1'"""
_ABOVE = """SELECT r.concept_id_2 AS id FROM lake.vocabulary.concept_relationship r
            JOIN lake.vocabulary.relationship k ON k.reverse_relationship_id = r.relationship_id
            WHERE r.concept_id_1 = $id AND r.invalid_reason IS NULL AND r.concept_id_2 <> $id
            AND k.defines_ancestry = '1' AND k.is_hierarchical = '1'"""
# An imported CDM may have the ancestors but not the relations.
_BELOW_BY_LEVEL = """SELECT descendant_concept_id AS id FROM lake.vocabulary.concept_ancestor
                     WHERE ancestor_concept_id = $id AND min_levels_of_separation = 1"""
_ABOVE_BY_LEVEL = """SELECT ancestor_concept_id AS id FROM lake.vocabulary.concept_ancestor
                     WHERE descendant_concept_id = $id AND min_levels_of_separation = 1"""
_MAPS = """SELECT concept_id_2 AS id FROM lake.vocabulary.concept_relationship
           WHERE concept_id_1 = $id AND relationship_id = '{kind}' AND invalid_reason IS NULL AND concept_id_2 <> $id"""


class Asked(Protocol):
    """Whatever answers this module's SQL: the lake's connection, or the server of a CDM in place."""

    def execute(self, sql: str, parameters: dict[str, object], /) -> Self:
        """Ask; tables are ``lake.vocabulary``'s, parameters ``$name``."""

    def fetchall(self) -> list[Any]:
        """The rows."""


def concept_detail(connection: Asked, concept_id: int) -> ConceptDetail | None:
    """The concept; None where the vocabulary does not have it."""
    rows = connection.execute(
        f"""SELECT {_COLUMNS}, CAST(c.valid_start_date AS VARCHAR), CAST(c.valid_end_date AS VARCHAR)
            FROM lake.vocabulary.concept c WHERE c.concept_id = $id""",
        {"id": concept_id},
    ).fetchall()
    if not rows:
        return None
    *own, valid_start, valid_end = rows[0]
    synonyms = connection.execute(
        """SELECT DISTINCT concept_synonym_name, language_concept_id FROM lake.vocabulary.concept_synonym
           WHERE concept_id = $id ORDER BY 2, 1""",
        {"id": concept_id},
    ).fetchall()
    parents, children = _related(connection, _ABOVE, concept_id), _related(connection, _BELOW, concept_id)
    if not parents.total and not children.total:
        parents = _related(connection, _ABOVE_BY_LEVEL, concept_id)
        children = _related(connection, _BELOW_BY_LEVEL, concept_id)
    return ConceptDetail(
        concept=ConceptRow(*own),
        valid_start=valid_start,
        valid_end=valid_end,
        synonyms=tuple(Synonym(name, language) for name, language in synonyms),
        parents=parents,
        children=children,
        maps_to=_related(connection, _MAPS.format(kind="Maps to"), concept_id),
        mapped_from=_related(connection, _MAPS.format(kind="Mapped from"), concept_id),
    )


def _related(connection: Asked, ids: str, concept_id: int) -> Related:
    rows = connection.execute(
        f"""SELECT {_COLUMNS}, count(*) OVER () FROM lake.vocabulary.concept c
            JOIN (SELECT DISTINCT id FROM ({ids}) found) related ON related.id = c.concept_id
            ORDER BY lower(c.concept_name), c.concept_id LIMIT {MOST}""",
        {"id": concept_id},
    ).fetchall()
    return Related(rows[0][-1] if rows else 0, tuple(ConceptRow(*row[:-1]) for row in rows))
