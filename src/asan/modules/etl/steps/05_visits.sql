-- 5 visits: visit_detail and visit_occurrence, from encounters.csv.
--
-- Rejected, by the first of these that holds: unknown_patient, before_birth, after_death, in_future, end_before_start.
-- Days count, not hours. A death certification (SNOMED 308646001) is dated after the death by nature and stays.
-- An encounter without STOP ends when it starts.
--
-- Every encounter is a visit_detail as it was. Encounters become one visit by three rules:
--   inpatient_stay          inpatient encounters of a person that overlap, or touch (one starts when another ends);
--   emergency_to_admission  an emergency encounter, when a stay begins from its start to the end of the day on which it
--                           ends: the earliest such stay. The visit is an Emergency Room and Inpatient Visit (262);
--   outpatient_day          wellness, ambulatory and outpatient encounters of a person on one day at one organization.
-- All others are visits of their own, also those of a class that is not known (concept 0, source value kept).
-- A visit has the id, provider, care site and source value of its first encounter, by start, end and Id.
CREATE OR REPLACE TABLE map.visit_class AS
SELECT 'wellness' AS class, 9202 AS concept_id, 'outpatient' AS family
UNION ALL SELECT 'ambulatory', 9202, 'outpatient'
UNION ALL SELECT 'outpatient', 9202, 'outpatient'
UNION ALL SELECT 'inpatient', 9201, 'inpatient'
UNION ALL SELECT 'emergency', 9203, 'emergency'
UNION ALL SELECT 'urgentcare', 8782, 'single'
UNION ALL SELECT 'snf', 8863, 'single'
UNION ALL SELECT 'hospice', 8546, 'single'
UNION ALL SELECT 'home', 581476, 'single'
UNION ALL SELECT 'virtual', 5083, 'single';

CREATE OR REPLACE TABLE map.encounter_check AS
SELECT
    e.id, e.source_row, e.patient, p.person_id, e.start AS start_at, coalesce(e.stop, e.start) AS stop_at,
    e.organization, e.provider, e.encounterclass,
    coalesce(c.concept_id, 0) AS concept_id, coalesce(c.family, 'single') AS family,
    CASE
        WHEN p.person_id IS NULL THEN 'unknown_patient'
        WHEN CAST(e.start AS DATE) < CAST(p.birth AS DATE) THEN 'before_birth'
        WHEN CAST(e.start AS DATE) > CAST(p.death AS DATE) AND coalesce(e.code, '') <> '308646001' THEN 'after_death'
        WHEN CAST(e.start AS DATE) > a.as_of OR CAST(e.stop AS DATE) > a.as_of THEN 'in_future'
        WHEN e.stop < e.start THEN 'end_before_start'
    END AS reason,
    CASE
        WHEN p.person_id IS NULL THEN 'PATIENT'
        WHEN CAST(e.start AS DATE) < CAST(p.birth AS DATE) THEN 'START'
        WHEN CAST(e.start AS DATE) > CAST(p.death AS DATE) AND coalesce(e.code, '') <> '308646001' THEN 'START'
        WHEN CAST(e.start AS DATE) > a.as_of THEN 'START'
        ELSE 'STOP'
    END AS column_name
FROM source.encounters AS e
CROSS JOIN (SELECT CAST(value AS DATE) AS as_of FROM etl.parameter WHERE name = 'as_of') AS a
LEFT JOIN map.person AS p ON p.patient = e.patient
LEFT JOIN map.visit_class AS c ON c.class = lower(e.encounterclass);

INSERT INTO etl.reject (step, file, source_row, column_name, value, reason)
SELECT
    'visits', 'encounters', source_row, column_name,
    CASE column_name
        WHEN 'PATIENT' THEN patient
        WHEN 'START' THEN CAST(start_at AS VARCHAR)
        ELSE CAST(stop_at AS VARCHAR)
    END,
    reason
FROM map.encounter_check
WHERE reason IS NOT NULL;

-- Stays: a new one begins where an inpatient encounter starts after all earlier ones of the person have ended.
CREATE OR REPLACE TABLE map.stay_member AS
SELECT
    id, person_id, start_at, stop_at,
    sum(begins) OVER (
        PARTITION BY person_id ORDER BY start_at, stop_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS stay
FROM (
    SELECT
        id, person_id, start_at, stop_at,
        CASE WHEN start_at <= max(stop_at) OVER (
            PARTITION BY person_id ORDER BY start_at, stop_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) THEN 0 ELSE 1 END AS begins
    FROM map.encounter_check
    WHERE reason IS NULL AND family = 'inpatient'
) AS ordered;

CREATE OR REPLACE TABLE map.admitted AS
SELECT id, person_id, stay
FROM (
    SELECT e.id, e.person_id, s.stay, row_number() OVER (PARTITION BY e.id ORDER BY s.stay) AS place
    FROM map.encounter_check AS e
    JOIN (
        SELECT person_id, stay, min(start_at) AS start_at FROM map.stay_member GROUP BY person_id, stay
    ) AS s
        ON s.person_id = e.person_id AND s.start_at >= e.start_at
        AND CAST(s.start_at AS DATE) <= CAST(e.stop_at AS DATE)
    WHERE e.reason IS NULL AND e.family = 'emergency'
) AS ranked
WHERE place = 1;

-- Each encounter with the first one of its visit, its place in it, and of an inpatient one its place among those.
CREATE OR REPLACE TABLE map.visit_member AS
SELECT
    k.id, k.source_row, k.person_id, k.start_at, k.stop_at, k.organization, k.provider, k.encounterclass, k.concept_id,
    k.family,
    row_number() OVER (PARTITION BY visit_key ORDER BY start_at, stop_at, id) AS place,
    first_value(id) OVER (PARTITION BY visit_key ORDER BY start_at, stop_at, id) AS lead_id,
    CASE WHEN k.family = 'inpatient' THEN sum(CASE WHEN k.family = 'inpatient' THEN 1 ELSE 0 END) OVER (
        PARTITION BY visit_key ORDER BY start_at, stop_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) END AS stay_place
FROM (
    SELECT
        e.id, e.source_row, e.person_id, e.start_at, e.stop_at, e.organization, e.provider, e.encounterclass,
        e.concept_id, e.family,
        CASE
            WHEN e.family = 'inpatient' THEN 'stay' || chr(31) || e.patient || chr(31) || CAST(s.stay AS VARCHAR)
            WHEN a.id IS NOT NULL THEN 'stay' || chr(31) || e.patient || chr(31) || CAST(a.stay AS VARCHAR)
            WHEN e.family = 'outpatient' AND e.organization IS NOT NULL
                THEN 'day' || chr(31) || e.patient || chr(31) || CAST(CAST(e.start_at AS DATE) AS VARCHAR)
                    || chr(31) || e.organization
            ELSE 'one' || chr(31) || e.id
        END AS visit_key
    FROM map.encounter_check AS e
    LEFT JOIN map.stay_member AS s ON s.id = e.id
    LEFT JOIN map.admitted AS a ON a.id = e.id
    WHERE e.reason IS NULL
) AS k;

-- Ids whose hashes collide are told apart by the order of their sources; only those are sorted.
CREATE OR REPLACE TABLE map.visit AS
WITH joined AS (
    SELECT
        lead_id, stable_id('visit_occurrence', lead_id) AS own_id,
        min(start_at) AS start_at, max(stop_at) AS stop_at,
        max(CASE WHEN family = 'emergency' THEN 1 ELSE 0 END) AS has_emergency,
        max(CASE WHEN family = 'inpatient' THEN 1 ELSE 0 END) AS has_inpatient
    FROM map.visit_member
    GROUP BY lead_id
),
shared AS (
    SELECT lead_id, row_number() OVER (PARTITION BY own_id ORDER BY lead_id) AS place
    FROM joined
    WHERE own_id IN (SELECT own_id FROM joined GROUP BY own_id HAVING count(*) > 1)
)
SELECT
    v.lead_id,
    CASE
        WHEN s.place > 1 THEN stable_id('visit_occurrence#' || CAST(s.place AS VARCHAR), v.lead_id)
        ELSE v.own_id
    END AS visit_occurrence_id,
    v.start_at, v.stop_at, v.has_emergency, v.has_inpatient
FROM joined AS v
LEFT JOIN shared AS s ON s.lead_id = v.lead_id;

CREATE OR REPLACE TABLE map.encounter AS
WITH own AS (
    SELECT id, stable_id('visit_detail', id) AS own_id FROM map.visit_member
),
shared AS (
    SELECT id, row_number() OVER (PARTITION BY own_id ORDER BY id) AS place
    FROM own
    WHERE own_id IN (SELECT own_id FROM own GROUP BY own_id HAVING count(*) > 1)
)
SELECT
    m.id AS encounter, m.person_id, v.visit_occurrence_id,
    CASE
        WHEN s.place > 1 THEN stable_id('visit_detail#' || CAST(s.place AS VARCHAR), m.id)
        ELSE stable_id('visit_detail', m.id)
    END AS visit_detail_id,
    p.provider_id, c.care_site_id, m.start_at, m.stop_at
FROM map.visit_member AS m
JOIN map.visit AS v ON v.lead_id = m.lead_id
LEFT JOIN shared AS s ON s.id = m.id
LEFT JOIN map.provider AS p ON p.provider = m.provider
LEFT JOIN map.care_site AS c ON c.organization = m.organization;

INSERT INTO cdm.visit_occurrence (
    visit_occurrence_id, person_id, visit_concept_id, visit_start_date, visit_start_datetime, visit_end_date,
    visit_end_datetime, visit_type_concept_id, provider_id, care_site_id, visit_source_value, visit_source_concept_id,
    preceding_visit_occurrence_id
)
SELECT
    v.visit_occurrence_id, m.person_id,
    CASE WHEN v.has_emergency = 1 AND v.has_inpatient = 1 THEN 262 ELSE m.concept_id END,
    CAST(v.start_at AS DATE), v.start_at, CAST(v.stop_at AS DATE), v.stop_at, 32827,
    e.provider_id, e.care_site_id, m.encounterclass, 0,
    lag(v.visit_occurrence_id) OVER (PARTITION BY m.person_id ORDER BY v.start_at, v.stop_at, v.lead_id)
FROM map.visit AS v
JOIN map.visit_member AS m ON m.id = v.lead_id
JOIN map.encounter AS e ON e.encounter = v.lead_id;

-- Where the first encounter of a visit spans another one of it, that other one lies inside it.
INSERT INTO cdm.visit_detail (
    visit_detail_id, person_id, visit_detail_concept_id, visit_detail_start_date, visit_detail_start_datetime,
    visit_detail_end_date, visit_detail_end_datetime, visit_detail_type_concept_id, provider_id, care_site_id,
    visit_detail_source_value, visit_detail_source_concept_id, preceding_visit_detail_id, parent_visit_detail_id,
    visit_occurrence_id
)
SELECT
    e.visit_detail_id, e.person_id, m.concept_id, CAST(m.start_at AS DATE), m.start_at, CAST(m.stop_at AS DATE),
    m.stop_at, 32827, e.provider_id, e.care_site_id, m.encounterclass, 0,
    lag(e.visit_detail_id) OVER (PARTITION BY e.person_id ORDER BY m.start_at, m.stop_at, m.id),
    CASE WHEN m.place > 1 AND m.stop_at <= f.stop_at THEN f.visit_detail_id END,
    e.visit_occurrence_id
FROM map.visit_member AS m
JOIN map.encounter AS e ON e.encounter = m.id
JOIN map.encounter AS f ON f.encounter = m.lead_id;

INSERT INTO etl.merged (step, file, source_row, rule)
SELECT
    'visits', 'encounters', m.source_row,
    CASE
        WHEN m.family = 'outpatient' THEN 'outpatient_day'
        WHEN m.family = 'emergency' OR m.stay_place = 1 THEN 'emergency_to_admission'
        ELSE 'inpatient_stay'
    END
FROM map.visit_member AS m
WHERE m.place > 1;

INSERT INTO etl.loaded (step, file, rows)
SELECT 'visits', 'encounters', count(*) FROM cdm.visit_occurrence;

INSERT INTO etl.expanded (step, rule, table_name, rows)
SELECT 'visits', 'visit_detail_beside_visit', 'visit_detail', count(*) FROM cdm.visit_detail;

DROP TABLE map.stay_member;
DROP TABLE map.admitted;
DROP TABLE map.encounter_check;
