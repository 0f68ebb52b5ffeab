"""What can go wrong between a person and a table."""

from asan.kit.errors import AsanError, BadInput, Forbidden
from asan.kit.errors import Exit as ExitCode
from asan.kit.translation import Text


class UnknownTable(AsanError):
    """No such table, or none that the asker may see: both look the same."""

    code = "mart_unknown_table"
    status = 404
    exit_code = ExitCode.REFUSED
    text = Text("볼 수 있는 테이블 중에 {table}이(가) 없습니다.", "There is no table {table} among those you may see.")
    next = Text(
        "이름을 확인하거나 관리자에게 조회 권한을 요청해 주세요.", "Check the name, or ask an administrator for access."
    )


class UnknownColumn(BadInput):
    """A filter, sort or selection names a column that the asker does not have."""

    code = "mart_unknown_column"
    text = Text("{table}에 {column} 열이 없습니다.", "{table} has no column {column}.")
    next = Text("열 이름을 확인해 주세요.", "Check the column's name.")


class BadFilter(BadInput):
    """A filter's value does not fit its column."""

    code = "mart_bad_filter"
    text = Text(
        "{column} 열의 조건 '{value}'을(를) 쓸 수 없습니다.", "The condition '{value}' does not fit column {column}."
    )
    next = Text("{expected_ko} 입력해 주세요.", "Enter {expected_en}.")


class AggregateOnly(Forbidden):
    """The asker's role sees structure and counts, never rows."""

    code = "mart_aggregate_only"
    text = Text(
        "이 역할은 {table}의 구조와 건수만 볼 수 있고, 행은 볼 수 없습니다.",
        "Your role sees the structure and counts of {table}, not its rows.",
    )
    next = Text(
        "스키마와 프로파일을 보거나, 행이 필요하면 관리자에게 역할을 요청해 주세요.",
        "See its schema and profile, or ask an administrator for a role that reads rows.",
    )


class ExportGone(AsanError):
    """The file of an export is older than files are kept."""

    code = "mart_export_gone"
    status = 410
    text = Text(
        "내보내기 {job}의 파일은 {days}일이 지나 지워졌습니다.",
        "The file of export {job} was removed after {days} days.",
    )
    next = Text("다시 내보내 주세요.", "Export it again.")


class ExportNotReady(AsanError):
    """The file of an export that has not ended well."""

    code = "mart_export_not_ready"
    status = 409
    text = Text("내보내기 {job}의 파일이 아직 없습니다(상태: {state}).", "Export {job} has no file yet ({state}).")
    next = Text("작업이 끝난 뒤 다시 내려받아 주세요.", "Download it when the job has ended.")
