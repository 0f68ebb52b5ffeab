"""A small upload cut from the demo hospital's source, with one row that cannot be loaded."""

import csv
import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

PATIENTS = 25
WHOLE = ("organizations", "providers", "payers")
OF_PATIENTS = ("encounters", "conditions", "medications", "procedures", "payer_transitions")
NOBODY = "00000000-0000-4000-8000-000000000000"


def write_zip(source: Path, target: Path) -> None:
    """The first patients with what belongs to them; and a condition of a patient who is not there."""
    header, *patients = _read(source / "patients.csv")
    patients = patients[:PATIENTS]
    kept = {row[0] for row in patients}
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.writestr("patients.csv", _csv([header, *patients]))
        for name in WHOLE:
            archive.write(source / f"{name}.csv", f"{name}.csv")
        for name in OF_PATIENTS:
            header, *rows = _read(source / f"{name}.csv")
            place = header.index("PATIENT")
            rows = [row for row in rows if row[place] in kept]
            if name == "conditions":
                rows.append([NOBODY if index == place else cell for index, cell in enumerate(rows[0])])
            archive.writestr(f"{name}.csv", _csv([header, *rows]))


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
