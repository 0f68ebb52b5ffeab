"""What can keep a run from starting or finishing, each with a next step."""

from asan.kit.errors import AsanError, BadInput, Conflict, DiskFull, Exit
from asan.kit.translation import Text

_EXPORT = Text(
    "Synthea를 `exporter.csv.export = true`로 다시 내보내거나 파일을 확인해 주세요.",
    "Export again with Synthea's `exporter.csv.export = true`, or check the file.",
)


class SourceMissing(BadInput):
    """There is no such folder or zip."""

    code = "source_missing"
    text = Text("원천 폴더나 zip 파일이 없습니다: {path}.", "There is no source folder or zip at {path}.")
    next = Text("경로를 확인해 주세요.", "Check the path.")


class FileMissing(BadInput):
    """A file without which no CDM can be built is not in the source."""

    code = "file_missing"
    text = Text("필수 파일이 없습니다: {file} ({path}).", "A required file is missing: {file} (in {path}).")
    next = Text("{file}을(를) 폴더에 넣고 다시 실행해 주세요.", "Put {file} into the folder and run again.")


class FileTwice(BadInput):
    """Two files claim to be the same one."""

    code = "file_twice"
    text = Text("같은 파일이 둘입니다: {first}, {second}.", "Two files stand for the same: {first} and {second}.")
    next = Text("하나만 남기고 다시 실행해 주세요.", "Keep one of them and run again.")


class FileEmpty(BadInput):
    """A required file has no header, or no row."""

    code = "file_empty"
    text = Text("필수 파일에 자료가 없습니다: {file}.", "A required file has no rows: {file}.")
    next = _EXPORT


class ColumnMissing(BadInput):
    """The header lacks a column that the steps need."""

    code = "column_missing"
    text = Text(
        "{file}에 필수 열이 없습니다: {columns}. 있는 열: {found}.",
        "{file} lacks a required column: {columns}. Its columns are {found}.",
    )
    next = Text(
        "머리글을 고치거나 Synthea로 다시 내보내 주세요. 구분자는 쉼표여야 합니다.",
        "Correct the header, or export again; columns are separated by commas.",
    )


class ColumnTwice(BadInput):
    """The header names a column twice."""

    code = "column_twice"
    text = Text(
        "{file}의 머리글에 같은 열이 둘입니다: {column}.", "The header of {file} names a column twice: {column}."
    )
    next = Text("머리글을 고쳐 주세요.", "Correct the header.")


class FileUnreadable(BadInput):
    """The file is neither CSV nor Parquet that the engine can read."""

    code = "file_unreadable"
    text = Text("{file}을(를) 읽을 수 없습니다: {detail}.", "{file} cannot be read: {detail}.")
    next = _EXPORT


class FileForbidden(BadInput):
    """The system does not let this account read a file or folder of the source."""

    code = "file_forbidden"
    text = Text("{path}을(를) 읽을 권한이 없습니다.", "This account may not read {path}.")
    next = Text(
        "이 계정에 읽기 권한을 주고 다시 실행해 주세요.",
        "Give it to this account to read (for a folder also to enter), and run again.",
    )


class SourceChanged(BadInput):
    """A source file was written while it was being read, so what was read is no one state of it."""

    code = "source_changed"
    text = Text("{file}이(가) 읽는 동안 바뀌었습니다.", "{file} changed while it was being read.")
    next = Text("내보내기나 복사가 끝난 뒤 다시 실행해 주세요.", "Run again when its export or copy has ended.")


class NotAnArchive(BadInput):
    """The source is a file, and no zip that can be unpacked."""

    code = "zip_refused"
    text = Text(
        "{name}은(는) 폴더도 온전한 zip 파일도 아닙니다({detail}).",
        "{name} is neither a folder nor a whole zip ({detail}).",
    )
    next = Text(
        "CSV 파일이 든 폴더나 zip을 지정해 주세요. 내려받은 zip이면 다시 받아 주세요.",
        "Name the folder that holds the CSV files, or a zip of it; fetch a broken zip again.",
    )


class ZipEscapes(BadInput):
    """A member of the archive would be written outside its folder."""

    code = "zip_refused"
    text = Text("zip 안의 {name}이(가) 폴더 밖을 가리킵니다.", "In the zip, {name} points outside its folder.")
    next = Text(
        "CSV 파일만 담아 다시 압축하고, 출처를 확인해 주세요.",
        "Pack the CSV files alone, and make sure where the zip comes from.",
    )


class ZipTooLarge(BadInput):
    """The archive unpacks to more than the settings allow."""

    code = "zip_refused"
    text = Text(
        "zip을 풀면 한도 {megabytes:,} MB를 넘습니다.", "The zip unpacks to more than the limit of {megabytes:,} MB."
    )
    next = Text(
        "ASAN_UPLOAD_MEGABYTES를 늘리거나, 푼 폴더를 지정해 주세요.",
        "Raise ASAN_UPLOAD_MEGABYTES, or name the unpacked folder.",
    )


class ZipBomb(BadInput):
    """A member unpacks to so many times its packed size that it was made to fill the disk."""

    code = "zip_refused"
    text = Text(
        "zip 안의 {name}이(가) 압축 크기의 {times}배 넘게 풀립니다.",
        "In the zip, {name} unpacks to more than {times} times its packed size.",
    )
    next = Text(
        "정상 파일이면 압축을 풀어 폴더를 지정해 주세요.", "If the file is sound, unpack it and name the folder."
    )


class TooManyRejects(AsanError):
    """More rows were rejected than the settings allow; nothing was published."""

    code = "too_many_rejects"
    status = 422
    exit_code = Exit.BAD_INPUT
    text = Text(
        "{read:,}행 중 {rejected:,}행({share:.1%})이 거부되어 한도 {limit:.1%}를 넘었습니다. "
        "가장 많은 사유: {reason}. 게시하지 않았습니다.",
        "{rejected:,} of {read:,} rows ({share:.1%}) were rejected, more than the {limit:.1%} allowed; "
        "most often: {reason}. Nothing was published.",
    )
    next = Text(
        "`asan etl rejects --run {run}`로 확인해 주세요. 한도는 ASAN_ETL_MAX_REJECT_SHARE입니다.",
        "See `asan etl rejects --run {run}`; the limit is ASAN_ETL_MAX_REJECT_SHARE.",
    )


class NotReconciled(AsanError):
    """Rows of a step do not add up: a fault of the step, not of the source."""

    code = "not_reconciled"
    text = Text(
        "{step} 단계의 행 수가 맞지 않습니다: {detail}. 게시하지 않았습니다.",
        "The rows of step {step} do not add up: {detail}. Nothing was published.",
    )
    next = Text("이 내용과 함께 개발자에게 알려 주세요.", "Report it with this text.")


class InvariantBroken(AsanError):
    """The finished CDM breaks a rule that every published snapshot keeps."""

    code = "invariant_broken"
    text = Text(
        "CDM이 지켜야 할 규칙이 깨졌습니다: {detail}. 게시하지 않았습니다.",
        "The CDM breaks a rule that it must keep: {detail}. Nothing was published.",
    )
    next = Text("이 내용과 함께 개발자에게 알려 주세요.", "Report it with this text.")


class StepFailed(AsanError):
    """The engine could not carry out a step."""

    code = "step_failed"
    text = Text(
        "{step} 단계가 실패했습니다: {detail}. 게시된 스냅샷은 그대로입니다.",
        "Step {step} failed: {detail}. The published snapshot is as it was.",
    )
    next = Text(
        "원인을 없애고 다시 실행하면 끝난 단계 다음부터 이어집니다.",
        "Remove the cause and run again: it goes on after the last finished step.",
    )


class StepOutOfSpace(DiskFull):
    """No space left where the work is written."""

    text = Text(
        "디스크 공간이 부족해 {step} 단계에서 멈췄습니다: {detail}. 게시된 스냅샷은 그대로입니다.",
        "The disk is full; step {step} stopped: {detail}. The published snapshot is as it was.",
    )
    next = Text(
        "{folder}에 공간을 마련하고 다시 실행하면 이어서 진행합니다.",
        "Make room in {folder} and run again: it goes on from there.",
    )


class StepOutOfMemory(AsanError):
    """A step needed more memory than the engine may use, or the machine has, also after spilling to the disk."""

    code = "out_of_memory"
    text = Text(
        "메모리가 부족해 {step} 단계에서 멈췄습니다: {detail}. 게시된 스냅샷은 그대로입니다.",
        "Memory ran out; step {step} stopped: {detail}. The published snapshot is as it was.",
    )
    next = Text(
        "ASAN_MEMORY_LIMIT을 늘리거나 ASAN_THREADS를 줄이고 다시 실행하면 이어서 진행합니다.",
        "Raise ASAN_MEMORY_LIMIT, or lower ASAN_THREADS, and run again: it goes on from there.",
    )


class RunStopped(Conflict):
    """Somebody cancelled the run."""

    code = "run_stopped"
    text = Text("실행이 취소되었습니다.", "The run was cancelled.")
    next = Text("다시 실행하면 이어서 진행합니다.", "Run again to go on.")
