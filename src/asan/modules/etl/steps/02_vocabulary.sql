-- 2 vocabulary: the maps from source codes to standard concepts that the later steps use.
--
-- A code belongs to a vocabulary that its file implies (medications: RxNorm, immunizations: CVX, observations: LOINC,
-- else SNOMED), or that its SYSTEM cell names. Where SYSTEM says nothing ("Unknown", or empty), SNOMED is tried first,
-- then RxNorm: Synthea's allergies mix both. Synthea calls the codes of ICD-10-CM "ICD10": what ICD10 itself does not
-- have is looked up there.
-- Reason codes are diagnoses, whatever the file: only the encounters' are used, for the cause of death. The others stay
-- out, since a reason and an item may have the same number in two vocabularies.
-- A code's targets are all standard, valid concepts that a valid "Maps to" leads to, one row each, numbered by concept
-- id. A standard concept without any "Maps to" row, as partial downloads have them, is its own target. A code without
-- target keeps one row with target 0, and its source concept where the vocabulary knows the code.
CREATE OR REPLACE TABLE map.used AS
SELECT DISTINCT file_kind, source_system, default_vocabulary, source_code
FROM (
    SELECT 'conditions' AS file_kind, coalesce(system, '') AS source_system, 'SNOMED' AS default_vocabulary, code AS source_code FROM source.conditions
    UNION ALL SELECT 'allergies', coalesce(system, ''), 'SNOMED', code FROM source.allergies
    UNION ALL SELECT 'medications', '', 'RxNorm', code FROM source.medications
    UNION ALL SELECT 'immunizations', '', 'CVX', code FROM source.immunizations
    UNION ALL SELECT 'procedures', coalesce(system, ''), 'SNOMED', code FROM source.procedures
    UNION ALL SELECT 'observations', '', 'LOINC', code FROM source.observations
    UNION ALL SELECT 'careplans', '', 'SNOMED', code FROM source.careplans
    UNION ALL SELECT 'devices', '', 'SNOMED', code FROM source.devices
    UNION ALL SELECT 'supplies', '', 'SNOMED', code FROM source.supplies
    UNION ALL SELECT 'imaging_studies', '', 'SNOMED', procedure_code FROM source.imaging_studies
    UNION ALL SELECT 'encounters', '', 'SNOMED', reasoncode FROM source.encounters
) AS codes
WHERE source_code IS NOT NULL;

-- Which vocabularies a code may belong to, in the order in which they are tried.
CREATE OR REPLACE TABLE map.candidate AS
SELECT u.file_kind, u.source_system, u.source_code, s.vocabulary_id, s.priority
FROM map.used AS u
JOIN (
    SELECT 'SNOMED-CT' AS system, 'SNOMED' AS vocabulary_id, 1 AS priority
    UNION ALL SELECT 'SNOMED', 'SNOMED', 1
    UNION ALL SELECT 'HTTP://SNOMED.INFO/SCT', 'SNOMED', 1
    UNION ALL SELECT 'RXNORM', 'RxNorm', 1
    UNION ALL SELECT 'HTTP://WWW.NLM.NIH.GOV/RESEARCH/UMLS/RXNORM', 'RxNorm', 1
    UNION ALL SELECT 'LOINC', 'LOINC', 1
    UNION ALL SELECT 'CVX', 'CVX', 1
    UNION ALL SELECT 'ICD10', 'ICD10', 1
    UNION ALL SELECT 'ICD10', 'ICD10CM', 2
    UNION ALL SELECT 'ICD-10', 'ICD10', 1
    UNION ALL SELECT 'ICD-10', 'ICD10CM', 2
    UNION ALL SELECT 'ICD10CM', 'ICD10CM', 1
    UNION ALL SELECT 'ICD-10-CM', 'ICD10CM', 1
    UNION ALL SELECT 'KCD', 'KCD7', 1
    UNION ALL SELECT 'KCD7', 'KCD7', 1
    UNION ALL SELECT 'KCD-7', 'KCD7', 1
    UNION ALL SELECT 'KCD8', 'KCD7', 1
    UNION ALL SELECT 'KCD-8', 'KCD7', 1
    UNION ALL SELECT 'EDI', 'EDI', 1
    UNION ALL SELECT 'UNKNOWN', 'SNOMED', 1
    UNION ALL SELECT 'UNKNOWN', 'RxNorm', 2
) AS s ON s.system = upper(u.source_system)
UNION ALL
SELECT file_kind, source_system, source_code, default_vocabulary, 1
FROM map.used
WHERE source_system = ''
UNION ALL
SELECT file_kind, source_system, source_code, 'RxNorm', 2
FROM map.used
WHERE source_system = '' AND file_kind = 'allergies';

-- The source concept: of the first vocabulary that knows the code; the valid one where a code was used twice.
CREATE OR REPLACE TABLE map.source_concept AS
SELECT file_kind, source_system, source_code, vocabulary_id, concept_id, standard_concept, invalid_reason, concept_class_id, domain_id
FROM (
    SELECT
        a.file_kind, a.source_system, a.source_code, c.vocabulary_id, c.concept_id, c.standard_concept,
        c.invalid_reason, c.concept_class_id, c.domain_id,
        row_number() OVER (
            PARTITION BY a.file_kind, a.source_system, a.source_code
            ORDER BY a.priority, CASE WHEN c.invalid_reason IS NULL THEN 0 ELSE 1 END, c.concept_id
        ) AS place
    FROM map.candidate AS a
    JOIN vocabulary.concept AS c ON c.vocabulary_id = a.vocabulary_id AND c.concept_code = a.source_code
) AS ranked
WHERE place = 1;

CREATE OR REPLACE TABLE map.target AS
SELECT DISTINCT s.file_kind, s.source_system, s.source_code, t.concept_id, t.domain_id, t.concept_class_id
FROM map.source_concept AS s
JOIN vocabulary.concept_relationship AS r
    ON r.concept_id_1 = s.concept_id AND r.relationship_id = 'Maps to'
    AND r.invalid_reason IS NULL
    AND r.valid_end_date >= (SELECT CAST(value AS DATE) FROM etl.parameter WHERE name = 'as_of')
JOIN vocabulary.concept AS t
    ON t.concept_id = r.concept_id_2 AND t.standard_concept = 'S' AND t.invalid_reason IS NULL
UNION
SELECT s.file_kind, s.source_system, s.source_code, s.concept_id, s.domain_id, s.concept_class_id
FROM map.source_concept AS s
WHERE s.standard_concept = 'S' AND s.invalid_reason IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM vocabulary.concept_relationship AS r
        WHERE r.concept_id_1 = s.concept_id AND r.relationship_id = 'Maps to'
    );

CREATE OR REPLACE TABLE map.code AS
SELECT
    u.file_kind, u.source_system,
    coalesce(s.vocabulary_id, a.vocabulary_id) AS source_vocabulary,
    u.source_code,
    CAST(coalesce(s.concept_id, 0) AS INTEGER) AS source_concept_id,
    CAST(coalesce(t.concept_id, 0) AS INTEGER) AS target_concept_id,
    t.domain_id AS target_domain,
    CAST(row_number() OVER (
        PARTITION BY u.file_kind, u.source_system, u.source_code ORDER BY t.concept_id
    ) AS INTEGER) AS target_ordinal,
    t.concept_class_id AS target_class
FROM (SELECT DISTINCT file_kind, source_system, source_code FROM map.used) AS u
LEFT JOIN (
    SELECT file_kind, source_system, source_code, min(vocabulary_id) AS vocabulary_id
    FROM map.candidate WHERE priority = 1 GROUP BY file_kind, source_system, source_code
) AS a ON a.file_kind = u.file_kind AND a.source_system = u.source_system AND a.source_code = u.source_code
LEFT JOIN map.source_concept AS s
    ON s.file_kind = u.file_kind AND s.source_system = u.source_system AND s.source_code = u.source_code
LEFT JOIN map.target AS t
    ON t.file_kind = u.file_kind AND t.source_system = u.source_system AND t.source_code = u.source_code;

-- Units are UCUM codes; a unit that is not standard itself is followed to the one that is. UCUM has several spellings of
-- some units, and the vocabulary one: a unit that it does not know as written is tried in the vocabulary's spelling. That
-- puts the enzyme unit U and the international unit IU in brackets, thousands and thousandths of them as powers of ten,
-- a thing counted ({score}) in square brackets, and calls the year y, not a.
CREATE OR REPLACE TABLE map.unit AS
WITH written AS (
    SELECT DISTINCT units AS unit FROM source.observations WHERE units IS NOT NULL
),
spelling AS (
    SELECT unit, unit AS spelled, 1 AS priority FROM written
    UNION ALL
    SELECT w.unit, a.spelled || substring(w.unit, length(a.atom) + 1), 2
    FROM written AS w
    JOIN (
        SELECT 'U' AS atom, '[U]' AS spelled
        UNION ALL SELECT 'MU', '10*6.[U]'
        UNION ALL SELECT 'kU', '10*3.[U]'
        UNION ALL SELECT 'mU', '10*-3.[U]'
        UNION ALL SELECT 'uU', '10*-6.[U]'
        UNION ALL SELECT 'IU', '[iU]'
        UNION ALL SELECT 'kIU', '10*3.[iU]'
        UNION ALL SELECT 'mIU', '10*-3.[iU]'
        UNION ALL SELECT 'uIU', '10*-6.[iU]'
        UNION ALL SELECT 'k[IU]', '10*3.[iU]'
        UNION ALL SELECT 'm[IU]', '10*-3.[iU]'
        UNION ALL SELECT 'u[IU]', '10*-6.[iU]'
        UNION ALL SELECT '[IU]', '[iU]'
        UNION ALL SELECT 'k[iU]', '10*3.[iU]'
        UNION ALL SELECT 'm[iU]', '10*-3.[iU]'
        UNION ALL SELECT 'u[iU]', '10*-6.[iU]'
    ) AS a ON w.unit = a.atom OR w.unit LIKE a.atom || '/%'
    UNION ALL
    SELECT unit, replace(replace(unit, '{', '['), '}', ']'), 2 FROM written WHERE unit LIKE '{%}'
    UNION ALL
    SELECT unit, substring(unit, 1, length(unit) - 1) || 'y', 2 FROM written WHERE unit = 'a' OR unit LIKE '%/a'
),
target AS (
    SELECT s.unit, s.priority, t.concept_id
    FROM spelling AS s
    JOIN vocabulary.concept AS c ON c.vocabulary_id = 'UCUM' AND c.concept_code = s.spelled
    LEFT JOIN vocabulary.concept_relationship AS r
        ON r.concept_id_1 = c.concept_id AND r.relationship_id = 'Maps to' AND r.invalid_reason IS NULL
    JOIN vocabulary.concept AS t
        ON t.concept_id = coalesce(r.concept_id_2, c.concept_id) AND t.standard_concept = 'S'
        AND t.invalid_reason IS NULL
),
best AS (
    SELECT unit, min(priority) AS priority FROM target GROUP BY unit
)
SELECT w.unit AS source_unit, CAST(coalesce(min(t.concept_id), 0) AS INTEGER) AS unit_concept_id
FROM written AS w
LEFT JOIN best AS b ON b.unit = w.unit
LEFT JOIN target AS t ON t.unit = w.unit AND t.priority = b.priority
GROUP BY w.unit;

DROP TABLE map.used;
DROP TABLE map.candidate;
DROP TABLE map.target;
