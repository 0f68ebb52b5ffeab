"""What can keep the steps from running on Spark, beside what any run and `asan.warehouse.spark` name."""

from asan.kit.errors import AsanError, BadInput, Conflict, DiskFull
from asan.kit.translation import Text
from asan.modules.etl.errors import TooManyRejects


class FolderUnfit(BadInput):
    """The result may not go there."""

    code = "spark_folder_unfit"
    text = Text("{path}에는 결과를 쓸 수 없습니다: {detail}.", "The result cannot go to {path}: {detail}.")
    next = Text(
        "없거나 비어 있는 폴더, 또는 이전 결과가 있는 폴더를 --to에 지정해 주세요. `s3://버킷/폴더`도 됩니다.",
        "Name with --to a folder that is absent or empty, or holds an earlier result; `s3://bucket/folder` will do.",
    )


class SparkStepFailed(AsanError):
    """A step failed on Spark, or on the way there."""

    code = "spark_step_failed"
    text = Text(
        "Spark에서 {step} 단계가 실패했습니다: {detail}. 결과 폴더는 이전과 같습니다.",
        "Step {step} failed on Spark: {detail}. The result's folder is as it was.",
    )
    next = Text("원인을 없앤 뒤 처음부터 다시 실행해 주세요.", "Remove the cause and run again, from the beginning.")


class SparkLost(SparkStepFailed):
    """Spark's server or process ended during a step, or its machine is out of reach."""

    code = "spark_lost"
    status = 503
    text = Text(
        "{step} 단계에서 Spark와의 연결이 끊어졌습니다. 결과 폴더는 이전과 같습니다.",
        "Spark was lost in step {step}. The result's folder is as it was.",
    )
    next = Text(
        "Spark 서버가 동작하는지 확인한 뒤 처음부터 다시 실행해 주세요.",
        "Check that Spark's server runs, then run again, from the beginning.",
    )


class TooManyRejectsThere(TooManyRejects):
    """More of the source was rejected than the settings allow; a run on Spark that stops keeps none of them."""

    next = Text(
        "`asan etl run`은 중단되어도 거부된 행을 남깁니다. 한도는 ASAN_ETL_MAX_REJECT_SHARE입니다.",
        "`asan etl run` keeps its rejects even where it stops; the limit is ASAN_ETL_MAX_REJECT_SHARE.",
    )


class OutOfSpaceThere(DiskFull):
    """No space left where the result is made."""

    text = Text(
        "디스크 공간이 부족해 {step} 단계에서 멈췄습니다: {detail}. 결과 폴더는 이전과 같습니다.",
        "The disk is full; step {step} stopped: {detail}. The result's folder is as it was.",
    )
    next = Text(
        "{folder}에 공간을 마련하고 처음부터 다시 실행해 주세요.",
        "Make room in {folder} and run again, from the beginning.",
    )


class Stopped(Conflict):
    """Somebody pressed Ctrl-C."""

    code = "spark_stopped"
    text = Text(
        "실행이 중단되었습니다. 결과 폴더는 이전과 같습니다.", "The run was stopped. The result's folder is as it was."
    )
    next = Text("다시 실행하면 처음부터 진행합니다.", "Run again; it starts from the beginning.")
