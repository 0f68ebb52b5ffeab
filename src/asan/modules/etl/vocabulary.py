"""The vocabulary that a run maps with: the one that the lake holds."""

from asan.omop.vocabulary.errors import VocabularyMissing
from asan.warehouse.lake import Lake
from asan.warehouse.vocabulary import VocabularyInfo, loaded


def loaded_vocabulary(lake: Lake) -> VocabularyInfo:
    """The lake's vocabulary. Raises VocabularyMissing where none was loaded."""
    if not lake.exists():
        raise VocabularyMissing
    connection = lake.connect_reader()
    try:
        info = loaded(connection)
    finally:
        connection.close()
    if info is None:
        raise VocabularyMissing
    return info
