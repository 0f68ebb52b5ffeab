"""Small invented hospitals full of odd cases, split into a load and the changes that come after it."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from tests.support.source_union import IDENTITY, Row, identity

Files = dict[str, list[Row]]
Draw = Callable[[Row], Row]

_CLASSES = ("inpatient", "inpatient", "emergency", "ambulatory", "wellness", "outpatient", "urgentcare", "martian")
_CODES = {
    "conditions": ("444814009", "48867003", "1"),
    # A drug, an ingredient, which makes an era, a condition, and a code that nobody knows.
    "medications": ("313782", "161", "161", "48867003", "2"),
    "procedures": ("444814009", "3"),
    "observations": ("8302-2", "4"),
    "allergies": ("313782", "444814009"),
}
_FIRST = date(2015, 1, 1)


class Hospital:
    """Draws rows: few persons, days and codes, so that rows meet, overlap, repeat and miss each other."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.days = random.choice((20, 200))
        self.persons = [f"p{n}" for n in range(random.randint(2, 7))]

    def rows(self) -> Files:
        """All rows there will ever be, two of the same identity among them now and then."""
        encounters = [self._encounter(n) for n in range(self.random.randint(2, 14))]
        files: Files = {
            "organizations": [{"Id": f"o{n}", "NAME": f"House {n}", "CITY": "Seoul"} for n in range(2)],
            "providers": [
                {"Id": f"d{n}", "ORGANIZATION": self._one("o0", "o1"), "NAME": f"Doctor {n}"} for n in range(2)
            ],
            "payers": [{"Id": f"y{n}", "NAME": f"Payer {n}", "OWNERSHIP": self._one("PRIVATE", "")} for n in range(2)],
            "patients": [self._patient(person) for person in self.persons],
            "encounters": encounters,
        }
        for stem, draw in self._events().items():
            files[stem] = [draw(self.random.choice(encounters)) for _ in range(self.random.randint(0, 12))]
        return files

    def changed(self, stem: str, row: Row) -> Row:
        """``row`` with other values, but the same identity."""
        draw = self._events().get(stem)
        if stem == "patients":
            return self._patient(row["Id"])
        if stem == "encounters":
            return {**self._encounter(0), "Id": row["Id"]}
        if draw:
            other = draw({"Id": row.get("ENCOUNTER", ""), "PATIENT": self._person(), "START": row.get("START", "")})
            return {**other, **{name: row[name] for name in IDENTITY[stem]}}
        return {**row, "NAME": row["NAME"] + " the second"}

    def _patient(self, person: str) -> Row:
        born = f"{self.random.randint(1930, 2014)}-03-04"
        died = self._one("", "", self._day(0), "2999-01-01")
        road = self.random.randint(1, 3)
        return {
            "Id": person,
            "BIRTHDATE": born,
            "DEATHDATE": died,
            "RACE": "white",
            "ETHNICITY": "nonhispanic",
            "GENDER": self._one("M", "F"),
            "ADDRESS": f"{road} Road",
            "CITY": "Seoul",
        }

    def _encounter(self, number: int) -> Row:
        start = self.random.randrange(self.days)
        stop = start + self.random.choice((0, 0, 1, 9, -1))
        return {
            "Id": f"e{number}",
            "START": f"{self._day(start)}T09:00:00Z",
            "STOP": self._one("", f"{self._day(stop)}T{self.random.randint(10, 20)}:00:00Z"),
            "PATIENT": self._person(),
            "ORGANIZATION": self._one("o0", "o1", "o9"),
            "PROVIDER": self._one("d0", "d1", "d9"),
            "ENCOUNTERCLASS": self.random.choice(_CLASSES),
            "CODE": self._one("1", "308646001"),
            "TOTAL_CLAIM_COST": self._one("100.00", "70.50"),
            "PAYER_COVERAGE": self._one("", "20.00"),
            "REASONCODE": self._one("", "444814009"),
        }

    def _events(self) -> dict[str, Draw]:
        return {
            "conditions": lambda e: self._event("conditions", e, {"STOP": self._later(e)}),
            "allergies": lambda e: self._event("allergies", e, {"STOP": "", "CATEGORY": self._one("food", "drug")}),
            "medications": lambda e: self._event(
                "medications",
                e,
                {"STOP": self._later(e), "DISPENSES": self._one("1", "2", ""), "TOTALCOST": self._one("5", "7", "")},
            ),
            "procedures": lambda e: self._event(
                "procedures", e, {"STOP": self._later(e), "BASE_COST": self._one("11", "")}
            ),
            "observations": lambda e: self._measured(e),
            "imaging_studies": lambda e: {
                "Id": f"i{self.random.randint(0, 4)}",
                "DATE": e["START"] or self._moment(),
                "PATIENT": e["PATIENT"],
                "ENCOUNTER": e["Id"],
                "SERIES_UID": str(self.random.randint(0, 3)),
                "MODALITY_CODE": self._one("CT", "MR"),
                "PROCEDURE_CODE": self._one(*_CODES["procedures"]),
            },
            "payer_transitions": lambda e: {
                "PATIENT": e["PATIENT"],
                "START_DATE": self._one("2014-01-01T00:00:00Z", "2015-01-05T00:00:00Z"),
                "END_DATE": self._one("", "2015-06-01T00:00:00Z"),
                "PAYER": self._one("y0", "y1", "y9"),
                "SECONDARY_PAYER": self._one("", "", "y1"),
                "OWNERSHIP": self._one("Self", "Spouse"),
            },
            "claims": lambda e: {
                "Id": f"c{self.random.randint(0, 20)}",
                "PATIENTID": e["PATIENT"],
                "APPOINTMENTID": e["Id"],
                "SERVICEDATE": self._moment(),
            },
        }

    def _event(self, stem: str, encounter: Row, more: Row) -> Row:
        return {
            "START": encounter["START"] or self._moment(),
            "PATIENT": self._one(encounter["PATIENT"], encounter["PATIENT"], encounter["PATIENT"], self._person()),
            "ENCOUNTER": self._one(encounter["Id"], encounter["Id"], "e99", ""),
            "CODE": self._one(*_CODES[stem]),
            "DESCRIPTION": self._one("so", "or so"),
            **more,
        }

    def _measured(self, encounter: Row) -> Row:
        row = self._event("observations", encounter, {})
        number = self.random.random() < 0.7
        return {
            "DATE": row.pop("START"),
            **row,
            "CATEGORY": self._one("vital-signs", "laboratory", "survey"),
            "VALUE": self._one("170.5", "<3", "x") if number else self._one("yes", "Viral sinusitis"),
            "UNITS": self._one("cm", "furlong"),
            "TYPE": "numeric" if number else "text",
        }

    def _later(self, encounter: Row) -> str:
        return self._one("", "", f"{self._day(self.days + self.random.choice((-30, 0, 9)))}T12:00:00Z")

    def _person(self) -> str:
        return self._one(*self.persons, "p99")

    def _moment(self) -> str:
        return f"{self._day(self.random.randrange(self.days))}T0{self.random.randint(1, 9)}:00:00Z"

    def _day(self, number: int) -> str:
        return (_FIRST + timedelta(days=number)).isoformat()

    def _one(self, *choices: str) -> str:
        return self.random.choice(choices)


def split(random: Random, share: float, changes: int = 2) -> tuple[Files, list[Files]]:
    """A first load, and changes after it in which each row comes late, anew with other values, or both, or not at all.

    ``share`` of the rows is in each change.
    """
    hospital = Hospital(random)
    base: Files = {stem: [] for stem in IDENTITY}
    later: list[Files] = [{stem: [] for stem in IDENTITY} for _ in range(changes)]
    for stem, rows in hospital.rows().items():
        for row in _one_an_id(stem, rows):
            # A load without patients or encounters is refused.
            if random.random() > share or (not base[stem] and stem in ("patients", "encounters")):
                base[stem].append(row)
            for change in later:
                if random.random() < share:
                    change[stem].append(hospital.changed(stem, row))
    later = [{stem: _one_an_id(stem, rows) for stem, rows in change.items()} for change in later]
    return base, [change for change in later if any(change.values())]


def _one_an_id(stem: str, rows: list[Row]) -> list[Row]:
    """Rows without those whose Id came before: of two with one Id a load takes one, and the rule is about that one."""
    if IDENTITY[stem] != ("Id",) or stem == "imaging_studies":
        return rows
    return list({identity(stem, row): row for row in rows}.values())
