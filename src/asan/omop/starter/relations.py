"""Relationships and ancestors that follow from the rows: nothing here is written down twice."""

from collections import defaultdict
from collections.abc import Iterable

from asan.omop.starter.source import Concept

REVERSE = {
    "Is a": "Subsumes",
    "Maps to": "Mapped from",
    "RxNorm has ing": "RxNorm ing of",
    "RxNorm - ATC": "ATC - RxNorm",
}


def relationships(concepts: Iterable[Concept]) -> list[tuple[int, int, str]]:
    """``(concept_id_1, concept_id_2, relationship_id)`` in both directions, sorted.

    A standard concept maps to itself. ``Is a`` names the nearest broader concept that the starter holds, which
    may be several levels up in the full vocabulary.
    """
    by_id = {concept.id: concept for concept in concepts}
    forward: set[tuple[int, int, str]] = set()
    for concept in by_id.values():
        for target in concept.maps_to or ((concept.id,) if concept.standard == "S" else ()):
            forward.add((concept.id, target, "Maps to"))
        for dose in concept.doses:
            forward.add((concept.id, dose.ingredient, "RxNorm has ing"))
        for parent in concept.parents:
            crosses = concept.vocabulary == "RxNorm" and by_id[parent].vocabulary == "ATC"
            forward.add((concept.id, parent, "RxNorm - ATC" if crosses else "Is a"))
    backward = {(second, first, REVERSE[name]) for first, second, name in forward}
    return sorted(forward | backward)


def ancestors(concepts: Iterable[Concept]) -> list[tuple[int, int, int, int]]:
    """``(ancestor, descendant, min levels, max levels)``: the transitive closure over standard and class concepts.

    Levels count steps between concepts of the starter. Raises ValueError on a cycle.
    """
    hierarchy = {
        concept.id: sorted({*concept.parents, *(dose.ingredient for dose in concept.doses)})
        for concept in concepts
        if concept.standard
    }
    levels: dict[int, dict[int, tuple[int, int]]] = {}
    for concept_id in sorted(hierarchy):
        _climb(concept_id, hierarchy, levels, path=())
    return sorted(
        (ancestor, descendant, least, most)
        for descendant, above in levels.items()
        for ancestor, (least, most) in above.items()
    )


def _climb(
    concept_id: int,
    hierarchy: dict[int, list[int]],
    levels: dict[int, dict[int, tuple[int, int]]],
    path: tuple[int, ...],
) -> dict[int, tuple[int, int]]:
    if concept_id in path:
        raise ValueError(f"concept {concept_id} is its own ancestor: {path}")
    if concept_id not in levels:
        routes: defaultdict[int, list[tuple[int, int]]] = defaultdict(list, {concept_id: [(0, 0)]})
        for parent in hierarchy[concept_id]:
            for ancestor, (least, most) in _climb(parent, hierarchy, levels, (*path, concept_id)).items():
                routes[ancestor].append((least + 1, most + 1))
        levels[concept_id] = {
            ancestor: (min(least for least, _ in found), max(most for _, most in found))
            for ancestor, found in routes.items()
        }
    return levels[concept_id]
