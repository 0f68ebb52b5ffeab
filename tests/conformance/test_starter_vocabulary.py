"""The starter's facts against the reference data, wherever both know a concept.

Known concepts come from the downloaded vocabulary, from GiBleed and, for those that neither holds, from the concept
sets of the PhenotypeLibrary. What none of them knows is listed in ``NOT_COMPARED``: a new concept that cannot be
compared fails the test until a person acknowledges it here.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pyarrow.parquet as parquet

from asan.omop.starter.content import concepts
from asan.omop.starter.relations import ancestors, relationships
from asan.omop.starter.source import table
from tests.support.shared_data import shared_data

NOT_COMPARED = {
    # Conditions
    375545: "Cataract",
    436659: "Iron deficiency anemia",
    436962: "Insomnia",
    443387: "Malignant tumor of stomach",
    443943: "Herpes zoster",
    4142479: "Hyperthyroidism",
    4266367: "Influenza",
    4281232: "Viral hepatitis type B",
    # Laboratory tests
    3003785: "Carcinoembryonic Ag [Mass/volume] in Serum or Plasma",
    3009306: "Alpha-1-Fetoprotein [Mass/volume] in Serum or Plasma",
    # Drug classes
    21600046: "DRUGS FOR ACID RELATED DISORDERS",
    21600381: "ANTIHYPERTENSIVES",
    21600712: "DRUGS USED IN DIABETES",
    21600960: "ANTITHROMBOTIC AGENTS",
    21601238: "CARDIAC THERAPY",
    21601461: "DIURETICS",
    21601664: "BETA BLOCKING AGENTS",
    21601744: "CALCIUM CHANNEL BLOCKERS",
    21601782: "AGENTS ACTING ON THE RENIN-ANGIOTENSIN SYSTEM",
    21601853: "LIPID MODIFYING AGENTS",
    21602796: "ANTIBACTERIALS FOR SYSTEMIC USE",
    21603932: "ANTIINFLAMMATORY AND ANTIRHEUMATIC PRODUCTS",
    21604254: "OPIOIDS",
    21604389: "ANTIEPILEPTICS",
    21604489: "PSYCHOLEPTICS",
    21604686: "ANTIDEPRESSANTS",
    21604753: "PSYCHOSTIMULANTS, AGENTS USED FOR ADHD AND NOOTROPICS",
    # Ingredients
    715259: "duloxetine",
    715939: "escitalopram",
    725131: "mirtazapine",
    744740: "zolpidem",
    766814: "quetiapine",
    904453: "esomeprazole",
    924566: "tamsulosin",
    929887: "lansoprazole",
    939259: "budesonide",
    948078: "pantoprazole",
    953076: "famotidine",
    970250: "spironolactone",
    996416: "finasteride",
    1106776: "tiotropium",
    1154161: "montelukast",
    1315946: "letrozole",
    1317640: "telmisartan",
    1348265: "anastrozole",
    1387104: "trastuzumab",
    1502905: "insulin glargine",
    1504620: "methimazole",
    1525215: "pioglitazone",
    1526475: "ezetimibe",
    1551803: "fenofibrate",
    1597756: "glimepiride",
    1711246: "entecavir",
    1734104: "azithromycin",
    1750500: "clarithromycin",
    1777087: "hydroxychloroquine",
    1799139: "oseltamivir",
    40222444: "denosumab",
    40226742: "olmesartan",
    40228152: "dabigatran etexilate",
    40241331: "rivaroxaban",
    43013024: "apixaban",
    44785829: "dapagliflozin",
    45774751: "empagliflozin",
    45892847: "edoxaban",
    # Visits and statuses
    5083: "Telehealth",
    8546: "Hospice",
    8863: "Skilled Nursing Facility",
    32902: "Primary diagnosis",
    581476: "Home Visit",
    42898160: "Non-hospital institution Visit",
}


class Known(NamedTuple):
    """A concept as the reference has it. ``invalid`` is unknown to the PhenotypeLibrary."""

    name: str
    domain: str
    vocabulary: str
    concept_class: str
    standard: str | None
    code: str


def _athena(name: str) -> Iterator[dict[str, str]]:
    with (shared_data("vocabulary") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _phenotype_concepts() -> Iterator[tuple[int, Known]]:
    for path in sorted((shared_data("phenotypes") / "json").glob("*.json")):
        for concept_set in json.loads(path.read_text(encoding="utf-8")).get("ConceptSets", []):
            for item in concept_set["expression"]["items"]:
                c = item["concept"]
                standard = c["STANDARD_CONCEPT"] if c["STANDARD_CONCEPT"] in {"S", "C"} else None
                kind = (c["DOMAIN_ID"], c["VOCABULARY_ID"], c["CONCEPT_CLASS_ID"])
                yield c["CONCEPT_ID"], Known(c["CONCEPT_NAME"], *kind, standard, c["CONCEPT_CODE"])


def _gibleed_concepts() -> Iterator[tuple[int, Known]]:
    for c in parquet.read_table(shared_data("gibleed") / "concept.parquet").to_pylist():
        kind = (c["domain_id"], c["vocabulary_id"], c["concept_class_id"])
        yield c["concept_id"], Known(c["concept_name"], *kind, c["standard_concept"], c["concept_code"])


@cache
def _downloaded() -> dict[int, Known]:
    return {
        int(c["concept_id"]): Known(
            c["concept_name"],
            c["domain_id"],
            c["vocabulary_id"],
            c["concept_class_id"],
            c["standard_concept"] or None,
            c["concept_code"],
        )
        for c in _athena("CONCEPT")
    }


def _mine() -> dict[int, Known]:
    return {
        c.id: Known(c.name, c.domain, c.vocabulary, c.concept_class, c.standard, c.code)
        for c in concepts()
        if c.id < 2_000_000_000 and c.concept_class not in {"Vocabulary", "Domain", "Concept Class", "Relationship"}
    }


def test_concepts_equal_the_downloaded_vocabulary() -> None:
    known = _downloaded()
    compared = {concept_id: concept for concept_id, concept in _mine().items() if concept_id in known}
    assert len(compared) > 1_100
    assert {i: (c, known[i]) for i, c in compared.items() if c != known[i]} == {}


def test_invalid_concepts_are_those_of_the_downloaded_vocabulary() -> None:
    reasons = {int(c["concept_id"]): c["invalid_reason"] or None for c in _athena("CONCEPT")}
    assert {c.id: c.invalid for c in concepts() if c.id in reasons and c.invalid != reasons[c.id]} == {}


def test_concepts_equal_the_phenotype_library_where_only_it_knows_them() -> None:
    """The cohort definitions are of several editions: the starter's concept is one that they hold."""
    known: defaultdict[int, set[Known]] = defaultdict(set)
    for concept_id, concept in _phenotype_concepts():
        known[concept_id].add(concept)
    compared = {i: c for i, c in _mine().items() if i in known and i not in _downloaded()}
    assert len(compared) > 100
    assert {i: (c, known[i]) for i, c in compared.items() if c not in known[i]} == {}


def test_ids_and_codes_equal_gibleed() -> None:
    """GiBleed's names and classes are of an older edition: its ids, codes and vocabularies are compared."""
    known = dict(_gibleed_concepts())
    compared = {i: c for i, c in _mine().items() if i in known}
    assert len(compared) > 50
    different = {
        i: (c, known[i])
        for i, c in compared.items()
        if (c.code, c.vocabulary, c.standard) != (known[i].code, known[i].vocabulary, known[i].standard)
    }
    assert different == {}


def test_what_cannot_be_compared_is_acknowledged() -> None:
    known = {*_downloaded(), *dict(_gibleed_concepts()), *dict(_phenotype_concepts())}
    missing = {i: c.name for i, c in _mine().items() if i not in known}
    print(f"not compared: {len(missing)} of {len(_mine())}")
    assert missing == NOT_COMPARED


def test_maps_to_equals_the_downloaded_vocabulary() -> None:
    known: defaultdict[int, set[int]] = defaultdict(set)
    for row in _athena("CONCEPT_RELATIONSHIP"):
        if row["relationship_id"] == "Maps to" and not row["invalid_reason"]:
            known[int(row["concept_id_1"])].add(int(row["concept_id_2"]))
    mine: defaultdict[int, set[int]] = defaultdict(set)
    for source, target, name in relationships(concepts()):
        if name == "Maps to":
            mine[source].add(target)
    compared = {c.id for c in concepts()} & known.keys()
    assert len(compared) > 1_000
    assert {i: (mine[i], known[i]) for i in compared if mine[i] != known[i]} == {}


def test_concepts_whose_maps_are_not_in_the_partial_download_map_to_nothing_but_themselves() -> None:
    mapped = {
        int(row["concept_id_1"]) for row in _athena("CONCEPT_RELATIONSHIP") if row["relationship_id"] == "Maps to"
    }
    silent = _downloaded().keys() - mapped
    assert [c.id for c in concepts() if c.id in silent and c.maps_to] == []


def test_ancestors_do_not_contradict_the_reference() -> None:
    """The reference's ancestor pairs within the starter are the starter's too; none stands the other way round."""
    mine = {(a, d): least for a, d, least, _ in ancestors(concepts())}
    ours = {concept_id for _, concept_id in mine}
    known = {
        (int(r["ancestor_concept_id"]), int(r["descendant_concept_id"])): int(r["min_levels_of_separation"])
        for r in _athena("CONCEPT_ANCESTOR")
    }
    for r in parquet.read_table(shared_data("gibleed") / "concept_ancestor.parquet").to_pylist():
        pair = (r["ancestor_concept_id"], r["descendant_concept_id"])
        known.setdefault(pair, r["min_levels_of_separation"])
    shared = {pair: least for pair, least in known.items() if set(pair) <= ours}
    assert len(shared) > 1_000
    assert [pair for pair in shared if pair not in mine] == []
    assert [pair for pair in mine if pair[0] != pair[1] and pair[::-1] in known] == []
    # A shortest path of the reference may run through a concept that the starter does not hold.
    assert [pair for pair, least in shared.items() if mine[pair] > least + 1] == []


def test_is_a_equals_the_reference_where_it_names_both() -> None:
    mine = {(d, a) for a, d, _, _ in ancestors(concepts())}
    ours = {concept_id for concept_id, _ in mine}
    known = {
        (int(row["concept_id_1"]), int(row["concept_id_2"]))
        for row in _athena("CONCEPT_RELATIONSHIP")
        if row["relationship_id"] in {"Is a", "RxNorm has ing"} and not row["invalid_reason"]
    }
    inside = {pair for pair in known if set(pair) <= ours}
    assert len(inside) > 200
    assert inside - mine == set()


def test_vocabularies_domains_classes_and_relationships_equal_the_reference() -> None:
    vocabularies = {r["vocabulary_id"]: r for r in _athena("VOCABULARY")}
    domains = {r["domain_id"]: (r["domain_concept_id"], r["domain_name"]) for r in _athena("DOMAIN")}
    classes = {
        r["concept_class_id"]: (r["concept_class_concept_id"], r["concept_class_name"])
        for r in _athena("CONCEPT_CLASS")
    }
    kinds = {r["relationship_id"]: r for r in _athena("RELATIONSHIP")}
    for identifier, concept, name, _ in table("vocabulary"):
        if not identifier.startswith("ASAN"):
            row = vocabularies[identifier]
            assert (concept, name) == (row["vocabulary_concept_id"], row["vocabulary_name"])
    assert {r[0]: (r[1], r[2]) for r in table("domain")} == {r[0]: domains[r[0]] for r in table("domain")}
    official = [row for row in table("concept_class") if int(row[1]) < 2_000_000_000]
    assert {r[0]: (r[1], r[2]) for r in official} == {r[0]: classes[r[0]] for r in official}
    for identifier, concept, name, hierarchical, ancestry, reverse in table("relationship"):
        row = kinds[identifier]
        assert (concept, name, reverse) == (
            row["relationship_concept_id"],
            row["relationship_name"],
            row["reverse_relationship_id"],
        )
        assert (hierarchical, ancestry) == (row["is_hierarchical"], row["defines_ancestry"])
