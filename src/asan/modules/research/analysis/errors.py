"""What can go wrong between a cohort and a figure."""

from asan.kit.errors import AsanError, BadInput, Exit, Forbidden
from asan.kit.translation import Text


class UnknownCohort(AsanError):
    """No row of the cohort that the asker may see: not generated in this snapshot, empty, or not theirs to see."""

    code = "analysis_unknown_cohort"
    status = 404
    exit_code = Exit.BAD_INPUT
    text = Text(
        "이 스냅샷에 코호트 {cohort}의 볼 수 있는 행이 없습니다.",
        "This snapshot has no row of cohort {cohort} that you may see.",
    )
    next = Text(
        "코호트를 먼저 생성하거나 다른 스냅샷을 고르고, 권한이 없다면 관리자에게 요청해 주세요.",
        "Generate the cohort first or choose another snapshot; where the right is missing, ask an administrator.",
    )


class RowsNeeded(Forbidden):
    """A figure that is made of single persons' times cannot be proved to be an aggregate."""

    code = "analysis_rows_needed"
    text = Text(
        "{figure}은(는) 환자 한 명 한 명의 기간으로 계산하므로, 집계만 볼 수 있는 역할에는 제공하지 않습니다.",
        "{figure} is computed from the times of single persons, so roles that see aggregates alone do not get it.",
    )
    next = Text(
        "특성 비교는 볼 수 있습니다. 기간이 필요하면 행을 볼 수 있는 역할을 요청해 주세요.",
        "Characterization is open to you. Where times are needed, ask for a role that sees rows.",
    )


class BadAnalysis(BadInput):
    """What an analysis is asked, as a file or a kept request says it, makes no sense."""

    code = "analysis_bad_specification"
    text = Text("분석 명세의 {where}이(가) 올바르지 않습니다: {detail}", "The analysis is wrong at {where}: {detail}")
    next = Text("명세를 고쳐 다시 시도해 주세요.", "Correct the specification and try again.")
