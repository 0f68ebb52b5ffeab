"""Why criteria are not counted."""

from asan.kit.errors import BadInput
from asan.kit.translation import Text


class TooManyRules(BadInput):
    """More inclusion rules than are counted one by one."""

    code = "feasibility_too_many_rules"
    text = Text("포함 규칙이 {count}개입니다(최대 {limit}개).", "There are {count} inclusion rules; {limit} at most.")
    next = Text("규칙을 합쳐 다시 시도해 주세요.", "Put rules together and try again.")
