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
    SELECT 'encounters' AS source, p.patient, CAST(e.start_at AS DATE) AS day
    FROM map.encounter AS e JOIN map.person AS p ON p.person_id = e.person_id
    UNION ALL SELECT 'encounters', p.patient, CAST(e.stop_at AS DATE)
    FROM map.encounter AS e JOIN map.person AS p ON p.person_id = e.person_id
    UNION ALL SELECT 'events', patient, CAST(start AS DATE) FROM source.conditions
    UNION ALL SELECT 'events', patient, CAST(stop AS DATE) FROM source.conditions WHERE stop >= start
    UNION ALL SELECT 'events', patient, CAST(start AS DATE) FROM source.allergies
    UNION ALL SELECT 'events', patient, CAST(stop AS DATE) FROM source.allergies WHERE stop >= start
    UNION ALL SELECT 'events', patient, CAST(start AS DATE) FROM source.medications
    UNION ALL SELECT 'events', patient, CAST(stop AS DATE) FROM source.medications WHERE stop >= start
    UNION ALL SELECT 'events', patient, CAST(start AS DATE) FROM source.procedures
    UNION ALL SELECT 'events', patient, CAST(stop AS DATE) FROM source.procedures WHERE stop >= start
    UNION ALL SELECT 'events', patient, CAST(start AS DATE) FROM source.careplans
    UNION ALL SELECT 'events', patient, CAST(stop AS DATE) FROM source.careplans WHERE stop >= start
    UNION ALL SELECT 'events', patient, CAST(start AS DATE) FROM source.devices
    UNION ALL SELECT 'events', patient, CAST(stop AS DATE) FROM source.devices WHERE stop >= start
    UNION ALL SELECT 'events', patient, CAST(date AS DATE) FROM source.immunizations
    UNION ALL SELECT 'events', patient, CAST(date AS DATE) FROM source.observations
    UNION ALL SELECT 'events', patient, CAST(date AS DATE) FROM source.supplies
    UNION ALL SELECT 'events', patient, CAST(date AS DATE) FROM source.imaging_studies
    UNION ALL SELECT 'events', patient, CAST(date AS DATE) FROM source.notes
)
SELECT
    stable_id('observation_period', min(p.patient)), p.person_id, min(r.day), max(r.day), 32882
FROM recorded AS r
JOIN map.person AS p ON p.patient = r.patient
CROSS JOIN (SELECT CAST(value AS DATE) AS as_of FROM etl.parameter WHERE name = 'as_of') AS a
CROSS JOIN (SELECT value AS rule FROM etl.parameter WHERE name = 'observation_period') AS o
WHERE (o.rule = 'events' OR r.source = 'encounters')
    AND r.day >= CAST(p.birth AS DATE) AND r.day <= a.as_of
    AND (p.death IS NULL OR r.day <= CAST(p.death AS DATE))
GROUP BY p.person_id;

INSERT INTO etl.expanded (step, rule, table_name, rows)
SELECT 'observation_periods', 'derived', 'observation_period', count(*) FROM cdm.observation_period;
