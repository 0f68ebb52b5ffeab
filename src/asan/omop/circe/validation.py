"""What is worth a look in a definition: what has no effect, what finds nothing. It runs all the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from asan.kit.translation import Text
from asan.omop.circe.criteria import CustomEra, DrugExposure, Specimen
from asan.omop.circe.expression import CohortExpression
from asan.omop.circe.values import Part
from asan.omop.circe.walk import named_sets, parts


@dataclass(frozen=True, slots=True)
class Finding:
    """``code`` names its kind; ``path`` is where the definition's JSON has it."""

    code: str
    path: str
    text: Text


_UNKNOWN: Final = Text(
    "Circe가 정의하지 않는 항목이라 효과가 없습니다(보존합니다).",
    "Circe does not define it: it has no effect, and is kept.",
)
_INEFFECTIVE: Final = Text("Circe는 이 조건을 계산에 쓰지 않습니다.", "Circe gives it no effect.")
_NO_ENTRY: Final = Text("진입 사건이 없어 아무도 들어오지 않습니다.", "There is no entry event: nobody enters.")
_EMPTY_SET: Final = Text("개념 집합이 비어 있어 아무것도 찾지 못합니다.", "The concept set is empty: it finds nothing.")
_UNDEFINED_SET: Final = Text(
    "정의에 없는 개념 집합 {number}을(를) 가리켜 아무것도 찾지 못합니다.",
    "It names the concept set {number}, which the definition does not have: it finds nothing.",
)
_UNUSED_SET: Final = Text("쓰이지 않는 개념 집합입니다.", "The concept set is not used.")


def findings(expression: CohortExpression, unknown: tuple[str, ...] = ()) -> Iterator[Finding]:
    """All findings; ``unknown`` are the members that reading met and Circe does not define."""
    yield from (Finding("unknown", path, _UNKNOWN) for path in unknown)
    if not expression.primary_criteria.criteria_list:
        yield Finding("no_entry", "PrimaryCriteria.CriteriaList", _NO_ENTRY)
    sizes = {found.id: len(found.expression.items) for found in expression.concept_sets}
    used: set[int] = set()
    for path, part in parts(expression):
        yield from _ineffective(path, part)
        for number in named_sets(part):
            used.add(number)
            if number not in sizes:
                yield Finding("undefined_set", path, _UNDEFINED_SET.fill(number=number))
            elif not sizes[number]:
                yield Finding("empty_set", path, _EMPTY_SET)
    for at, found in enumerate(expression.concept_sets):
        if found.id not in used:
            yield Finding("unused_set", f"ConceptSets[{at}]", _UNUSED_SET)


def _ineffective(path: str, part: Part) -> Iterator[Finding]:
    names = []
    if isinstance(part, CustomEra):
        names = ["gap_days", "correlated_criteria"]
    elif isinstance(part, DrugExposure):
        names = ["effective_drug_dose"]
    elif isinstance(part, Specimen):
        names = ["specimen_source_concept", "date_adjustment"]
    for name in names:
        if getattr(part, name) not in (None, 0):
            yield Finding("ineffective", f"{path}.{''.join(map(str.capitalize, name.split('_')))}", _INEFFECTIVE)
