"""Which of the CDM's tables hold persons' rows that an incremental run replaces one person at a time."""

from asan.omop.cdm.model import Table

# Made anew from all patients and the whole of the hospital's files.
_ANEW = ("person",)


def by_person(table: Table) -> bool:
    """Whether a person's rows of ``table`` are replaced, and other persons' stay."""
    return table.name not in _ANEW and any(field.name == "person_id" for field in table.fields)
