"""Which lists make the starter, and the concepts that describe the vocabulary itself."""

from functools import cache

from asan.omop.starter.local import kcd_concepts, order_concepts
from asan.omop.starter.source import Concept, concepts_in, table

LISTS = (
    "conditions_circulatory",
    "conditions_endocrine",
    "conditions_respiratory",
    "conditions_digestive",
    "conditions_neoplasm",
    "conditions_nervous",
    "conditions_musculoskeletal",
    "conditions_genitourinary",
    "conditions_infection",
    "conditions_symptom",
    "observations",
    "careplans",
    "allergens",
    "surveys",
    "vitals",
    "nursing",
    "lab_chemistry",
    "lab_hematology",
    "lab_urine_microbiology",
    "procedures_diagnostic",
    "procedures_therapeutic",
    "devices",
    "drug_classes",
    "ingredients",
    "clinical_drugs",
    "vaccines",
    "specimens",
    "units",
    "visits",
    "types",
    "demographics",
    "general",
)


@cache
def concepts() -> tuple[Concept, ...]:
    """Every concept of the starter, by ascending id."""
    found = [concept for name in LISTS for concept in concepts_in(name)]
    found += kcd_concepts()
    found += order_concepts()
    found += _meta("Vocabulary", "vocabulary") + _meta("Domain", "domain")
    found += _meta("Concept Class", "concept_class") + _meta("Relationship", "relationship")
    return tuple(sorted(found, key=lambda concept: concept.id))


def _meta(kind: str, name: str) -> list[Concept]:
    """The concepts of ``data/<name>.tsv``, whose first columns are the identifier, its concept id and its name."""
    return [
        Concept(
            id=int(row[1]),
            vocabulary=kind,
            code="OMOP generated",
            name=row[2],
            domain="Metadata",
            concept_class=kind,
            standard=None,
        )
        for row in table(name)
    ]
