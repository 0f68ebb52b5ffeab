"""What can keep a CDM from being exported, beside what `asan.warehouse.target.errors` names."""

from asan.kit.errors import BadInput, Conflict
from asan.kit.translation import Text


class NoTarget(BadInput):
    """Nothing says where to."""

    code = "target_missing"
    text = Text("내보낼 곳이 설정되지 않았습니다.", "Where to export to is not configured.")
    next = Text(
        "주소(`postgresql://user@host/database?schema=cdm`)를 주거나 ASAN_ETL_TARGET을 설정해 주세요.",
        "Give an address (`postgresql://user@host/database?schema=cdm`) or set ASAN_ETL_TARGET.",
    )


class PasswordShown(BadInput):
    """A password on the command line, where every user of the machine can read it."""

    code = "target_password_shown"
    text = Text(
        "명령줄의 비밀번호는 이 컴퓨터의 모든 사용자가 볼 수 있으므로 받지 않습니다.",
        "A password on the command line is refused: every user of this machine can read it there.",
    )
    next = Text(
        "비밀번호는 ASAN_ETL_TARGET의 주소, PGPASSWORD 또는 ~/.pgpass에 두세요.",
        "Put it into the address in ASAN_ETL_TARGET, into PGPASSWORD, or into ~/.pgpass.",
    )


class ExportStopped(Conflict):
    """Somebody pressed Ctrl-C."""

    code = "target_stopped"
    text = Text(
        "내보내기가 중단되었습니다. 이전 스키마는 그대로입니다.",
        "The export was stopped. The schema there is as it was.",
    )
    next = Text("`asan cdm export`로 다시 실행해 주세요.", "Run `asan cdm export` again.")
