-- Step 12, eras: condition_era, drug_era and dose_era, derived from the loaded rows; concept 0 makes no era.
--
-- Spans of one person and one concept belong to one era while the next begins at most 30 days (a setting) after the
-- latest end so far. The latest end of all earlier spans counts, not the last one's, so a long span holds an era together
-- over short ones inside it. The 30 days only decide what belongs together: an era ends with its last span.
-- gap_days are the days of an era, first and last included, on which no span lay.
--
-- Condition: a condition without end is known on its first day only. Drug: by ingredient, through concept_ancestor; a
-- drug that is itself an ingredient stands for itself; a drug whose ingredients are not known makes no era.
-- Dose: by ingredient and strength, where drug_strength knows it: the amount in one unit (a tablet), or the whole content
-- of a product of stated size (3 ML of 1 MG/ML). Synthea tells no number of units a day, so the dose is that of one. A mere
-- concentration is no dose.
--
-- All three in one pass over the sorted spans, no join of spans with spans.

DROP TABLE IF EXISTS etl.ingredient;

CREATE TABLE etl.ingredient AS
WITH taken AS (
    SELECT DISTINCT drug_concept_id
    FROM cdm.drug_exposure
    WHERE drug_concept_id <> 0
)
SELECT t.drug_concept_id, c.concept_id AS ingredient_concept_id
FROM taken AS t
INNER JOIN vocabulary.concept_ancestor AS a ON a.descendant_concept_id = t.drug_concept_id
INNER JOIN vocabulary.concept AS c ON c.concept_id = a.ancestor_concept_id
WHERE c.concept_class_id = 'Ingredient' AND c.domain_id = 'Drug' AND c.standard_concept = 'S'
UNION
SELECT t.drug_concept_id, c.concept_id
FROM taken AS t
INNER JOIN vocabulary.concept AS c ON c.concept_id = t.drug_concept_id
WHERE c.concept_class_id = 'Ingredient' AND c.domain_id = 'Drug' AND c.standard_concept = 'S';

DROP TABLE IF EXISTS etl.strength;

-- A drug with two strengths of one ingredient (a pack) has no one dose of it.
CREATE TABLE etl.strength AS
SELECT
    i.drug_concept_id,
    i.ingredient_concept_id,
    MIN(COALESCE(s.amount_value, s.numerator_value)) AS dose_value,
    MIN(COALESCE(s.amount_unit_concept_id, s.numerator_unit_concept_id)) AS unit_concept_id
FROM etl.ingredient AS i
INNER JOIN vocabulary.drug_strength AS s
    ON s.drug_concept_id = i.drug_concept_id AND s.ingredient_concept_id = i.ingredient_concept_id
WHERE s.invalid_reason IS NULL AND (s.amount_value > 0 OR (s.numerator_value > 0 AND s.denominator_value > 0))
GROUP BY i.drug_concept_id, i.ingredient_concept_id
HAVING
    COUNT(*) = 1
    AND MIN(COALESCE(s.amount_unit_concept_id, s.numerator_unit_concept_id)) IS NOT NULL;

DROP TABLE IF EXISTS etl.era;

CREATE TABLE etl.era AS
WITH span AS (
    SELECT
        'condition_era' AS kind,
        person_id,
        condition_concept_id AS concept_id,
        CAST(0 AS DOUBLE) AS dose_value,
        0 AS unit_concept_id,
        condition_start_date AS start_date,
        COALESCE(condition_end_date, condition_start_date) AS end_date
    FROM cdm.condition_occurrence
    WHERE condition_concept_id <> 0
    UNION ALL
    SELECT
        'drug_era', d.person_id, i.ingredient_concept_id, 0, 0, d.drug_exposure_start_date, d.drug_exposure_end_date
    FROM cdm.drug_exposure AS d
    INNER JOIN etl.ingredient AS i ON i.drug_concept_id = d.drug_concept_id
    UNION ALL
    SELECT
        'dose_era',
        d.person_id,
        s.ingredient_concept_id,
        s.dose_value,
        s.unit_concept_id,
        d.drug_exposure_start_date,
        d.drug_exposure_end_date
    FROM cdm.drug_exposure AS d
    INNER JOIN etl.strength AS s ON s.drug_concept_id = d.drug_concept_id
),
distinct_span AS (
    SELECT kind, person_id, concept_id, dose_value, unit_concept_id, start_date, end_date, COUNT(*) AS records
    FROM span
    GROUP BY kind, person_id, concept_id, dose_value, unit_concept_id, start_date, end_date
),
reached AS (
    SELECT
        d.*,
        DATE_DIFF(
            'day',
            MAX(end_date) OVER (
                PARTITION BY kind, person_id, concept_id, dose_value, unit_concept_id
                ORDER BY start_date, end_date
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            start_date
        ) AS days_since
    FROM distinct_span AS d
),
island AS (
    SELECT
        r.*,
        SUM(CASE WHEN days_since <= g.days THEN 0 ELSE 1 END) OVER (
            PARTITION BY kind, person_id, concept_id, dose_value, unit_concept_id
            ORDER BY start_date, end_date
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS era,
        CASE WHEN days_since > 1 AND days_since <= g.days THEN days_since - 1 ELSE 0 END AS uncovered
    FROM reached AS r
    CROSS JOIN (SELECT CAST(value AS INTEGER) AS days FROM etl.parameter WHERE name = 'era_gap_days') AS g
)
SELECT
    kind,
    person_id,
    concept_id,
    dose_value,
    unit_concept_id,
    MIN(start_date) AS start_date,
    MAX(end_date) AS end_date,
    CAST(SUM(records) AS INTEGER) AS records,
    CAST(SUM(uncovered) AS INTEGER) AS gap_days,
    stable_id(
        kind,
        CAST(person_id AS VARCHAR) || CHR(31) || CAST(concept_id AS VARCHAR) || CHR(31) || CAST(dose_value AS VARCHAR)
        || CHR(31) || CAST(unit_concept_id AS VARCHAR) || CHR(31) || CAST(MIN(start_date) AS VARCHAR)
    ) AS era_id
FROM island
GROUP BY kind, person_id, concept_id, dose_value, unit_concept_id, era;

INSERT INTO cdm.condition_era (
    condition_era_id, person_id, condition_concept_id, condition_era_start_date, condition_era_end_date,
    condition_occurrence_count
)
SELECT era_id, person_id, concept_id, start_date, end_date, records
FROM etl.era
WHERE kind = 'condition_era';

INSERT INTO cdm.drug_era (
    drug_era_id, person_id, drug_concept_id, drug_era_start_date, drug_era_end_date, drug_exposure_count, gap_days
)
SELECT era_id, person_id, concept_id, start_date, end_date, records, gap_days
FROM etl.era
WHERE kind = 'drug_era';

INSERT INTO cdm.dose_era (
    dose_era_id, person_id, drug_concept_id, unit_concept_id, dose_value, dose_era_start_date, dose_era_end_date
)
SELECT era_id, person_id, concept_id, unit_concept_id, dose_value, start_date, end_date
FROM etl.era
WHERE kind = 'dose_era';

INSERT INTO etl.expanded (step, rule, table_name, rows)
SELECT 'eras', 'derived', kind, COUNT(*)
FROM etl.era
GROUP BY kind;

DROP TABLE etl.era;

DROP TABLE etl.strength;

DROP TABLE etl.ingredient;
