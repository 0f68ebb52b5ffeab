"""The steps in order, which source files each owns, and whether the order fits what the SQL reads and writes."""

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

from asan.modules.etl.access import Access, access
from asan.modules.etl.source.files import FILES
from asan.modules.etl.step_sql import read_step

FOLDER = Path(__file__).parent / "steps"

# The source files whose rows a step must account for. Other steps may read them as well.
OWNED: dict[str, tuple[str, ...]] = {
    "facilities": ("organizations", "providers"),
    "persons": ("patients",),
    "visits": ("encounters",),
    "conditions": ("conditions", "allergies"),
    "drugs": ("medications", "immunizations"),
    "procedures": ("procedures", "careplans", "devices", "supplies", "imaging_studies"),
    "measurements": ("observations", "notes"),
    "costs": ("payers", "payer_transitions", "claims", "claims_transactions"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its number and name from the file's name, its SQL, and the tables it reads and writes."""

    ordinal: int
    name: str
    sql: str
    access: Access

    @property
    def owned(self) -> tuple[str, ...]:
        """The source files whose rows this step accounts for."""
        return OWNED.get(self.name, ())


class OrderError(Exception):
    """A step reads a table that only a later step writes."""


@cache
def steps() -> tuple[Step, ...]:
    """All steps in order. Raises OrderError."""
    found = []
    for path in sorted(FOLDER.glob("[0-9][0-9]_*.sql")):
        ordinal, _, name = path.stem.partition("_")
        sql = read_step(path)
        tables = access(sql)
        if name == "source":
            # Step 1's reading is generated from the list of files.
            made = frozenset(f"source.{stem}" for stem in FILES) | {"etl.reject"}
            tables = Access(tables.reads, tables.writes | made)
        found.append(Step(int(ordinal), name, sql, tables))
    check_order(found)
    return tuple(found)


def check_order(found: list[Step]) -> None:
    """Raise OrderError where a step reads a table that no earlier step, but a later one writes."""
    for position, step in enumerate(found):
        written = {table for earlier in found[:position] for table in earlier.access.writes} | step.access.writes
        for later in found[position + 1 :]:
            early = (step.access.reads & later.access.writes) - written
            if early:
                raise OrderError(f"step {step.name} reads {', '.join(sorted(early))}, which {later.name} writes")


@cache
def code_version() -> str:
    """Changes when any code or SQL of the ETL does."""
    digest = blake2b(digest_size=8)
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".py", ".sql"):
            digest.update(f"{path.relative_to(FOLDER.parent)}\0".encode() + path.read_bytes())
    return digest.hexdigest()
