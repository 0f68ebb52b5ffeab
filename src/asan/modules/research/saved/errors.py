"""What can be wrong when a definition is saved."""

from asan.kit.errors import BadInput
from asan.kit.translation import Text


class TooLarge(BadInput):
    """A definition beyond what anybody would write."""

    code = "cohort_too_large"
    text = Text("코호트 정의가 {limit} MB보다 큽니다.", "The cohort definition is larger than {limit} MB.")
    next = Text("개념 집합을 하위 개념 포함으로 줄여 주세요.", "Shorten its concept sets: use descendants.")
