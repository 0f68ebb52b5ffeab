"""What can keep a snapshot from being named, expired or compacted."""

from asan.kit.errors import BadInput, Conflict, NotFound
from asan.kit.translation import Text


class TagTaken(Conflict):
    """Another snapshot has this name."""

    code = "tag_taken"
    text = Text("태그 {name}은(는) 스냅샷 {version}에 쓰이고 있습니다.", "The tag {name} is snapshot {version}'s.")
    next = Text(
        "다른 이름을 쓰거나 `asan snapshot untag`로 먼저 떼어 주세요.",
        "Choose another name, or take it off with `asan snapshot untag` first.",
    )


class BadTag(BadInput):
    """No name for a snapshot."""

    code = "bad_tag"
    text = Text("태그로 쓸 수 없는 이름입니다: {name}.", "This cannot be a tag: {name}.")
    next = Text(
        "글자로 시작해 글자, 숫자, `.`, `_`, `-`를 64자까지 쓰세요. `current`는 쓸 수 없습니다.",
        "Begin with a letter; then letters, digits, `.`, `_`, `-`, 64 at most; not `current`.",
    )


class NoTag(NotFound):
    """No snapshot has this name."""

    code = "no_tag"
    text = Text("태그 {name}이(가) 없습니다.", "There is no tag {name}.")
    next = Text("`asan snapshot list`에서 확인해 주세요.", "See `asan snapshot list`.")


class NoRule(BadInput):
    """Nothing says which snapshots are to expire."""

    code = "expiry_without_rule"
    text = Text("어떤 스냅샷을 만료할지 정해지지 않았습니다.", "Nothing says which snapshots are to expire.")
    next = Text(
        "남길 개수(`--keep 5`)나 나이(`--older-than 30d`)를 정해 주세요.",
        "Give how many to keep (`--keep 5`), an age (`--older-than 30d`), or both.",
    )


class BadAge(BadInput):
    """An age that cannot be read."""

    code = "bad_age"
    text = Text("기간을 읽을 수 없습니다: {age}.", "This is no age: {age}.")
    next = Text("`30d`, `12h`, `2w`처럼 써 주세요.", "Write `30d`, `12h` or `2w`.")


class NoSample(BadInput):
    """Rows of this table cannot be laid side by side."""

    code = "no_sample"
    text = Text("{table} 표의 행은 나란히 볼 수 없습니다.", "Rows of {table} cannot be shown side by side.")
    next = Text(
        "두 스냅샷에 모두 있고 번호 하나로 행을 구별하는 CDM 표를 골라 주세요. 예: person.",
        "Choose a table of the CDM that both snapshots have and whose rows have a number of their own, such as person.",
    )
