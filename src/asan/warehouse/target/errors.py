"""What can keep a CDM from being written to PostgreSQL. None carries a value of a patient, or a password."""

from asan.kit.errors import AsanError, BadInput, Conflict
from asan.kit.translation import Text

_FORM = "postgresql://user@host:5432/database?schema=cdm"


class BadTarget(BadInput):
    """The address is none."""

    code = "target_bad"
    text = Text("PostgreSQL 주소를 읽을 수 없습니다.", "This is not the address of a PostgreSQL schema.")
    next = Text(f"`{_FORM}` 형식으로 써 주세요.", f"Write it as `{_FORM}`.")


class TargetUnreachable(AsanError):
    """The server does not answer, or does not let us in."""

    code = "target_unreachable"
    status = 503
    text = Text("{target}에 연결할 수 없습니다: {detail}", "{target} cannot be reached: {detail}")
    next = Text(
        "서버와 주소를 확인해 주세요. 비밀번호는 ASAN_ETL_TARGET, PGPASSWORD 또는 ~/.pgpass에 둡니다.",
        "Check the server and the address. A password goes into ASAN_ETL_TARGET, PGPASSWORD or ~/.pgpass.",
    )


class TargetLost(AsanError):
    """The server went away in the middle of a load and did not come back within the retries."""

    code = "target_lost"
    status = 503
    text = Text(
        "{target}와(과)의 연결이 끊겨 {tries}번 다시 시도했으나 실패했습니다({step}: {detail}). "
        "이전 스키마는 그대로입니다.",
        "{target} was lost at {step} and did not come back within {tries} retries: {detail}. "
        "The schema there is as it was.",
    )
    next = Text(
        "서버를 확인한 뒤 다시 실행해 주세요. 재시도 횟수는 ASAN_ETL_TARGET_RETRIES입니다.",
        "Check the server and run again. The number of retries is ASAN_ETL_TARGET_RETRIES.",
    )


class TargetUnfit(BadInput):
    """The server or the database cannot hold the CDM."""

    code = "target_unfit"
    text = Text("{target}에는 쓸 수 없습니다: {detail}.", "{target} cannot hold the CDM: {detail}.")
    next = Text(
        "PostgreSQL 13 이상의 UTF8 데이터베이스를 지정해 주세요.", "Name a UTF8 database of PostgreSQL 13 or later."
    )


class TargetForbidden(BadInput):
    """The role lacks a right."""

    code = "target_forbidden"
    text = Text("{target}에 쓸 권한이 없습니다: {detail}", "The role may not write to {target}: {detail}")
    next = Text(
        "데이터베이스에 대한 CREATE 권한과 기존 스키마의 소유권이 필요합니다.",
        "It needs CREATE on the database and must own the schema that is there.",
    )


class TargetOccupied(Conflict):
    """The schema holds, or is used by, what a load would take away."""

    code = "target_occupied"
    text = Text(
        "{target}의 스키마를 바꾸면 다음을 잃게 됩니다: {what}. 아무것도 바꾸지 않았습니다.",
        "Replacing the schema of {target} would take away: {what}. Nothing was changed.",
    )
    next = Text(
        "다른 스키마를 지정하거나, 이것들을 다른 스키마로 옮기거나 지운 뒤 다시 실행해 주세요.",
        "Name another schema, or move or drop these, and run again.",
    )


class TargetBusy(Conflict):
    """Another load writes the same schema, or readers hold what an earlier one has left."""

    code = "target_busy"
    text = Text(
        "{target}에 다른 적재가 진행 중이거나 이전 스키마를 아직 읽고 있습니다.",
        "Another load writes {target}, or somebody still reads the schema before the last.",
    )
    next = Text("끝난 뒤 다시 실행해 주세요.", "Run again when it has ended.")


class NulInText(BadInput):
    """A text holds the character NUL, which PostgreSQL cannot store."""

    code = "target_nul_in_text"
    status = 422
    text = Text(
        "PostgreSQL이 저장할 수 없는 NUL 문자가 있습니다: {where}. 이전 스키마는 그대로입니다.",
        "Texts hold the character NUL, which PostgreSQL cannot store: {where}. The schema there is as it was.",
    )
    next = Text(
        "원천에서 이 문자를 없애고 다시 적재해 주세요.", "Remove the character from the source and load it again."
    )


class KeyBroken(BadInput):
    """Rows of a table share their primary key, or lack it."""

    code = "target_key_broken"
    status = 422
    text = Text(
        "{table}의 기본 키가 비었거나 겹치는 행이 있습니다. 이전 스키마는 그대로입니다.",
        "Rows of {table} share their primary key or lack it. The schema there is as it was.",
    )
    next = Text("원천의 중복을 고친 뒤 다시 적재해 주세요.", "Correct the duplicates in the source and load it again.")


class TargetDiffers(AsanError):
    """What PostgreSQL holds is not what the lake holds."""

    code = "target_differs"
    text = Text(
        "PostgreSQL의 행이 레이크와 다릅니다: {tables}. 이전 스키마는 그대로입니다.",
        "Rows on PostgreSQL differ from the lake's: {tables}. The schema there is as it was.",
    )
    next = Text("이 내용과 함께 개발자에게 알려 주세요.", "Report it with this text.")


class TargetFailed(AsanError):
    """The server refused a statement."""

    code = "target_failed"
    text = Text(
        "{target}에 쓰지 못했습니다({step}): {detail}. 이전 스키마는 그대로입니다.",
        "{target} could not be written at {step}: {detail}. The schema there is as it was.",
    )
    next = Text("원인을 없애고 다시 실행해 주세요.", "Remove the cause and run again.")
