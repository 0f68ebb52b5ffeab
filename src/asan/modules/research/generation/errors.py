"""Why a cohort is not computed, or its result not shown."""

from asan.kit.errors import Conflict, Forbidden, NotFound
from asan.kit.translation import Text


class LooksAtHidden(Forbidden):
    """A definition uses values that the asker's policies mask or hide: who is in it would tell them."""

    code = "cohort_looks_at_hidden"
    text = Text(
        "정의가 볼 수 없게 가려진 값을 조건으로 씁니다: {names}",
        "The definition looks at values that you may not see: {names}",
    )
    next = Text(
        "그 조건을 빼거나, 그 자료의 권한을 요청해 주세요.",
        "Take that condition out, or ask for access to those data.",
    )


class DecidesWhoSees(Forbidden):
    """A policy lets people see patients by this cohort: only those who write policies may change who is in it."""

    code = "cohort_in_policy"
    text = Text(
        "코호트 {id}의 구성원이 접근 정책에 쓰이고 있어, 정책을 관리하는 사람만 다시 만들 수 있습니다.",
        "Access policies go by the members of cohort {id}: only those who write policies may generate it.",
    )
    next = Text("사본으로 저장해 그것을 만들어 주세요.", "Save a copy, and generate that.")


class OwnRightsAlone(Conflict):
    """A CDM that is read in place takes no cohort: what is computed on it is its asker's alone."""

    code = "cohort_in_place"
    text = Text(
        "제자리에서 읽는 CDM에는 코호트를 발행하지 않습니다.",
        "No cohort is published in a CDM that is read in place.",
    )
    next = Text(
        "내가 볼 수 있는 자료로, 나만 보는 결과를 만들어 주세요.",
        "Generate it on what you see, for yourself alone.",
    )


class OfAnotherCdm(Conflict):
    """A generation was computed on a CDM that this installation does not read any more."""

    code = "cohort_of_another_cdm"
    text = Text(
        "이 결과는 지금 읽지 않는 CDM에서 계산되었습니다: {source}",
        "This result was computed on a CDM that is not read now: {source}",
    )
    next = Text("지금 읽는 CDM에서 다시 만들어 주세요.", "Generate it again on the CDM that is read now.")


class NeverGenerated(NotFound):
    """Nobody has computed the cohort yet."""

    code = "cohort_never_generated"
    text = Text("코호트 {id}은(는) 아직 만들어지지 않았습니다.", "Cohort {id} has not been generated yet.")
    next = Text("결과 탭에서 만들기를 눌러 주세요.", "Generate it on the results tab.")


class Expired(Conflict):
    """The snapshots that two generations are compared on are no longer both there."""

    code = "cohort_snapshot_expired"
    text = Text("비교할 스냅샷 {which}이(가) 만료되었습니다.", "The snapshot {which} to be compared has expired.")
    next = Text(
        "다시 쓸 스냅샷에는 태그를 달아 두세요. 태그가 있으면 만료되지 않습니다.",
        "Tag snapshots that are to be used again: what has a tag does not expire.",
    )
