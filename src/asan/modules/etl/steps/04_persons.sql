-- 4 persons: person and death, from patients.csv.
--
-- Rejected: a birth after the last day that a record may carry (in_future), a death after that day (in_future) or
-- before the birth (end_before_start). Sex, race and ethnicity go through the vocabulary; a value that it does not know
-- has concept 0 and keeps its source value.
-- The cause of death is the reason of the death certification (SNOMED 308646001), the earliest where there are several;
-- a death without one has no cause. The death is what the record of the patient says, type EHR (32817).
CREATE OR REPLACE TABLE map.patient_check AS
SELECT
    p.source_row, p.id, p.birthdate, p.deathdate,
    CASE
        WHEN CAST(p.birthdate AS DATE) > a.as_of THEN 'in_future'
        WHEN CAST(p.deathdate AS DATE) > a.as_of THEN 'in_future'
        WHEN CAST(p.deathdate AS DATE) < CAST(p.birthdate AS DATE) THEN 'end_before_start'
    END AS reason,
    CASE
        WHEN CAST(p.birthdate AS DATE) > a.as_of THEN 'BIRTHDATE'
        ELSE 'DEATHDATE'
    END AS column_name
FROM source.patients AS p
CROSS JOIN (SELECT CAST(value AS DATE) AS as_of FROM etl.parameter WHERE name = 'as_of') AS a;

INSERT INTO etl.reject (step, file, source_row, column_name, value, reason)
SELECT
    'persons', 'patients', source_row, column_name,
    CAST(CASE WHEN column_name = 'BIRTHDATE' THEN birthdate ELSE deathdate END AS VARCHAR), reason
FROM map.patient_check
WHERE reason IS NOT NULL;

CREATE OR REPLACE TABLE map.person AS
SELECT
    patient,
    CASE
        WHEN place = 1 THEN stable_id('person', patient)
        ELSE stable_id('person#' || CAST(place AS VARCHAR), patient)
    END AS person_id,
    birth, death
FROM (
    SELECT
        id AS patient, birthdate AS birth, deathdate AS death,
        row_number() OVER (PARTITION BY stable_id('person', id) ORDER BY id) AS place
    FROM map.patient_check
    WHERE reason IS NULL
) AS numbered;

INSERT INTO cdm.person (
    person_id, gender_concept_id, year_of_birth, month_of_birth, day_of_birth, birth_datetime, race_concept_id,
    ethnicity_concept_id, location_id, person_source_value, gender_source_value, gender_source_concept_id,
    race_source_value, race_source_concept_id, ethnicity_source_value, ethnicity_source_concept_id
)
SELECT
    m.person_id, coalesce(g.concept_id, 0),
    CAST(extract(YEAR FROM p.birthdate) AS INTEGER), CAST(extract(MONTH FROM p.birthdate) AS INTEGER),
    CAST(extract(DAY FROM p.birthdate) AS INTEGER), p.birthdate,
    coalesce(r.concept_id, 0), coalesce(e.concept_id, 0), a.location_id,
    p.id, p.gender, 0, p.race, 0, p.ethnicity, 0
FROM source.patients AS p
JOIN map.person AS m ON m.patient = p.id
LEFT JOIN map.demographic AS g ON g.kind = 'gender' AND g.source_value = lower(p.gender)
LEFT JOIN map.demographic AS r ON r.kind = 'race' AND r.source_value = lower(p.race)
LEFT JOIN map.demographic AS e ON e.kind = 'ethnicity' AND e.source_value = lower(p.ethnicity)
LEFT JOIN map.address AS a ON a.address_key = concat_ws(
    chr(31), coalesce(p.address, ''), coalesce(p.city, ''), coalesce(p.state, ''), coalesce(p.zip, ''),
    coalesce(p.county, ''), coalesce(CAST(p.lat AS VARCHAR), ''), coalesce(CAST(p.lon AS VARCHAR), '')
);

INSERT INTO cdm.death (
    person_id, death_date, death_datetime, death_type_concept_id, cause_concept_id, cause_source_value,
    cause_source_concept_id
)
SELECT
    m.person_id, CAST(m.death AS DATE), m.death, 32817,
    CASE WHEN d.patient IS NOT NULL THEN coalesce(c.target_concept_id, 0) END,
    coalesce(d.reasondescription, d.reasoncode),
    CASE WHEN d.patient IS NOT NULL THEN coalesce(c.source_concept_id, 0) END
FROM map.person AS m
LEFT JOIN (
    SELECT
        patient, reasoncode, reasondescription,
        row_number() OVER (PARTITION BY patient ORDER BY start, id) AS place
    FROM source.encounters
    WHERE code = '308646001' AND reasoncode IS NOT NULL
) AS d ON d.patient = m.patient AND d.place = 1
LEFT JOIN map.code AS c
    ON c.file_kind = 'encounters' AND c.source_system = '' AND c.source_code = d.reasoncode AND c.target_ordinal = 1
WHERE m.death IS NOT NULL;

INSERT INTO etl.loaded (step, file, rows)
SELECT 'persons', 'patients', count(*) FROM cdm.person;

INSERT INTO etl.expanded (step, rule, table_name, rows)
SELECT 'persons', 'death', 'death', count(*) FROM cdm.death;
