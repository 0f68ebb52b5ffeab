"""A vocabulary of a few made-up rows in Athena's format, to be bent by each test."""

from pathlib import Path

VALID = "19700101\t20991231\t"

CONCEPTS = (
    "1\tDiabetes mellitus\tCondition\tSNOMED\tDisorder\tS\t73211009",
    "2\tType 2 diabetes mellitus\tCondition\tSNOMED\tDisorder\tS\t44054006",
    "3\tType 2 diabetes mellitus without complication\tCondition\tSNOMED\tDisorder\tS\t313436004",
    "4\tType 2 diabetes mellitus without complications\tCondition\tICD10\tICD10 code\t\tE11.9",
    "5\tatorvastatin\tDrug\tRxNorm\tIngredient\tS\t83367",
    "6\tatorvastatin 20 MG Oral Tablet\tDrug\tRxNorm\tClinical Drug\tS\t617310",
    "7\tMyocardial infarction\tCondition\tSNOMED\tDisorder\tS\t22298006",
    "8\tDiabetes monitoring\tProcedure\tSNOMED\tProcedure\tS\t170742000",
    "9\tEssential hypertension\tCondition\tSNOMED\tDisorder\tS\t59621000",
)
RELATIONSHIPS = (
    "4\t3\tMaps to",
    "3\t4\tMapped from",
    "1\t2\tSubsumes",
    "2\t1\tIs a",
    "2\t3\tSubsumes",
    "3\t2\tIs a",
    "5\t6\tRxNorm ing of",
    "6\t5\tRxNorm has ing",
)
SYNONYMS = (
    "1\t당뇨병\t4175771",
    "2\t제2형 당뇨병\t4175771",
    "7\t심근경색증\t4175771",
    "7\tHeart attack\t4180186",
    "9\t본태성 고혈압\t4175771",
)
VOCABULARIES = (
    "None\tOMOP Standardized Vocabularies\tOMOP generated\tv5.0 30-AUG-24\t44819096",
    "SNOMED\tSNOMED CT\thttp://snomed.org\t2024-02-01\t44819097",
    "ICD10\tICD-10\twho.int\t2021\t44819098",
    "RxNorm\tRxNorm\tnlm.nih.gov\t20240506\t44819104",
)
KINDS = (
    "Maps to\tNon-standard to Standard map\t0\t0\tMapped from\t44818977",
    "Mapped from\tStandard to Non-standard map\t0\t0\tMaps to\t44818976",
    "Is a\tIs a\t1\t0\tSubsumes\t44818723",
    "Subsumes\tSubsumes\t1\t1\tIs a\t44818845",
    "RxNorm ing of\tIngredient of\t1\t1\tRxNorm has ing\t44818817",
    "RxNorm has ing\tHas ingredient\t0\t0\tRxNorm ing of\t44818816",
)

HEADERS = {
    "CONCEPT": "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\t"
    "valid_start_date\tvalid_end_date\tinvalid_reason",
    "CONCEPT_RELATIONSHIP": "concept_id_1\tconcept_id_2\trelationship_id\tvalid_start_date\tvalid_end_date\t"
    "invalid_reason",
    "CONCEPT_SYNONYM": "concept_id\tconcept_synonym_name\tlanguage_concept_id",
    "CONCEPT_ANCESTOR": "ancestor_concept_id\tdescendant_concept_id\tmin_levels_of_separation\t"
    "max_levels_of_separation",
    "VOCABULARY": "vocabulary_id\tvocabulary_name\tvocabulary_reference\tvocabulary_version\tvocabulary_concept_id",
    "RELATIONSHIP": "relationship_id\trelationship_name\tis_hierarchical\tdefines_ancestry\treverse_relationship_id\t"
    "relationship_concept_id",
}


def tiny_files() -> dict[str, list[str]]:
    """Lines of each file by its name, header first."""
    rows = {
        "CONCEPT": [f"{row}\t{VALID}" for row in CONCEPTS],
        "CONCEPT_RELATIONSHIP": [f"{row}\t{VALID}" for row in RELATIONSHIPS],
        "CONCEPT_SYNONYM": list(SYNONYMS),
        "VOCABULARY": list(VOCABULARIES),
        "RELATIONSHIP": list(KINDS),
    }
    return {f"{name}.csv": [HEADERS[name], *lines] for name, lines in rows.items()}


def write_files(folder: Path, files: dict[str, list[str]], newline: str = "\n") -> Path:
    """Write the lines, each ended by ``newline``, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in files.items():
        (folder / name).write_bytes("".join(line + newline for line in lines).encode())
    return folder
