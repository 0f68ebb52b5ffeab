"""The text of one note."""

from typing import Final

from asan.kit.errors import NotFound
from asan.modules.research.analysis.provenance import provenance_of
from asan.modules.research.chart.domains import LANES
from asan.modules.research.chart.patient import Patient
from asan.modules.research.chart.schemas import NoteOut
from asan.modules.research.chart.treated import treated_in

MOST_LETTERS: Final = 200_000
_COLUMNS: Final = {"start": "note_date", "title": "note_title", "text": "note_text"}


def note(patient: Patient, number: int) -> NoteOut:
    """A note of the patient by its note_id. Raises NotFound, and what the gateway raises."""
    if not patient.columns(LANES["note"]):
        raise NotFound(what=f"note {number}")
    names = {column.name for column in patient.tables["cdm.note"].columns}
    columns = {name: column for name, column in _COLUMNS.items() if column in names}
    if "note_id" not in names:
        raise NotFound(what=f"note {number}")
    chosen = ", ".join(f"{column} AS the_{name}" for name, column in columns.items())
    rows, masked = patient.theirs(
        f"SELECT note_id, {chosen} FROM cdm.note WHERE person_id = $person AND note_id = $note", note=number
    )
    if not rows:
        raise NotFound(what=f"note {number}")
    found = {name: rows[0][f"the_{name}"] for name in columns}
    masks = {name: masked[f"the_{name}"] for name in columns if f"the_{name}" in masked}
    text: str | None = found.get("text")
    return NoteOut(
        id=number,
        date=found.get("start"),
        title=found.get("title"),
        text=text[:MOST_LETTERS] if text else text,
        cut=len(text or "") > MOST_LETTERS,
        treated=treated_in("note", _COLUMNS, columns, masks),
        provenance=provenance_of(patient),
    )
