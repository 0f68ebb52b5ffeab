"""Which columns of which file can be spoilt."""

from typing import NamedTuple


class Layout(NamedTuple):
    """The columns of a file by what they mean; empty where the file has none."""

    start: str
    stop: str = ""
    patient: str = "PATIENT"
    encounter: str = "ENCOUNTER"
    code: str = ""  # one that a vocabulary must know
    key: str = ""  # names a row: no two may share it
    filled: tuple[str, ...] = ()  # besides the start and the patient: without them a row is of no use
    number: str = ""  # text that must be a number where TYPE says so


# The order is that of what hangs on what: a lost patient takes visits along, a lost visit its events.
LAYOUTS: dict[str, Layout] = {
    "patients": Layout("BIRTHDATE", "DEATHDATE", patient="", encounter="", key="Id", filled=("Id",)),
    "encounters": Layout("START", "STOP", encounter="", key="Id", filled=("Id",)),
    "payer_transitions": Layout("START_DATE", "END_DATE", encounter="", filled=("PAYER",)),
    "conditions": Layout("START", "STOP", code="CODE", filled=("CODE",)),
    "allergies": Layout("START", "STOP", code="CODE", filled=("CODE",)),
    "medications": Layout("START", "STOP", code="CODE", filled=("CODE",)),
    "immunizations": Layout("DATE", code="CODE", filled=("CODE",)),
    "procedures": Layout("START", "STOP", code="CODE", filled=("CODE",)),
    "observations": Layout("DATE", code="CODE", filled=("CODE",), number="VALUE"),
    "careplans": Layout("START", "STOP", code="CODE", key="Id", filled=("Id", "CODE")),
    "devices": Layout("START", "STOP", code="CODE", filled=("CODE",)),
    "supplies": Layout("DATE", code="CODE", filled=("CODE",)),
    # Rows that share an Id are images of one study, so it is no key.
    "imaging_studies": Layout("DATE", code="PROCEDURE_CODE", filled=("Id", "PROCEDURE_CODE")),
    "notes": Layout("DATE", key="ID", filled=("ID", "TEXT")),
}
