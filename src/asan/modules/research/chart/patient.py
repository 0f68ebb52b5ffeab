"""Whose chart it is: the number by which the asker knows a patient, and what of the tables is theirs."""

from typing import Any, Final

from asan.gateway.principal import Principal
from asan.gateway.service import VisibleTable, gateway
from asan.gateway.subjects import persons_of
from asan.modules.research.asking import Asking
from asan.modules.research.chart.domains import LANES, Domain, Lane
from asan.modules.research.chart.errors import NobodyToldApart, RowsNeeded, UnknownPatient

SURFACE: Final = "page:chart"


class Patient(Asking):
    """A look at one patient, whom the asker knows as ``subject``: the person_id, or what a mask makes of it.

    Questions are held to that patient by the platform's own number, so that the audit names them, whatever the asker
    calls them. Raises RowsNeeded, NobodyToldApart, UnknownPatient.
    """

    def __init__(self, principal: Principal, subject: int) -> None:
        super().__init__(principal, surface=SURFACE)
        self.subject = subject
        person = self.tables.get("cdm.person")
        if person is None:
            raise UnknownPatient(subject=subject)
        if person.aggregate_only:
            raise RowsNeeded()
        self._key = mask_of(person, "person_id")
        if self._key not in (None, "token"):
            raise NobodyToldApart()
        self.person = self._behind(subject)

    def _behind(self, subject: int) -> int:
        """The platform's number, found among those whom the asker sees.

        Also where that is the same number: a record of whom nothing was shown must not name them as seen, and whoever
        may not be seen is answered as one who does not exist, at every address of a chart.
        """
        found = persons_of(gateway(), self.principal, subject, snapshot=self.version, surface=SURFACE)
        if len(found) != 1:
            raise UnknownPatient(subject=subject)
        return found[0]

    def theirs(self, sql: str, **parameters: object) -> tuple[list[dict[str, Any]], dict[str, str]]:
        """Rows of a question on ``person_id = $person``, and the masks of its columns."""
        table, masked = self.answer(sql, {"person": self.subject, **parameters})
        return table.to_pylist(), masked

    def columns(self, lane: Lane) -> dict[str, str]:
        """What the asker sees of a lane's columns, by our names; nothing where its rows cannot be told to be theirs.

        A table that shows another number than the one of the chart is not joined to it: that would tell what the
        mask hides.
        """
        table = self.tables.get(f"cdm.{lane.table}")
        if table is None or table.aggregate_only or mask_of(table, "person_id") != self._key:
            return {}
        seen = {column.name for column in table.columns}
        return {name: column for name, column in lane.columns.items() if column in seen}

    def masks(self, lane: Lane) -> dict[str, str]:
        """The masks of a lane's columns, by our names."""
        table = self.tables.get(f"cdm.{lane.table}")
        found = {name: mask_of(table, column) for name, column in self.columns(lane).items()} if table else {}
        return {name: mask for name, mask in found.items() if mask is not None}


def mask_of(table: VisibleTable, column: str) -> str | None:
    """The name of a column's mask; None where it is plain, ``absent`` where there is no such column."""
    found = next((each for each in table.columns if each.name == column), None)
    return "absent" if found is None else found.mask


def seen_lanes(patient: Patient) -> dict[Domain, dict[str, str]]:
    """The columns of every lane that has a first day to be placed by, by domain."""
    found = {domain: patient.columns(lane) for domain, lane in LANES.items()}
    return {domain: columns for domain, columns in found.items() if "start" in columns}
