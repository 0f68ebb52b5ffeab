"""What can be wrong when something shared is saved."""

from asan.kit.errors import Conflict, Forbidden
from asan.kit.translation import Text


class VersionConflict(Conflict):
    """Someone else has saved a version since the one that was edited."""

    code = "version_conflict"
    text = Text(
        "편집하신 버전은 {base}인데 그 사이 {author} 님이 버전 {latest}을(를) 저장했습니다.",
        "You edited version {base}; meanwhile {author} has saved version {latest}.",
    )
    next = Text(
        "두 버전의 차이를 보고, 그 위에 저장하거나 사본으로 저장해 주세요.",
        "Look at what differs, then save on top of it or save a copy.",
    )


class NotYours(Forbidden):
    """It is shown to the asker, but is another's to change."""

    code = "not_yours"
    text = Text("{owner} 님만 바꿀 수 있습니다.", "Only {owner} may change this.")
    next = Text("사본으로 저장하면 고칠 수 있습니다.", "Save a copy, and change that.")
