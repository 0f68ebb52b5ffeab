"""The lake's concepts with their names, streamed in the order of their ids for the search index."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from asan.omop.search.concept import IndexedConcept
from asan.warehouse.connection import Connection
from asan.warehouse.vocabulary_at import VocabularyAt

BATCH = 20_000

_SQL = """
SELECT concept_id, 0 AS kind, concept_name AS name, concept_code, domain_id, vocabulary_id, concept_class_id,
       standard_concept, invalid_reason
FROM lake.vocabulary.concept
UNION ALL
SELECT s.concept_id, 1, s.concept_synonym_name, NULL, NULL, NULL, NULL, NULL, NULL
FROM lake.vocabulary.concept_synonym s JOIN lake.vocabulary.concept c ON c.concept_id = s.concept_id
WHERE s.concept_synonym_name <> c.concept_name
ORDER BY 1, 2, 3
"""


def concept_rows(connection: Connection | VocabularyAt) -> Iterator[IndexedConcept]:
    """Every concept with its synonyms. Holds one batch in memory; the connection is busy until the end."""
    cursor = connection.execute(_SQL)

    def rows() -> Iterator[tuple[object, ...]]:
        while batch := cursor.fetchmany(BATCH):
            yield from batch

    for _, group in groupby(rows(), key=itemgetter(0)):
        first, *synonyms = group
        concept_id, _kind, name, code, domain, vocabulary, concept_class, standard, invalid = first
        yield IndexedConcept(
            concept_id=int(str(concept_id)),
            name=str(name or ""),
            code=str(code),
            domain=str(domain),
            vocabulary=str(vocabulary),
            concept_class=str(concept_class),
            standard=None if standard is None else str(standard),
            invalid_reason=None if invalid is None else str(invalid),
            synonyms=tuple(dict.fromkeys(str(row[2]) for row in synonyms)),
        )
