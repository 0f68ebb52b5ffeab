"""A study package made of what is saved here: cohorts by number or name, or Circe files, and analyses of them."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from asan import __version__
from asan.gateway.principal import Principal
from asan.kit.errors import BadInput, NotFound
from asan.modules.research.analysis.specification import Reference, Specified
from asan.modules.research.concept_sets.store import SHELF as CONCEPT_SETS
from asan.modules.research.concept_sets.store import draft as concept_set_draft
from asan.modules.research.definitions import DefinitionFailed
from asan.modules.research.saved.expressions import Kept, keep
from asan.modules.research.saved.store import SHELF
from asan.modules.research.shelf.store import Stored
from asan.modules.research.study.checking import snapshot_entry
from asan.modules.research.study.errors import NameUnclear
from asan.modules.research.study.manifest import ANALYSES, CohortEntry, ConceptSetEntry, Manifest
from asan.modules.research.study.package import Package, as_text, packed
from asan.omop.circe.expression import ConceptSet
from asan.omop.circe.writing import as_json

CDM_VERSION: Final = "5.4"
_REFERENCE: Final = re.compile(r"(?P<id>\d{1,9})(@(?P<version>\d{1,9}))?")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A cohort that goes into a study. ``called``: by what analyses may name it, its key among them."""

    key: str
    name: str
    kept: Kept
    id: int | None = None
    version: int | None = None
    called: frozenset[Reference] = field(default_factory=frozenset)


def choose(principal: Principal, named: Sequence[str]) -> list[Chosen]:
    """The cohorts by number (``12``, ``12@3``: version 3), name or file, each also as ``key=…``.

    Raises NotFound, NameUnclear, DefinitionFailed, BadInput for a key that two would have.
    """
    listed = SHELF.listed(principal)
    chosen: list[Chosen] = []
    for given in named:
        key, found = _split(given)
        one = _from_file(Path(found)) if found.lower().endswith(".json") else _saved(principal, listed, found)
        wanted = key or _slug(one.name, len(chosen) + 1)
        if any(other.key == wanted for other in chosen):
            raise BadInput(detail=f"key={wanted} × 2")
        called: set[Reference] = {wanted, one.name}
        called |= set() if one.id is None else {one.id}
        chosen.append(replace(one, key=wanted, called=frozenset(called)))
    return chosen


def choose_stored(stored: Iterable[Stored]) -> list[Chosen]:
    """The same of definitions that were found already."""
    chosen: list[Chosen] = []
    for place, one in enumerate(stored, start=1):
        slug = _slug(one.name, place)
        key = f"{slug[:50]}-{one.id}" if any(other.key == slug for other in chosen) else slug
        kept = keep(json.loads(one.expression))
        chosen.append(Chosen(key, one.name, kept, one.id, one.version, frozenset({key, one.name, one.id})))
    return chosen


def make(
    principal: Principal,
    name: str,
    cohorts: Sequence[Chosen],
    analyses: Sequence[Specified],
    *,
    title: str = "",
    description: str = "",
) -> Package:
    """The package, without results: `asan.modules.research.study.running` adds these.

    Raises UnknownCohortKey, BadAnalysis, BadInput for a name that is none.
    """
    key = _slug(name, 1)
    if not cohorts:
        raise BadInput(detail="cohort: 0")
    members: dict[str, bytes] = {}
    entries = []
    for place, chosen in enumerate(cohorts, start=1):
        file = f"cohorts/{place}.json"
        members[file] = as_text(as_json(chosen.kept.read.expression))
        digest = keep(json.loads(members[file])).digest
        entries.append(
            CohortEntry(
                key=chosen.key, name=chosen.name, file=file, id=chosen.id, version=chosen.version, digest=digest
            )
        )
    keys = {called: chosen.key for chosen in cohorts for called in chosen.called}

    def renamed(called: Reference) -> Reference:
        return keys.get(called, called)

    members[ANALYSES] = as_text({"analyses": [one.with_references(renamed).as_json() for one in analyses]})
    sets = _concept_sets(principal, cohorts, members)
    manifest = Manifest(
        name=key,
        title=title or name,
        description=description,
        platform=__version__,
        cdm=CDM_VERSION,
        snapshot=snapshot_entry(principal),
        cohorts=entries,
        concept_sets=sets,
        members={},
    )
    package = packed(manifest, members)
    package.analyses()
    return package


def _split(given: str) -> tuple[str | None, str]:
    key, found, rest = given.partition("=")
    return (key.strip(), rest.strip()) if found and re.fullmatch(r"[\w-]{1,60}", key.strip()) else (None, given.strip())


def _saved(principal: Principal, listed: Sequence[Stored], found: str) -> Chosen:
    number = _REFERENCE.fullmatch(found)
    if number is not None:
        version = int(number["version"]) if number["version"] else None
        stored = SHELF.find(principal, int(number["id"]), version)
    else:
        same = [one for one in listed if one.name == found]
        if not same:
            raise NotFound(what=f"cohort {found[:100]}")
        if len(same) > 1:
            raise NameUnclear(name=found, what="cohort", count=len(same))
        stored = same[0]
    return Chosen("", stored.name, keep(json.loads(stored.expression)), stored.id, stored.version)


def _from_file(path: Path) -> Chosen:
    try:
        given: Any = json.loads(path.read_bytes())
        return Chosen("", path.stem, keep(given))
    except BadInput as error:
        raise DefinitionFailed.of(path.stem, error) from error
    except OSError as error:
        raise NotFound(what=f"{path} ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise BadInput(detail=f"{path.name}: JSON") from None


def _slug(name: str, place: int) -> str:
    return re.sub(r"[^\w-]+", "-", name.strip().lower()).strip("-_")[:60] or f"cohort-{place}"


def _concept_sets(principal: Principal, cohorts: Sequence[Chosen], members: dict[str, bytes]) -> list[ConceptSetEntry]:
    """Every set that a definition uses, once; with the number and version of a saved one that has just these items."""
    saved = {_digest_of(one.expression): one for one in CONCEPT_SETS.listed(principal)}
    entries: dict[str, ConceptSetEntry] = {}
    for chosen in cohorts:
        for found in chosen.kept.read.expression.concept_sets:
            digest = _items_digest(found)
            if digest in entries:
                continue
            file = f"concept_sets/{len(entries) + 1}.json"
            members[file] = as_text(as_json(found.expression))
            known = saved.get(digest)
            entries[digest] = ConceptSetEntry(
                name=(found.name or "")[:200],
                file=file,
                id=known.id if known else None,
                version=known.version if known else None,
                digest=digest,
            )
    return list(entries.values())


def _items_digest(found: ConceptSet) -> str:
    return concept_set_draft("", "", found.expression, "").digest


def _digest_of(expression: str) -> str:
    return hashlib.sha256(expression.encode()).hexdigest()
