"""Why a patient is not shown."""

from asan.kit.errors import AsanError, BadInput, Exit, Forbidden
from asan.kit.translation import Text


class UnknownPatient(AsanError):
    """No such patient, or none that the asker may see: both look the same."""

    code = "chart_unknown_patient"
    status = 404
    exit_code = Exit.REFUSED
    text = Text(
        "볼 수 있는 환자 중에 {subject}번이 없습니다.", "There is no patient {subject} among those whom you may see."
    )
    next = Text(
        "번호와 스냅샷을 확인하고, 권한이 필요하면 보안/권한관리의 ‘접근 요청’에서 요청해 주세요. "
        "임상의는 응급 상황에 ‘긴급 열람’을 쓸 수 있습니다.",
        "Check the number and the snapshot; where the right is missing, ask on the page Access control, Requests. "
        "In an emergency clinicians may open one patient there.",
    )


class RowsNeeded(Forbidden):
    """The asker's roles see aggregates alone: a chart is one person's rows."""

    code = "chart_rows_needed"
    text = Text(
        "차트는 환자 한 명의 기록이므로, 집계만 볼 수 있는 역할에는 제공하지 않습니다.",
        "A chart is the records of one patient, so roles that see aggregates alone do not get it.",
    )
    next = Text(
        "코호트의 특성은 ‘코호트 분석’에서 볼 수 있습니다. 행이 필요하면 관리자에게 역할을 요청해 주세요.",
        "See cohorts as a whole on the page of analyses. Where rows are needed, ask an administrator for a role.",
    )


class NobodyToldApart(Forbidden):
    """A policy leaves nothing by which the asker could tell patients apart."""

    code = "chart_no_patient_number"
    text = Text(
        "정책이 환자 번호를 모두 가려, 환자 한 명을 골라 볼 수 없습니다.",
        "Policy hides what tells patients apart, so that no single one can be shown.",
    )
    next = Text(
        "번호를 가명 토큰으로 볼 수 있는 권한을 관리자에게 요청해 주세요.",
        "Ask an administrator for a policy that shows the number as a token.",
    )


class BadWindow(BadInput):
    """A time that ends before it begins."""

    code = "chart_bad_window"
    text = Text(
        "기간의 끝({until})이 시작({since})보다 앞섭니다.", "The time ends ({until}) before it begins ({since})."
    )
    next = Text("시작과 끝을 바꾸어 주세요.", "Exchange the two.")
