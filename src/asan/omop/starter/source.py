"""Reading the hand-laid concept lists in ``data/``.

A list is tab separated. ``# text`` is a heading for people. ``@`` sets what the following rows share:
vocabulary, domain, concept class, standard flag (``S``, ``C`` or ``-`` for none). A row is
``concept id, code, name, Korean names (several apart by "; ")`` and then any of these, in any order:

- ``is=ID,ID`` the nearest broader concepts of this starter (not always the vocabulary's direct parents)
- ``maps=ID,ID`` the standard concepts that a source concept maps to
- ``dose=INGREDIENT AMOUNT UNIT[/[AMOUNT ]UNIT]``, apart by " + ", for a clinical drug
- ``class=…``, ``domain=…``, ``invalid=U|D`` where the row differs from its ``@`` line
"""

from dataclasses import dataclass
from importlib.resources import files

DATA = files("asan.omop.starter") / "data"


@dataclass(frozen=True, slots=True)
class Dose:
    """The strength of one ingredient: an amount, or an amount in a denominator (``per_amount`` None means one)."""

    ingredient: int
    amount: float
    unit: str
    per_amount: float | None = None
    per_unit: str | None = None


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept with everything the starter knows of it."""

    id: int
    vocabulary: str
    code: str
    name: str
    domain: str
    concept_class: str
    standard: str | None
    korean: tuple[str, ...] = ()
    parents: tuple[int, ...] = ()
    maps_to: tuple[int, ...] = ()
    doses: tuple[Dose, ...] = ()
    invalid: str | None = None


def concepts_in(name: str) -> list[Concept]:
    """The concepts of ``data/<name>.tsv``. Raises ValueError with file and line where a row cannot be read."""
    found: list[Concept] = []
    shared: tuple[str, str, str, str] | None = None
    for number, line in enumerate((DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        try:
            if cells[0] == "@":
                _, vocabulary, domain, concept_class, standard = cells
                shared = (vocabulary, domain, concept_class, standard)
            elif shared is None:
                raise ValueError("a row stands before the first @ line")
            else:
                found.append(_concept(cells, *shared))
        except ValueError as error:
            raise ValueError(f"{name}.tsv, line {number}: {error}") from error
    return found


def table(name: str) -> list[tuple[str, ...]]:
    """The rows of ``data/<name>.tsv``, a plain table without ``@`` lines; headings are skipped."""
    lines = (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line.strip() and not line.startswith("#")]


def _concept(cells: list[str], vocabulary: str, domain: str, concept_class: str, standard: str) -> Concept:
    concept_id, code, name, korean, *rest = cells
    extra = dict(cell.split("=", 1) for cell in rest)
    concept = Concept(
        id=int(concept_id),
        vocabulary=vocabulary,
        code=code,
        name=name,
        domain=extra.pop("domain", domain),
        concept_class=extra.pop("class", concept_class),
        standard=None if standard == "-" else standard,
        korean=tuple(part for part in korean.split("; ") if part),
        parents=ids(extra.pop("is", "")),
        maps_to=ids(extra.pop("maps", "")),
        doses=tuple(_dose(part) for part in extra.pop("dose", "").split(" + ") if part),
        invalid=extra.pop("invalid", None),
    )
    if extra:
        raise ValueError(f"unknown key {', '.join(extra)}")
    return concept


def ids(text: str) -> tuple[int, ...]:
    """Concept ids apart by commas."""
    return tuple(int(part) for part in text.split(",") if part)


def _dose(text: str) -> Dose:
    ingredient, amount, units = text.split(" ", 2)
    unit, _, per = units.partition("/")
    per_amount, _, per_unit = per.rpartition(" ")
    return Dose(
        ingredient=int(ingredient),
        amount=float(amount),
        unit=unit,
        per_amount=float(per_amount) if per_amount else None,
        per_unit=per_unit or None,
    )
