"""What a CDM that is read in place does not have, and what the platform does not do beside one."""

from asan.kit.errors import Conflict
from asan.kit.settings import Settings
from asan.kit.translation import Text


class NoSnapshotsInPlace(Conflict):
    """A CDM that is read in place has no snapshots: it is read as it is at the moment of the question."""

    code = "no_snapshots_in_place"
    text = Text(
        "이 설치는 기존 CDM을 제자리에서 읽으므로 스냅샷이 없습니다.",
        "This installation reads an existing CDM in place, which has no snapshots.",
    )
    next = Text(
        "snapshot 없이 물어 주세요. 답은 묻는 시점의 자료로 계산됩니다.",
        "Ask without a snapshot: the answer is computed from the data at that moment.",
    )


class CdmInPlace(Conflict):
    """Something would write the platform's own lake, where the settings say that a CDM is read in place."""

    code = "cdm_in_place"
    text = Text(
        "이 설치는 기존 CDM을 제자리에서 읽기만 하므로 적재·발행·스냅샷은 쓸 수 없습니다.",
        "This installation only reads an existing CDM in place: there is no loading, publishing or snapshot here.",
    )
    next = Text(
        "자체 레이크에 적재하려면 ASAN_CDM 없이 실행해 주세요.",
        "Run without ASAN_CDM to load into the platform's own lake.",
    )


class StatisticsMissing(Conflict):
    """The statistics of a CDM in place were never computed, or only those of another address."""

    code = "statistics_missing"
    text = Text(
        "제자리에서 읽는 CDM의 통계가 아직 계산되지 않았습니다.",
        "The statistics of the CDM in place have not been computed yet.",
    )
    next = Text(
        "서버에서 `asan cdm refresh`를 실행해 주세요. 질의와 행 보기는 통계 없이도 됩니다.",
        "Run `asan cdm refresh` on the server. Questions and rows work without statistics.",
    )


def is_in_place(settings: Settings) -> bool:
    """Whether these settings name a CDM to be read in place."""
    return bool(settings.cdm.get_secret_value())


def refuse_in_place(settings: Settings) -> None:
    """Raise CdmInPlace where these settings name one: who wrote a lake beside it would see nothing of that."""
    if is_in_place(settings):
        raise CdmInPlace
