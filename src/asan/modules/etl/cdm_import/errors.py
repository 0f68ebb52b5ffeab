"""What can keep an existing CDM from being imported."""

from asan.kit.errors import BadInput
from asan.kit.translation import Text


class NoCdm(BadInput):
    """The folder holds no CDM: no table person."""

    code = "cdm_not_found"
    text = Text("{path}에 person 표 파일이 없습니다.", "{path} has no file of the table person.")
    next = Text(
        "표마다 Parquet 또는 CSV 파일 하나가 든 폴더를 지정해 주세요(person.parquet 등).",
        "Give a folder with one Parquet or CSV file a table, such as person.parquet.",
    )


class TableTwice(BadInput):
    """Two files hold the same table."""

    code = "cdm_table_twice"
    text = Text("같은 표의 파일이 둘입니다: {first}, {second}", "Two files hold the same table: {first} and {second}.")
    next = Text("하나만 남기고 다시 실행해 주세요.", "Keep one of them and run again.")


class TableUnreadable(BadInput):
    """A file is not the Parquet or CSV that its name says."""

    code = "cdm_table_unreadable"
    text = Text("{file}을(를) 읽을 수 없습니다: {detail}", "{file} cannot be read: {detail}")
    next = Text("파일을 다시 내보내 주세요.", "Export the file again.")


class ColumnsMissing(BadInput):
    """A table lacks columns that cannot be derived."""

    code = "cdm_columns_missing"
    text = Text("{file}에 필수 열이 없습니다: {columns}", "{file} lacks required columns: {columns}")
    next = Text("CDM 5.3 또는 5.4의 열 이름을 확인해 주세요.", "Compare its columns with CDM 5.3 or 5.4.")


class TooMuchUnfit(BadInput):
    """More rows did not fit than the settings allow; nothing was published."""

    code = "cdm_too_many_rejects"
    status = 422
    text = Text(
        "{read:,}행 중 {rejected:,}행이 CDM에 맞지 않아 한도 {limit:.0%}를 넘었습니다. 가장 많은 사유: {reason}. "
        "게시하지 않았습니다.",
        "{rejected:,} of {read:,} rows do not fit the CDM, more than the {limit:.0%} allowed; most often: {reason}. "
        "Nothing was published.",
    )
    next = Text("한도는 ASAN_ETL_MAX_REJECT_SHARE입니다.", "The limit is ASAN_ETL_MAX_REJECT_SHARE.")
