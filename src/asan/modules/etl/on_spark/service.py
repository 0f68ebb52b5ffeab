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
from asan.modules.etl.on_spark.run import Progress, SparkRun
from asan.modules.etl.on_spark.s3_source import s3_source
from asan.modules.etl.on_spark.target import target_of
from asan.synth.label import is_labelled
from asan.warehouse.connection import interrupted, out_of_space
from asan.warehouse.lake import Lake
from asan.warehouse.spark import open_session
from asan.warehouse.storage.s3_files import SCHEME


def run_on_spark(
    by: Principal,
    source: Path | str,
    to: str,
    *,
    work: Path | None = None,
    address: str = "",
    label: str = "",
    synthetic: bool = False,
    surface: str,
    progress: Progress = lambda fraction, step, message: None,
) -> dict[str, Any]:
    """Run the steps on ``source`` and leave the CDM in the folder ``to``; returns the report, as a run's.

    Either may be ``s3://bucket/folder``; what goes there is made in ``work`` (default: in the data folder), which this
    machine and Spark's know by one name. ``address`` is Spark's (default: the setting). The folder holds
    ``cdm/TABLE/*.parquet``, ``vocabulary/…``, and ``etl/…``, what became of the source's rows. For administrators,
    since the gateway does not stand before a folder. Raises Forbidden, SourceMissing, FolderUnfit, StoreUnreachable,
    VocabularyMissing, Stopped, the kinds of `asan.warehouse.spark.errors` and those of any run; the folder is then as
    it was.
    """
    by.require("etl.spark", "admin")
    there = s3_source(source, settings()) if isinstance(source, str) and source.startswith(SCHEME) else None
    here = Path(source)
    if there is None and not here.exists():
        raise SourceMissing(path=source)
    target = target_of(to, settings(), work)
    upgrade()
    name = label or (str(here.resolve()) if there is None else str(source))
    note = audit.Entry("etl.spark", "started", surface, question=f"{name} → {target}")
    begun = audit.write(by, note)
    try:
        spark = open_session(address or settings().spark)
        with target.made() as folder:
            if there is not None:
                here = there.fetch(folder / "fetched")
            run = SparkRun(Lake(settings()), spark, folder, name, synthetic or is_labelled(here), progress)
            told = run.carry_out(here)
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
