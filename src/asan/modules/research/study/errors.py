"""What can be wrong with a study package, and why one is not run."""

from asan.kit.errors import BadInput, Conflict
from asan.kit.translation import Text


class NotAPackage(BadInput):
    """The file is no study package, or not a whole one."""

    code = "study_not_a_package"
    text = Text("{file}은(는) 연구 패키지가 아닙니다: {detail}", "{file} is no study package: {detail}")
    next = Text("보낸 곳에서 파일을 다시 받아 주세요.", "Ask whoever sent the file for it again.")


class Tampered(BadInput):
    """What is in the package is not what its manifest says."""

    code = "study_tampered"
    text = Text(
        "연구 패키지의 {member}이(가) 목록에 적힌 내용과 다릅니다: {detail}",
        "{member} of the study package is not what its manifest says: {detail}",
    )
    next = Text("바뀐 파일입니다. 보낸 곳에서 다시 받아 주세요.", "The file was changed: ask for it again.")


class UnsafeMember(BadInput):
    """A member that no package has: a path elsewhere, a link, a folder, the same name twice."""

    code = "study_unsafe_member"
    text = Text("연구 패키지에 있을 수 없는 파일입니다: {member}", "A study package holds no such file: {member}")
    next = Text("이 파일을 열지 말고 보낸 곳에 알려 주세요.", "Do not open it; tell whoever sent it.")


class PackageTooLarge(BadInput):
    """More bytes, packed or unpacked, than any study needs."""

    code = "study_too_large"
    text = Text("연구 패키지가 너무 큽니다: {what} > {limit} MB", "The study package is too large: {what} > {limit} MB")
    next = Text("연구를 나누거나 결과를 빼고 만들어 주세요.", "Divide the study, or make it without results.")


class UnknownFormat(BadInput):
    """Made by a release of the platform that this one does not know."""

    code = "study_unknown_format"
    text = Text(
        "연구 패키지의 형식 버전 {version}을(를) 모릅니다(아는 버전: {known}).",
        "The study package has format version {version}; known here: {known}.",
    )
    next = Text("플랫폼을 새 버전으로 올려 주세요.", "Update the platform.")


class BadManifest(BadInput):
    """The manifest lacks something, or says what makes no sense."""

    code = "study_bad_manifest"
    text = Text(
        "연구 패키지 목록의 {where}이(가) 올바르지 않습니다: {detail}", "The manifest is wrong at {where}: {detail}"
    )
    next = Text("보낸 곳에서 다시 만들어 받아 주세요.", "Have the package made again.")


class UnknownCohortKey(BadInput):
    """An analysis names a cohort that the package does not have."""

    code = "study_unknown_cohort"
    text = Text(
        "분석이 이 연구에 없는 코호트 {key}을(를) 씁니다(있는 코호트: {known}).",
        "An analysis names cohort {key}, which the study does not have ({known}).",
    )
    next = Text("분석 명세나 코호트 이름을 고쳐 주세요.", "Correct the analyses or the cohorts' names.")


class ConceptsMissing(BadInput):
    """Concepts of the definitions are not in this site's vocabulary: they would find nobody."""

    code = "study_concepts_missing"
    text = Text(
        "이 기관의 용어에 없는 개념이 {count}개 있습니다: {names}",
        "{count} concepts are not in this site's vocabulary: {names}",
    )
    next = Text(
        "`asan study check`로 살펴보고, 그래도 돌리려면 --allow-missing을 주세요.",
        "Look with `asan study check`; to run all the same, give --allow-missing.",
    )


class NoResults(BadInput):
    """A package without results has nothing to be compared."""

    code = "study_no_results"
    text = Text("{file}에 결과가 없습니다.", "{file} has no results.")
    next = Text("`asan study run`으로 만든 파일을 지정해 주세요.", "Give a file that `asan study run` wrote.")


class NameUnclear(BadInput):
    """A name that no saved definition has, or several."""

    code = "study_name_unclear"
    text = Text("{name}이라는 {what}이(가) {count}개 있습니다.", "There are {count} saved {what}s called {name}.")
    next = Text("번호로 지정해 주세요.", "Give its number.")


class NotReady(Conflict):
    """There is no file yet, or no more."""

    code = "study_not_ready"
    text = Text("연구 {number}의 파일이 없습니다.", "Study {number} has no file.")
    next = Text(
        "작업이 끝났는지 확인해 주세요. 파일은 {days}일 동안 보관됩니다.",
        "See whether its job has ended; files are kept for {days} days.",
    )
