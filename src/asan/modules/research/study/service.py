"""Studies as jobs: a package made of what is saved here, or one from elsewhere run on this site's CDM."""

import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from asan.gateway import audit
from asan.gateway.job_cancel import cancelled_with
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.errors import BadInput, NotFound
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import submit
from asan.kit.jobs.registry import JobContext
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.research.analysis.kept.service import find as kept_analysis
from asan.modules.research.analysis.kinds import known_kind
from asan.modules.research.analysis.specification import Specified
from asan.modules.research.saved.store import SHELF
from asan.modules.research.study.errors import NotReady
from asan.modules.research.study.making import choose_stored, make
from asan.modules.research.study.package import SUFFIX, Package, read, read_file, write
from asan.modules.research.study.running import run

MAKE: Final = "study.make"
RUN: Final = "study.run"
_MOST_LISTED: Final = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a package is made of: saved definitions and kept analyses, by number; without analyses, Table 1 of each."""

    name: str
    description: str
    site: str
    cohorts: tuple[int, ...]
    analyses: tuple[int, ...]
    results: bool


@dataclass(frozen=True, slots=True)
class Study:
    """A job that makes or runs a package. ``file`` is what it wrote, while that is kept."""

    job: Job
    file: Path | None


def start_making(principal: Principal, wanted: Wanted) -> int:
    """Queue the making of a package. What can be refused is refused now. Raises what `make` raises, and NotFound."""
    _made(principal, wanted)
    given = {**_pinned(principal), "name": wanted.name, "description": wanted.description, "site": wanted.site}
    listed = {"cohorts": list(wanted.cohorts), "analyses": list(wanted.analyses), "results": wanted.results}
    return submit(MAKE, principal.name, {**given, **listed})


def start_running(principal: Principal, content: bytes, file: str, site: str, *, allow_missing: bool) -> int:
    """Keep a package that somebody has brought, and queue its run. Raises what is wrong with the package."""
    package = read(content, file)
    package.definitions()
    package.analyses()
    upload = uuid.uuid4().hex
    folder = settings().uploads / upload
    folder.mkdir(mode=0o700, parents=True)
    (folder / f"study{SUFFIX}").write_bytes(content)
    given = {**_pinned(principal), "name": package.manifest.title or package.manifest.name, "site": site}
    return submit(RUN, principal.name, {**given, "upload": upload, "allow_missing": allow_missing})


def carry_out_making(context: JobContext, principal: Principal, wanted: Wanted) -> dict[str, Any]:
    """Make the package, with this site's results where they are wanted: the job's work."""
    package = _made(principal, wanted)
    return _carry_out(context, principal, package, wanted.site, allow_missing=True, results=wanted.results)


def carry_out_running(
    context: JobContext, principal: Principal, upload: str, site: str, *, allow_missing: bool
) -> dict[str, Any]:
    """Run the package that was brought: the job's work. Raises ConceptsMissing among others."""
    if not re.fullmatch(r"[0-9a-f]{32}", upload):
        raise BadInput(detail="upload")
    package = read_file(settings().uploads / upload / f"study{SUFFIX}")
    return _carry_out(context, principal, package, site, allow_missing=allow_missing, results=True)


def studies(principal: Principal) -> list[Study]:
    """The asker's own, newest first."""
    mine = select(Job).where(Job.owner == principal.name, Job.kind.in_((MAKE, RUN)))
    with transaction() as session:
        found = list(session.scalars(mine.order_by(Job.id.desc()).limit(_MOST_LISTED)))
    return [Study(job, _file(job)) for job in found]


def study(principal: Principal, number: int) -> Study:
    """One of the asker's own. Raises NotFound."""
    with transaction() as session:
        job = session.get(Job, number)
        if job is None or job.owner != principal.name or job.kind not in (MAKE, RUN):
            raise NotFound(what=f"study {number}")
    return Study(job, _file(job))


def opened(principal: Principal, number: int) -> tuple[Study, Path]:
    """One of the asker's own with its file; that it was looked at stands in the audit. Raises as `download`."""
    found = study(principal, number)
    path = written(found)
    audit.write(principal, audit.Entry("study.open", "done", "page:research", question=str(number)))
    return found, path


def download(principal: Principal, number: int) -> Path:
    """The file; that it was taken stands in the audit. Raises NotFound, NotReady, AuditUnavailable."""
    path = written(study(principal, number))
    question = f"{number}: {path.name}"
    audit.write(principal, audit.Entry("study.download", "done", "page:research", question=question))
    return path


def written(found: Study) -> Path:
    """The file of a study. Raises NotReady."""
    if found.file is None:
        raise NotReady(number=found.job.id, days=settings().keep_days)
    return found.file


def _pinned(principal: Principal) -> dict[str, Any]:
    state = gateway().snapshot(principal.snapshot)
    return {"project": principal.project, "snapshot": state.version if state else None}


def _made(principal: Principal, wanted: Wanted) -> Package:
    analyses: list[Specified] = []
    for place, number in enumerate(wanted.analyses, start=1):
        kept = kept_analysis(principal, number).run
        kind = known_kind(kept.kind)
        analyses.append(Specified(f"{place}-{kind}", kind, json.loads(kept.asked)))
    named = dict.fromkeys((*wanted.cohorts, *_cohorts_of(analyses)))
    chosen = choose_stored(SHELF.find(principal, number) for number in named)
    if not analyses:
        analyses = [
            Specified(f"{place}-table-one", "table-one", {"target": one.id})
            for place, one in enumerate(chosen, start=1)
        ]
    return make(principal, wanted.name, chosen, analyses, description=wanted.description)


def _cohorts_of(analyses: Sequence[Specified]) -> list[int]:
    found: list[int] = []

    def noted(reference: int | str) -> int | str:
        found.append(int(reference))
        return reference

    for one in analyses:
        one.with_references(noted)
    return found


def _carry_out(
    context: JobContext, principal: Principal, package: Package, site: str, *, allow_missing: bool, results: bool
) -> dict[str, Any]:
    outcomes: dict[str, str] = {}
    if results:
        with cancelled_with(context) as cancellation:
            ran = run(
                principal,
                package,
                surface=f"job:{RUN}",
                allow_missing=allow_missing,
                site=site,
                progress=lambda fraction, message: context.progress(min(fraction, 0.99), message),
                cancellation=cancellation,
            )
        package = ran.package
        outcomes = {one.id: one.outcome for one in ran.provenance.analyses}
    content = write(package)
    folder = settings().exports / str(context.job_id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{package.manifest.name}{SUFFIX}"
    partial = target.with_name(f"{target.name}.part")
    partial.write_bytes(content)
    partial.rename(target)
    return {"file": target.name, "bytes": len(content), "digest": package.digest, "outcomes": outcomes}


def _file(job: Job) -> Path | None:
    if job.state != "succeeded" or not job.result:
        return None
    path = settings().exports / str(job.id) / str(job.result["file"])
    return path if path.is_file() else None


def reading(principal: Principal, snapshot: int | None) -> Principal:
    """The asker at the snapshot that the job was queued for."""
    return replace(principal, snapshot=snapshot)
