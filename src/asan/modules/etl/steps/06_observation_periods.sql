-- 6 observation_periods: the time over which a person's care was recorded; one period a person.
--
-- The rule is a setting (ASAN_ETL_OBSERVATION_PERIOD):
--   events      from the first to the last day that any clinical record of the person carries: encounters (start and
--               end) and the start and end of conditions, allergies, medications, immunizations, procedures,
--               observations, care plans, devices, supplies, imaging studies and notes;
--   encounters  from the first start to the last end of the person's loaded encounters.
-- Either way only days from birth to death (or to the last day that a record may carry) count, so the period ends at
-- death at the latest; a death certification dated later does not prolong it. A person without such a day has none.
-- The records are those of the source: this step comes before the ones that route them to tables.
INSERT INTO cdm.observation_period (
    observation_period_id, person_id, observation_period_start_date, observation_period_end_date, period_type_concept_id
)
WITH recorded AS (
    SELECT 'encounters' AS source, person_id, CAST(start_at AS DATE) AS first_day, CAST(stop_at AS DATE) AS last_day
    FROM map.encounter
    UNION ALL
    SELECT 'events', p.person_id, e.first_day, e.last_day
    FROM (
        SELECT patient, CAST(start AS DATE) AS first_day, CAST(CASE WHEN stop >= start THEN stop END AS DATE) AS last_day FROM source.conditions
        UNION ALL SELECT patient, CAST(start AS DATE), CAST(CASE WHEN stop >= start THEN stop END AS DATE) FROM source.allergies
        UNION ALL SELECT patient, CAST(start AS DATE), CAST(CASE WHEN stop >= start THEN stop END AS DATE) FROM source.medications
        UNION ALL SELECT patient, CAST(start AS DATE), CAST(CASE WHEN stop >= start THEN stop END AS DATE) FROM source.procedures
        UNION ALL SELECT patient, CAST(start AS DATE), CAST(CASE WHEN stop >= start THEN stop END AS DATE) FROM source.careplans
        UNION ALL SELECT patient, CAST(start AS DATE), CAST(CASE WHEN stop >= start THEN stop END AS DATE) FROM source.devices
        UNION ALL SELECT patient, CAST(date AS DATE), NULL FROM source.immunizations
        UNION ALL SELECT patient, CAST(date AS DATE), NULL FROM source.observations
        UNION ALL SELECT patient, CAST(date AS DATE), NULL FROM source.supplies
        UNION ALL SELECT patient, CAST(date AS DATE), NULL FROM source.imaging_studies
        UNION ALL SELECT patient, CAST(date AS DATE), NULL FROM source.notes
    ) AS e
    JOIN map.person AS p ON p.patient = e.patient
),
-- A last day that counts is never before a first day that does.
reached AS (
    SELECT
        r.person_id,
        min(CASE
            WHEN r.first_day BETWEEN l.birth_day AND l.end_day THEN r.first_day
            WHEN r.last_day BETWEEN l.birth_day AND l.end_day THEN r.last_day
        END) AS first_day,
        max(CASE
            WHEN r.last_day BETWEEN l.birth_day AND l.end_day THEN r.last_day
            WHEN r.first_day BETWEEN l.birth_day AND l.end_day THEN r.first_day
        END) AS last_day
    FROM recorded AS r
    JOIN (
        SELECT
            p.person_id, CAST(p.birth AS DATE) AS birth_day,
            CASE WHEN CAST(p.death AS DATE) < a.as_of THEN CAST(p.death AS DATE) ELSE a.as_of END AS end_day
        FROM map.person AS p
        CROSS JOIN (SELECT CAST(value AS DATE) AS as_of FROM etl.parameter WHERE name = 'as_of') AS a
    ) AS l ON l.person_id = r.person_id
    CROSS JOIN (SELECT value AS rule FROM etl.parameter WHERE name = 'observation_period') AS o
    WHERE o.rule = 'events' OR r.source = 'encounters'
    GROUP BY r.person_id
)
SELECT stable_id('observation_period', p.patient), p.person_id, r.first_day, r.last_day, 32882
FROM reached AS r
JOIN map.person AS p ON p.person_id = r.person_id
WHERE r.first_day IS NOT NULL;

INSERT INTO etl.expanded (step, rule, table_name, rows)
SELECT 'observation_periods', 'derived', 'observation_period', count(*) FROM cdm.observation_period;
