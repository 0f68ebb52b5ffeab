"""Local source codes: KCD diagnoses, laboratory orders and drug orders, each mapped to standard concepts.

OMOP leaves the ids above two billion to local concepts. Ids are computed from the code, so that a new row
never moves an older one. The KCD rows use the ICD-10 codes that KCD-8 shares with it.
"""

from asan.omop.starter.source import Concept, ids, table

KCD_BASE = 2_001_000_000
ORDER_BASE = 2_002_000_000


def kcd_concepts() -> list[Concept]:
    """Diagnoses: ``code, English title, Korean title, target ids`` of ``data/kcd.tsv``."""
    return [
        Concept(
            id=KCD_BASE + _number(code, digits=4),
            vocabulary="ASAN KCD",
            code=code,
            name=name,
            domain="Condition",
            concept_class="KCD code",
            standard=None,
            korean=(korean,),
            maps_to=ids(targets),
        )
        for code, name, korean, targets in table("kcd")
    ]


def order_concepts() -> list[Concept]:
    """Orders: ``code, English name, Korean name, domain, target ids`` of ``data/local_orders.tsv``."""
    return [
        Concept(
            id=ORDER_BASE + _number(code, digits=5),
            vocabulary="ASAN LOCAL",
            code=code,
            name=name,
            domain=domain,
            concept_class="Order code",
            standard=None,
            korean=(korean,),
            maps_to=ids(targets),
        )
        for code, name, korean, domain, targets in table("local_orders")
    ]


def _number(code: str, digits: int) -> int:
    """A number that differs for every code of one letter and up to ``digits`` digits (``E11`` and ``E11.0`` too)."""
    figures = code[1:].replace(".", "")
    if not code[0].isupper() or not figures.isdigit() or len(figures) > digits:
        raise ValueError(f"{code} is not a letter and up to {digits} digits")
    padded = int(figures.ljust(digits, "0")) * 10 + len(figures)
    return int((ord(code[0]) - ord("A")) * 10 ** (digits + 1) + padded)
