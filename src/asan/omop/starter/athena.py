"""The starter's tables as rows, in the columns and order of an Athena download."""

from collections.abc import Iterable, Iterator

from asan.omop.starter.content import concepts
from asan.omop.starter.relations import ancestors, relationships
from asan.omop.starter.source import Dose, table

Cell = str | int | float | None

# The starter keeps no history: a concept or relation is valid from the epoch of OMOP's own rows.
VALID_FROM = "19700101"
VALID_UNTIL = "20991231"
# The day of the starter's edition: an invalidated concept counts as ended before it.
EDITION = "20261122"
KOREAN = 4175771

UNITS = {"mg": 8576, "unit": 8510, "mL": 8587, "h": 8505, "actuat": 45744809}

HEADERS = {
    "CONCEPT": "concept_id concept_name domain_id vocabulary_id concept_class_id standard_concept concept_code "
    "valid_start_date valid_end_date invalid_reason",
    "CONCEPT_RELATIONSHIP": "concept_id_1 concept_id_2 relationship_id valid_start_date valid_end_date invalid_reason",
    "CONCEPT_ANCESTOR": "ancestor_concept_id descendant_concept_id min_levels_of_separation max_levels_of_separation",
    "CONCEPT_SYNONYM": "concept_id concept_synonym_name language_concept_id",
    "VOCABULARY": "vocabulary_id vocabulary_name vocabulary_reference vocabulary_version vocabulary_concept_id",
    "DOMAIN": "domain_id domain_name domain_concept_id",
    "CONCEPT_CLASS": "concept_class_id concept_class_name concept_class_concept_id",
    "RELATIONSHIP": "relationship_id relationship_name is_hierarchical defines_ancestry reverse_relationship_id "
    "relationship_concept_id",
    "DRUG_STRENGTH": "drug_concept_id ingredient_concept_id amount_value amount_unit_concept_id numerator_value "
    "numerator_unit_concept_id denominator_value denominator_unit_concept_id box_size valid_start_date "
    "valid_end_date invalid_reason",
}


def rows(name: str) -> Iterable[tuple[Cell, ...]]:
    """The rows of one table, in a fixed order. ``name`` is a key of ``HEADERS``."""
    if name in TABLES:
        return TABLES[name]()
    raise KeyError(name)


def _concept() -> Iterator[tuple[Cell, ...]]:
    for c in concepts():
        end = EDITION if c.invalid else VALID_UNTIL
        kind = (c.domain, c.vocabulary, c.concept_class, c.standard)
        yield (c.id, c.name, *kind, c.code, VALID_FROM, end, c.invalid)


def _relationship() -> Iterator[tuple[Cell, ...]]:
    return ((*row, VALID_FROM, VALID_UNTIL, None) for row in relationships(concepts()))


def _synonym() -> Iterator[tuple[Cell, ...]]:
    return ((concept.id, name, KOREAN) for concept in concepts() for name in concept.korean)


def _vocabulary() -> Iterator[tuple[Cell, ...]]:
    return (
        (identifier, name, reference, f"asan starter {EDITION}", int(concept))
        for identifier, concept, name, reference in table("vocabulary")
    )


def _named(name: str) -> Iterator[tuple[Cell, ...]]:
    return ((identifier, title, int(concept)) for identifier, concept, title in table(name))


def _relationship_kind() -> Iterator[tuple[Cell, ...]]:
    for identifier, concept, name, hierarchical, ancestry, reverse in table("relationship"):
        yield identifier, name, int(hierarchical), int(ancestry), reverse, int(concept)


def _strength() -> Iterator[tuple[Cell, ...]]:
    for concept in concepts():
        for dose in concept.doses:
            yield (concept.id, dose.ingredient, *_quantity(dose), None, VALID_FROM, VALID_UNTIL, None)


def _quantity(dose: Dose) -> tuple[Cell, ...]:
    if dose.per_unit is None:
        return dose.amount, UNITS[dose.unit], None, None, None, None
    return None, None, dose.amount, UNITS[dose.unit], dose.per_amount, UNITS[dose.per_unit]


TABLES = {
    "CONCEPT": _concept,
    "CONCEPT_RELATIONSHIP": _relationship,
    "CONCEPT_ANCESTOR": lambda: iter(ancestors(concepts())),
    "CONCEPT_SYNONYM": _synonym,
    "VOCABULARY": _vocabulary,
    "DOMAIN": lambda: _named("domain"),
    "CONCEPT_CLASS": lambda: _named("concept_class"),
    "RELATIONSHIP": _relationship_kind,
    "DRUG_STRENGTH": _strength,
}
