"""A vocabulary of any size in Athena's format, invented: names of made-up words, a tree, a fifth in Korean."""

from pathlib import Path

import numpy as np

STARTS = ("cardi", "neur", "hepat", "nephr", "derm", "gastr", "oste", "my", "angi", "arthr", "bronch", "cyst", "enter")
MIDDLES = ("o", "a", "i", "e", "opo", "ato", "ico", "emi", "ila", "ura", "ona", "ero")
ENDS = ("itis", "osis", "pathy", "ectomy", "plasty", "gram", "algia", "oma", "rrhea", "mab", "statin", "pril", "azole")
QUALIFIERS = (
    "acute",
    "chronic",
    "left",
    "right",
    "upper",
    "lower",
    "disorder",
    "of",
    "structure",
    "MG",
    "Oral",
    "Tablet",
)
SYLLABLES = [chr(0xAC00 + 28 * step) for step in range(0, 399, 3)]
DATES = "19700101\t20991231\t"
BATCH = 100_000


def words(rng: np.random.Generator, count: int) -> list[str]:
    parts = (STARTS, MIDDLES, STARTS, MIDDLES, ENDS)
    made = {"".join(choice[i] for choice, i in zip(parts, row, strict=True)) for row in picks(rng, parts, count)}
    return [*QUALIFIERS, *sorted(made)]


def picks(rng: np.random.Generator, parts: tuple[tuple[str, ...], ...], count: int) -> np.ndarray:
    return np.column_stack([rng.integers(len(choice), size=count) for choice in parts])


def write(folder: Path, concepts: int, seed: int = 1) -> int:
    """Write `concepts` concepts with relationships and synonyms; return the number of rows of all files."""
    rng = np.random.default_rng(seed)
    known = words(rng, 200_000)
    folder.mkdir(parents=True, exist_ok=True)
    rows = concepts
    with (
        (folder / "CONCEPT.csv").open("w", encoding="utf-8") as concept,
        (folder / "CONCEPT_RELATIONSHIP.csv").open("w", encoding="utf-8") as relationship,
        (folder / "CONCEPT_SYNONYM.csv").open("w", encoding="utf-8") as synonym,
    ):
        concept.write(
            "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\t"
            "valid_start_date\tvalid_end_date\tinvalid_reason\n"
        )
        relationship.write(
            "concept_id_1\tconcept_id_2\trelationship_id\tvalid_start_date\tvalid_end_date\tinvalid_reason\n"
        )
        synonym.write("concept_id\tconcept_synonym_name\tlanguage_concept_id\n")
        for start in range(1, concepts + 1, BATCH):
            ids = range(start, min(start + BATCH, concepts + 1))
            lengths = rng.integers(2, 9, size=len(ids))
            # Word frequencies fall as in real names: a few in every other name, most in a handful.
            ranks = (len(known) ** rng.random((len(ids), 8))).astype(int) - 1
            hangul = rng.integers(len(SYLLABLES), size=(len(ids), 4))
            lines, relations, names = [], [], []
            for at, concept_id in enumerate(ids):
                name = " ".join(known[rank] for rank in ranks[at, : lengths[at]])
                kind = ("Condition\tSNOMED\tDisorder", "Drug\tRxNorm\tClinical Drug", "Drug\tNDC\t11-digit NDC")
                standard = "S" if concept_id % 3 != 2 else ""
                lines.append(f"{concept_id}\t{name}\t{kind[concept_id % 3]}\t{standard}\tX{concept_id:08d}\t{DATES}\n")
                target = concept_id if standard else concept_id - 1
                relations.append(f"{concept_id}\t{target}\tMaps to\t{DATES}\n")
                if standard and concept_id > 10:
                    parent = concept_id // 10
                    relations.append(f"{parent}\t{concept_id}\tSubsumes\t{DATES}\n")
                    relations.append(f"{concept_id}\t{parent}\tIs a\t{DATES}\n")
                if concept_id % 5 == 0:
                    names.append(f"{concept_id}\t{''.join(SYLLABLES[i] for i in hangul[at])}병\t4175771\n")
            concept.writelines(lines)
            relationship.writelines(relations)
            synonym.writelines(names)
            rows += len(relations) + len(names)
    (folder / "VOCABULARY.csv").write_text(
        "vocabulary_id\tvocabulary_name\tvocabulary_reference\tvocabulary_version\tvocabulary_concept_id\n"
        "None\tOMOP Standardized Vocabularies\tinvented\tsynthetic\t0\n",
        encoding="utf-8",
    )
    (folder / "RELATIONSHIP.csv").write_text(
        "relationship_id\trelationship_name\tis_hierarchical\tdefines_ancestry\treverse_relationship_id\t"
        "relationship_concept_id\n"
        "Maps to\tMaps to\t0\t0\tMapped from\t0\nIs a\tIs a\t1\t0\tSubsumes\t0\nSubsumes\tSubsumes\t1\t1\tIs a\t0\n",
        encoding="utf-8",
    )
    return rows
