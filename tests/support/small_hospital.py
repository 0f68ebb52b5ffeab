"""A hospital of a few files and a vocabulary of a few concepts, for tests that need no real ones."""

from pathlib import Path

CONCEPTS = (
    (0, "No matching concept", "Metadata", "None", "Undefined", "", "No matching concept"),
    (8507, "MALE", "Gender", "Gender", "Gender", "S", "M"),
    (8532, "FEMALE", "Gender", "Gender", "Gender", "S", "F"),
    (9202, "Outpatient Visit", "Visit", "Visit", "Visit", "S", "OP"),
    (40481087, "Viral sinusitis", "Condition", "SNOMED", "Disorder", "S", "444814009"),
    (4169095, "Bradycardia", "Condition", "SNOMED", "Disorder", "S", "48867003"),
    (1127433, "Acetaminophen 325 MG Oral Tablet", "Drug", "RxNorm", "Clinical Drug", "S", "313782"),
    (1125315, "acetaminophen", "Drug", "RxNorm", "Ingredient", "S", "161"),
    (3036277, "Body height", "Measurement", "LOINC", "Clinical Observation", "S", "8302-2"),
    (8582, "centimeter", "Unit", "UCUM", "Unit", "S", "cm"),
)


def write_vocabulary(folder: Path) -> Path:
    """An Athena download with `CONCEPTS`, each its own standard; returns its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    always = "19700101\t20991231\t"
    concept = "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code"
    relationship = "concept_id_1\tconcept_id_2\trelationship_id"
    validity = "\tvalid_start_date\tvalid_end_date\tinvalid_reason\n"
    vocabularies = sorted({row[3] for row in CONCEPTS})
    files = {
        "CONCEPT": concept + validity + "".join("\t".join(map(str, row)) + f"\t{always}\n" for row in CONCEPTS),
        "CONCEPT_RELATIONSHIP": relationship
        + validity
        + "".join(f"{row[0]}\t{row[0]}\tMaps to\t{always}\n" for row in CONCEPTS if row[5]),
        "VOCABULARY": "vocabulary_id\tvocabulary_name\tvocabulary_reference\tvocabulary_version\t"
        "vocabulary_concept_id\n" + "".join(f"{name}\t{name}\tnone\tv5.0 TEST\t0\n" for name in vocabularies),
        "DOMAIN": "domain_id\tdomain_name\tdomain_concept_id\n"
        + "".join(f"{name}\t{name}\t0\n" for name in sorted({row[2] for row in CONCEPTS})),
        "CONCEPT_CLASS": "concept_class_id\tconcept_class_name\tconcept_class_concept_id\n"
        + "".join(f"{name}\t{name}\t0\n" for name in sorted({row[4] for row in CONCEPTS})),
        "RELATIONSHIP": "relationship_id\trelationship_name\tis_hierarchical\tdefines_ancestry\t"
        "reverse_relationship_id\trelationship_concept_id\nMaps to\tMaps to\t0\t0\tMapped from\t0\n",
    }
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def write_source(folder: Path, persons: int = 3, encounters: int = 4) -> Path:
    """Files of ``persons`` patients with ``encounters`` each; returns their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    visits = [
        (f"e{p}-{e}", f"p{p}", f"20{10 + e % 10}-0{1 + e % 9}-1{p % 9}")
        for p in range(persons)
        for e in range(encounters)
    ]
    files = {
        "patients": "Id,BIRTHDATE,DEATHDATE,RACE,ETHNICITY,GENDER,ADDRESS,CITY\n"
        + "".join(
            f"p{p},19{50 + p % 50}-01-02,,white,nonhispanic,{'MF'[p % 2]},{p} Road,Seoul\n" for p in range(persons)
        ),
        "organizations": "Id,NAME,CITY\no1,Mercy,Seoul\n",
        "providers": "Id,ORGANIZATION,NAME,GENDER,SPECIALITY\nd1,o1,Ann,F,GENERAL PRACTICE\n",
        "encounters": "Id,START,STOP,PATIENT,ORGANIZATION,PROVIDER,ENCOUNTERCLASS,TOTAL_CLAIM_COST\n"
        + "".join(f"{e},{d}T09:00:00Z,{d}T09:30:00Z,{p},o1,d1,ambulatory,100.00\n" for e, p, d in visits),
        "conditions": "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION\n"
        + "".join(f"{d},,{p},{e},444814009,Viral sinusitis\n" for e, p, d in visits),
        "medications": "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,DISPENSES,TOTALCOST\n"
        + "".join(f"{d}T09:00:00Z,{d}T09:00:00Z,{p},{e},313782,Acetaminophen,5,1,5\n" for e, p, d in visits),
        "observations": "DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE\n"
        + "".join(f"{d}T09:00:00Z,{p},{e},vital-signs,8302-2,Body Height,170.5,cm,numeric\n" for e, p, d in visits),
    }
    for stem, text in files.items():
        (folder / f"{stem}.csv").write_text(text, encoding="utf-8")
    return folder
