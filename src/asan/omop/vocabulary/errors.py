"""What can be wrong with a vocabulary download, and what is only worth a warning."""

from dataclasses import dataclass

from asan.kit.errors import AsanError, BadInput
from asan.kit.translation import Text

_AGAIN = Text("Athena에서 다시 내려받아 주세요.", "Download it from Athena again.")


class VocabularyFileMissing(BadInput):
    """The download lacks a file without which nothing can be mapped."""

    code = "vocabulary_file_missing"
    text = Text("{path}에 {file}이(가) 없습니다.", "{path} has no {file}.")
    next = Text(
        "Athena 내려받기의 zip 파일 또는 푼 폴더를 지정해 주세요.", "Give the zip of an Athena download, or its folder."
    )


class VocabularyHeader(BadInput):
    """A file's first line does not name the columns that Athena's files have."""

    code = "vocabulary_header"
    text = Text("{file}의 첫 줄이 다릅니다: {detail}", "The first line of {file} is not as expected: {detail}")
    next = Text(
        "탭으로 구분된 Athena 파일을 고치지 말고 그대로 지정해 주세요.",
        "Give Athena's tab-separated files as they were downloaded.",
    )


class VocabularyLine(BadInput):
    """A line cannot be read: cut off, wrong number of columns, a value of the wrong type, not UTF-8."""

    code = "vocabulary_line"
    text = Text(
        "{file} {line}번째 줄을 읽을 수 없습니다 (모두 {count}줄): {detail}",
        "Line {line} of {file} cannot be read ({count} such lines): {detail}",
    )
    next = _AGAIN


class VocabularyValueMissing(BadInput):
    """A column that must have a value is empty in some rows."""

    code = "vocabulary_value_missing"
    text = Text("{file}의 {column} 값이 {count}줄에서 비어 있습니다.", "{column} of {file} is empty in {count} lines.")
    next = _AGAIN


class VocabularyDuplicate(BadInput):
    """The same concept id stands in several rows."""

    code = "vocabulary_duplicate_concept"
    text = Text(
        "개념 번호 {count}개가 두 번 이상 나옵니다(예: {example}).",
        "{count} concept ids occur more than once ({example}, for one).",
    )
    next = _AGAIN


class VocabularyEmpty(BadInput):
    """A required file has no row."""

    code = "vocabulary_empty"
    text = Text("{file}에 내용이 없습니다.", "{file} has no rows.")
    next = _AGAIN


class ArchiveUnsafe(BadInput):
    """A zip that would write outside its folder, or unpack to far more than it seems."""

    code = "archive_unsafe"
    text = Text("압축 파일을 풀지 않았습니다: {detail}", "The archive was not unpacked: {detail}")
    next = Text("출처를 확인해 주세요.", "Check where it comes from.")


class ArchiveDamaged(BadInput):
    """A zip that cannot be read to its end."""

    code = "archive_damaged"
    text = Text("압축 파일이 손상되었습니다: {detail}", "The archive is damaged: {detail}")
    next = _AGAIN


class VocabularyMissing(BadInput):
    """No vocabulary was loaded yet."""

    code = "vocabulary_missing"
    status = 404
    text = Text("아직 적재된 용어집이 없습니다.", "No vocabulary has been loaded yet.")
    next = Text(
        "`asan vocabulary load 경로` 또는 `asan vocabulary load --starter`를 실행해 주세요.",
        "Run `asan vocabulary load PATH` or `asan vocabulary load --starter`.",
    )


class VocabularyLoadFailed(AsanError):
    """The engine could not finish: no room on the disk, no memory."""

    code = "vocabulary_load_failed"
    text = Text(
        "용어집을 적재하지 못했습니다: {detail}. 적재되어 있던 용어집은 그대로입니다.",
        "The vocabulary was not loaded: {detail}. The one that was loaded before is as it was.",
    )
    next = Text(
        "디스크 공간과 ASAN_MEMORY_LIMIT을 확인하고 다시 실행해 주세요.",
        "Check the disk's space and ASAN_MEMORY_LIMIT, and run again.",
    )


class SearchIndexMissing(BadInput):
    """A vocabulary has no search index here: another machine loaded it, an older program made it, or it was deleted."""

    code = "search_index_missing"
    status = 404
    text = Text("이 용어집의 검색 색인이 없습니다.", "This vocabulary has no search index.")
    next = Text(
        "`asan vocabulary index`를 실행해 주세요. 고정한 스냅샷의 용어집이면 `--snapshot 이름`을 붙입니다.",
        "Run `asan vocabulary index`; for the vocabulary of a pinned snapshot with `--snapshot NAME`.",
    )


@dataclass(frozen=True, slots=True)
class Warning:
    """Something that a load noticed and went on with. ``code`` is stable, ``count`` how often it was seen."""

    code: str
    text: Text
    count: int = 0

    def as_json(self) -> dict[str, object]:
        """For reports and the lake's history."""
        return {"code": self.code, "count": self.count, "ko": self.text.ko, "en": self.text.en}
