"""Why a run cannot add to what was published."""

from asan.kit.errors import Conflict
from asan.kit.translation import Text

_FULL = Text(
    "전체 원천 폴더로 `asan etl run --source 폴더`를 실행해 주세요(`--incremental` 없이).",
    "Run `asan etl run --source FOLDER` on the whole source, without `--incremental`.",
)


class NoBase(Conflict):
    """Nothing was published whose source rows are still there."""

    code = "incremental_no_base"
    text = Text(
        "증분 적재의 기준이 될 전체 적재가 없습니다: 게시된 것이 없거나, 가져온 CDM이거나, 보관된 원천 행이 없습니다.",
        "There is no full load to add to: nothing is published, or an imported CDM, or its source rows were not kept.",
    )
    next = Text(
        "ASAN_ETL_KEEP_SOURCE를 켜 두고 전체 원천 폴더로 `asan etl run --source 폴더`를 실행해 주세요.",
        "Run `asan etl run --source FOLDER` on the whole source, with ASAN_ETL_KEEP_SOURCE on.",
    )


class BaseDiffers(Conflict):
    """The base was made under other conditions, so old and new rows would not fit together."""

    code = "incremental_base_differs"
    text = Text(
        "기준 적재 이후 바뀐 것이 있어 증분 적재를 할 수 없습니다: {what} ({base} → {now}).",
        "The base was loaded under other conditions, so nothing can be added to it: {what} ({base}, now {now}).",
    )
    next = _FULL
