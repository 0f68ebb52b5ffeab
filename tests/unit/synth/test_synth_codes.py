import csv
from pathlib import Path

import pytest

from asan.omop.starter.content import concepts
from asan.synth import codes
from asan.synth.answers import QUESTIONS
from asan.synth.catalog import CODES
from asan.synth.charted import MEASURED
from asan.synth.visits.checkups import VACCINES

BY_CODE = {(c.vocabulary, c.code): c for c in concepts()}
OWN = [*CODES, *(code for code, _, _ in codes.ALLERGENS), *VACCINES]
# file, column of codes, vocabularies that it may draw from
WRITTEN = [
    ("encounters", "CODE", {"SNOMED"}),
    ("encounters", "REASONCODE", {"SNOMED"}),
    ("conditions", "CODE", {"SNOMED"}),
    ("medications", "CODE", {"RxNorm"}),
    ("medications", "REASONCODE", {"SNOMED"}),
    ("immunizations", "CODE", {"CVX"}),
    ("procedures", "CODE", {"SNOMED"}),
    ("procedures", "REASONCODE", {"SNOMED"}),
    ("observations", "CODE", {"LOINC"}),
    ("allergies", "CODE", {"SNOMED", "RxNorm"}),
    ("careplans", "CODE", {"SNOMED"}),
    ("careplans", "REASONCODE", {"SNOMED"}),
    ("devices", "CODE", {"SNOMED"}),
    ("supplies", "CODE", {"SNOMED"}),
    ("imaging_studies", "PROCEDURE_CODE", {"SNOMED"}),
]


def usable(vocabulary: str, code: str) -> bool:
    concept = BY_CODE.get((vocabulary, code))
    return concept is not None and bool((concept.standard == "S" and not concept.invalid) or concept.maps_to)


def test_every_code_known_here_leads_to_a_standard_concept() -> None:
    assert [code for code in OWN if not usable(code.vocabulary, code.code)] == []
    assert [a.loinc for a in MEASURED.values() if not usable("LOINC", a.loinc)] == []
    assert [q.loinc for q in QUESTIONS.values() if not usable("LOINC", q.loinc)] == []


@pytest.mark.parametrize(("name", "column", "vocabularies"), WRITTEN)
def test_every_code_of_the_files_is_in_the_starter(
    hospital: Path, name: str, column: str, vocabularies: set[str]
) -> None:
    with (hospital / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        found = {row[column] for row in csv.DictReader(file)} - {""}
    assert found
    assert {code for code in found if not any(usable(v, code) for v in vocabularies)} == set()


def test_every_unit_is_in_the_starter() -> None:
    units = {a.unit for a in MEASURED.values()}
    # The unit of TSH is UCUM's, as OMOP spells it, and waits for the starter to hold it.
    assert units - {c.code for c in concepts() if c.vocabulary == "UCUM"} <= {"10*-6.[iU]/mL"}


def test_codes_are_told_apart() -> None:
    assert len({(c.vocabulary, c.code) for c in CODES}) == len(CODES)
