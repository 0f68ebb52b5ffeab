"""Which files a Synthea export has, with their columns, types and older spellings.

Column names are those of the newest release, in lower case. What a release lacks becomes NULL; what an older release
calls otherwise is listed as an alias.
"""

from dataclasses import dataclass, field
from typing import Literal

# year_start and year_end: a date, or, in older releases, a bare year that means its first or its last day.
Kind = Literal["text", "number", "datetime", "year_start", "year_end"]

SQL_TYPE: dict[Kind, str] = {
    "text": "VARCHAR",
    "number": "DOUBLE",
    "datetime": "TIMESTAMP",
    "year_start": "TIMESTAMP",
    "year_end": "TIMESTAMP",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``required``: the header must have it. ``filled``: a row without a value is rejected."""

    name: str
    kind: Kind = "text"
    required: bool = False
    filled: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file by its stem. ``key``: the columns that name a row; empty where the file gives its rows no name."""

    stem: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = False
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for column in self.columns:
            for name in (column.name, *column.aliases):
                self.by_name[name] = column


def _file(stem: str, columns: str, *, key: tuple[str, ...] = (), required: bool = False) -> SourceFile:
    """A file from one line a column: ``name[=alias] [type] [!|*]``; ``*`` required, ``!`` required and filled."""
    return SourceFile(stem, tuple(_column(line) for line in columns.split(",")), key, required)


def _column(text: str) -> Column:
    names, *rest = text.split()
    name, *aliases = names.split("=")
    kinds: tuple[Kind, ...] = ("number", "datetime", "year_start", "year_end")
    kind: Kind = next((kind for kind in kinds if kind in rest), "text")
    return Column(name, kind, required="*" in rest or "!" in rest, filled="!" in rest, aliases=tuple(aliases))


_ADDRESS = "address, city, state, zip, lat number, lon number"
_EVENT = "patient !, encounter *, code !, description"
_REASON = "reasoncode, reasondescription"
_COVERED = ", ".join(
    f"{kind}_{what} number"
    for what in ("encounters", "medications", "procedures", "immunizations")
    for kind in ("covered", "uncovered")
)

_ALL = (
    _file(
        "patients",
        "id !, birthdate datetime !, deathdate datetime, ssn, drivers, passport, prefix, first, middle, last, suffix,"
        "maiden, marital, race, ethnicity, gender *, birthplace, address, city, state, county, fips, zip, lat number,"
        "lon number, healthcare_expenses number, healthcare_coverage number, income number",
        key=("id",),
        required=True,
    ),
    _file(
        "encounters",
        "id !, start datetime !, stop datetime, patient !, organization, provider, payer, encounterclass *, code,"
        "description, base_encounter_cost number, total_claim_cost number, payer_coverage number," + _REASON,
        key=("id",),
        required=True,
    ),
    _file("conditions", f"start datetime !, stop datetime, system, {_EVENT}"),
    _file(
        "allergies",
        f"start datetime !, stop datetime, system, {_EVENT}, type, category, reaction1, description1, severity1,"
        "reaction2, description2, severity2",
    ),
    _file(
        "medications",
        f"start datetime !, stop datetime, payer, {_EVENT}, base_cost number, payer_coverage number,"
        f"dispenses number, totalcost number, {_REASON}",
    ),
    _file("immunizations", f"date datetime !, {_EVENT}, base_cost number"),
    _file("procedures", f"start=date datetime !, stop datetime, system, {_EVENT}, base_cost number, {_REASON}"),
    _file("observations", f"date datetime !, category, {_EVENT}, value, units, type"),
    _file("careplans", f"id !, start datetime !, stop datetime, {_EVENT}, {_REASON}", key=("id",)),
    _file("devices", f"start datetime !, stop datetime, {_EVENT}, udi"),
    _file("supplies", f"date datetime !, {_EVENT}, quantity number"),
    _file(
        "imaging_studies",
        "id !, date datetime !, patient !, encounter *, series_uid, bodysite_code, bodysite_description,"
        "modality_code, modality_description, instance_uid, sop_code, sop_description, procedure_code",
        # No key: one study has a row for each of its images, all with its Id.
    ),
    _file("notes", "id !, date datetime !, patient !, encounter *, type, title, text *, language", key=("id",)),
    _file("organizations", f"id !, name, {_ADDRESS}, phone, revenue number, utilization number", key=("id",)),
    _file(
        "providers",
        f"id !, organization, name, gender, speciality, {_ADDRESS}, encounters=utilization number, procedures number",
        key=("id",),
    ),
    _file(
        "payers",
        "id !, name, ownership, address, city, state_headquartered, zip, phone, amount_covered number,"
        f"amount_uncovered number, revenue number, {_COVERED}, unique_customers number, qols_avg number,"
        "member_months number",
        key=("id",),
    ),
    _file(
        "payer_transitions",
        "patient !, memberid, start_date=start_year year_start !, end_date=end_year year_end, payer *,"
        "secondary_payer, ownership=plan_ownership, owner_name=ownername",
    ),
    _file(
        "claims",
        "id !, patientid !, providerid, primarypatientinsuranceid, secondarypatientinsuranceid, departmentid,"
        "patientdepartmentid, diagnosis1, diagnosis2, diagnosis3, diagnosis4, diagnosis5, diagnosis6, diagnosis7,"
        "diagnosis8, referringproviderid, appointmentid, currentillnessdate datetime, servicedate datetime,"
        "supervisingproviderid, status1, status2, statusp, outstanding1 number, outstanding2 number,"
        "outstandingp number, lastbilleddate1 datetime, lastbilleddate2 datetime, lastbilleddatep datetime,"
        "healthcareclaimtypeid1, healthcareclaimtypeid2",
        key=("id",),
    ),
    _file(
        "claims_transactions",
        "id !, claimid *, chargeid, patientid !, type, amount number, method, fromdate datetime, todate datetime,"
        "placeofservice, procedurecode, modifier1, modifier2, diagnosisref1, diagnosisref2, diagnosisref3,"
        "diagnosisref4, units number, departmentid, notes, unitamount number, transferoutid, transfertype,"
        "payments number, adjustments number, transfers number, outstanding number, appointmentid, linenote,"
        "patientinsuranceid, feescheduleid, providerid, supervisingproviderid",
        key=("id",),
    ),
)

FILES: dict[str, SourceFile] = {file.stem: file for file in _ALL}
