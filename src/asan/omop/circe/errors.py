"""What can be wrong with a cohort definition."""

from asan.kit.errors import BadInput
from asan.kit.translation import Text


class NotJson(BadInput):
    """The text is no JSON."""

    code = "cohort_not_json"
    text = Text("코호트 정의가 JSON이 아닙니다: {detail}", "The cohort definition is not JSON: {detail}")
    next = Text("ATLAS의 Export 탭에서 JSON을 다시 받아 주세요.", "Take the JSON again from the Export tab of ATLAS.")


class NotACohort(BadInput):
    """JSON, but of something else."""

    code = "cohort_not_an_expression"
    text = Text("JSON이 코호트 정의가 아닙니다: {detail}", "The JSON is no cohort definition: {detail}")
    next = Text(
        "PrimaryCriteria가 든 Circe 표현식이 필요합니다(개념 집합만으로는 안 됩니다).",
        "A Circe expression with PrimaryCriteria is needed; a concept set alone is none.",
    )


class BadMember(BadInput):
    """A member of the definition holds what Circe does not allow there."""

    code = "cohort_bad_value"
    text = Text(
        "코호트 정의의 {path}에 쓸 수 없는 값이 있습니다: {detail}",
        "The cohort definition holds a value that cannot stand at {path}: {detail}",
    )
    next = Text("그 값을 고쳐 다시 시도해 주세요.", "Correct that value and try again.")


class CannotRun(BadInput):
    """The definition was read, but has no meaning that could be computed."""

    code = "cohort_cannot_run"
    text = Text("코호트 정의를 실행할 수 없습니다. {ko}", "The cohort definition cannot be run. {en}")
    next = Text("ATLAS나 편집기에서 정의를 고쳐 주세요.", "Correct the definition in ATLAS or in the editor.")
