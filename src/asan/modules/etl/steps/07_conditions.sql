-- Step 7, conditions: conditions.csv and allergies.csv.
--
-- Both come from the electronic record (type 32817). A condition that is the reason of its own encounter is that
-- encounter's primary diagnosis (status 32902); of the others Synthea tells no status, so they have none. A condition
-- without STOP goes on: its end stays empty.
--
-- An allergy is an observation of its substance, unless the domain of its code says otherwise; its reactions with their
-- severities are the observation's text, its category the qualifier. An observation has no end, so STOP is only checked.

-- include: event_shape.sql

DROP TABLE IF EXISTS etl.main_reason;

CREATE TABLE etl.main_reason AS
SELECT s.source_row
FROM source.conditions AS s
INNER JOIN source.encounters AS r ON r.id = s.encounter AND r.reasoncode = s.code;

CREATE VIEW etl.incoming AS
SELECT * FROM etl.no_event
UNION ALL
SELECT
    'conditions', s.source_row, s.source_key, s.patient, s.encounter, s.start,
    s.stop, COALESCE(s.system, ''), s.code, 32817,
    NULL, NULL, NULL, NULL,
    CASE WHEN r.source_row IS NOT NULL THEN 'reason of the encounter' END, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM source.conditions AS s
LEFT JOIN etl.main_reason AS r ON r.source_row = s.source_row
UNION ALL
SELECT
    'allergies', source_row, source_key, patient, encounter, start,
    stop, COALESCE(system, ''), code, 32817,
    NULL, NULL, NULL, NULL,
    NULL, category, NULL, NULL,
    description1 || COALESCE(' (' || severity1 || ')', '')
    || COALESCE('; ' || description2 || COALESCE(' (' || severity2 || ')', ''), ''),
    NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM source.allergies;

-- include: route_events.sql
