"""Running the steps on Spark, noted in the audit: the result is a folder, out of the gateway's reach."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from asan.gateway import audit
from asan.gateway.principal import Principal
from asan.kit.errors import AsanError, DiskFull
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.etl.errors import SourceMissing
from asan.modules.etl.on_spark.errors import Stopped
from asan.modules.etl.on_spark.folder import made_beside, named_folder
from asan.modules.etl.on_spark.run import Progress, SparkRun
from asan.synth.label import is_labelled
from asan.warehouse.connection import interrupted, out_of_space
from asan.warehouse.lake import Lake
from asan.warehouse.spark import open_session


def run_on_spark(
    by: Principal,
    source: Path,
    to: str,
    *,
    address: str = "",
    label: str = "",
    synthetic: bool = False,
    surface: str,
    progress: Progress = lambda fraction, step, message: None,
) -> dict[str, Any]:
    """Run the steps on ``source`` and leave the CDM in the folder ``to``; returns the report, as a run's.

    ``address`` is Spark's (default: the setting). The folder holds ``cdm/TABLE/*.parquet``, ``vocabulary/…``, and
    ``etl/…``, what became of the source's rows. For administrators, since the gateway does not stand before a folder.
    Raises Forbidden, SourceMissing, FolderUnfit, VocabularyMissing, Stopped, the kinds of
    `asan.warehouse.spark.errors` and those of any run; the folder is then as it was.
    """
    by.require("etl.spark", "admin")
    if not source.exists():
        raise SourceMissing(path=source)
    target = named_folder(to)
    upgrade()
    name = label or str(source.resolve())
    synthetic = synthetic or is_labelled(source)
    note = audit.Entry("etl.spark", "started", surface, question=f"{name} → {target}")
    begun = audit.write(by, note)
    try:
        spark = open_session(address or settings().spark)
        with made_beside(target) as folder:
            told = SparkRun(Lake(settings()), spark, folder, name, synthetic, progress).carry_out(source)
    except BaseException as error:
        named = _named(error)
        code = named.code if isinstance(named, AsanError) else type(named).__name__
        audit.write(by, replace(note, outcome="failed", code=code, refers_to=begun))
        if named is error:
            raise
        raise named from error
    audit.write(by, replace(note, outcome="done", rows=sum(told["tables"].values()), refers_to=begun))
    return told


def _named(error: BaseException) -> BaseException:
    if isinstance(error, KeyboardInterrupt) or interrupted(error):
        return Stopped()
    if isinstance(error, OSError) and out_of_space(error):
        return DiskFull(detail=str(error)[:300], folder=settings().home)
    return error
