"""What the items of concept sets come to: the one rule, Circe's, for cohorts and for the pages of concept sets."""

from collections.abc import Callable


def resolution(items: str, table: Callable[[str], str], *, mapped: bool) -> str:
    """A SELECT of concept_set, concept_id, each once a part.

    ``items`` is a relation of concept_set, part, concept_id, excluded, descendants, mapped; ``table`` names a table of
    the vocabulary; ``mapped``: some item has what maps to it too. As Circe: an item's concept must be in the
    vocabulary, its descendants must be valid there too; what maps to them comes by ``Maps to``; what an item excludes
    is out, whatever includes it. Several sets of one number are its parts, and each brings its concepts.
    """
    concept = table("concept")
    return f"""WITH reached AS (
    SELECT i.concept_set, i.part, i.excluded, i.mapped, c.concept_id
    FROM {items} i JOIN {concept} c ON c.concept_id = i.concept_id
    UNION
    SELECT i.concept_set, i.part, i.excluded, i.mapped, c.concept_id
    FROM {items} i
    JOIN {table("concept_ancestor")} a ON a.ancestor_concept_id = i.concept_id
    JOIN {concept} c ON c.concept_id = a.descendant_concept_id
    WHERE i.descendants AND c.invalid_reason IS NULL
), found AS (
    SELECT concept_set, part, excluded, concept_id FROM reached{_mapped(table) if mapped else ""}
)
SELECT concept_set, concept_id FROM found
GROUP BY concept_set, part, concept_id HAVING max(CAST(excluded AS INTEGER)) = 0"""


def _mapped(table: Callable[[str], str]) -> str:
    return f"""
    UNION ALL
    SELECT r.concept_set, r.part, r.excluded, m.concept_id_1
    FROM reached r
    JOIN {table("concept_relationship")} m
        ON m.concept_id_2 = r.concept_id AND m.relationship_id = 'Maps to' AND m.invalid_reason IS NULL
    WHERE r.mapped"""
