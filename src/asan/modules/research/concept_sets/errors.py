"""What can be wrong with a concept set."""

from asan.kit.errors import BadInput
from asan.kit.translation import Text


class NotAConceptList(BadInput):
    """A CSV file that is no list of concepts."""

    code = "concept_list_unreadable"
    text = Text("{line}번째 줄: {ko}.", "Line {line}: {en}.")
    next = Text(
        "첫 줄에 Concept ID, Exclude, Descendants, Mapped 열 이름을 두고, 한 줄에 개념 하나씩 적어 주세요.",
        "Name the columns Concept ID, Exclude, Descendants, Mapped in the first line; one concept a line.",
    )


class TooManyConcepts(BadInput):
    """A set of more items than anybody would list."""

    code = "concept_set_too_large"
    text = Text("개념 집합의 항목이 {count}개로 {limit}개를 넘습니다.", "The set has {count} items, more than {limit}.")
    next = Text("상위 개념 하나와 하위 개념 포함으로 줄여 주세요.", "Use one concept above them with its descendants.")
