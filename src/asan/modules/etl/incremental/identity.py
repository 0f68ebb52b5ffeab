"""Which stored row an incoming row replaces: the union rule.

The union of a base and a change is the base's rows that step 1 accepted, without those whose identity a row of the
change has that step 1 accepts, and all rows of the change. So all stored rows with an identity make way for all
incoming ones with it. The identity is

- a file's key, where it has one (Id);
- of imaging studies the study (Id): a study comes with all its images;
- else patient, encounter, start (or date) and code; of insurance periods patient and start.
"""

from asan.modules.etl.source.files import SourceFile

_NATURAL = ("patient", "encounter", "start", "date", "start_date", "code")


def identity(file: SourceFile) -> tuple[str, ...]:
    """The columns of ``source.<stem>`` by whose values a row is known."""
    if file.key:
        return file.key
    if file.stem == "imaging_studies":
        return ("id",)
    return tuple(name for name in _NATURAL if any(column.name == name for column in file.columns))


def same(file: SourceFile, left: str, right: str) -> str:
    """SQL: the rows ``left`` and ``right`` (aliases) have one identity. An absent encounter equals another."""
    return " AND ".join(f"{left}.{name} IS NOT DISTINCT FROM {right}.{name}" for name in identity(file))
