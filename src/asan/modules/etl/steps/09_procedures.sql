-- Step 9, procedures and devices: procedures.csv, careplans.csv, devices.csv, supplies.csv and imaging_studies.csv.
--
-- All come from the electronic record (type 32817). A procedure, a care plan, an imaging study count once; a device is
-- one; of supplies QUANTITY were used. Only procedures carry a cost of their own. A device's UDI is kept in its two parts.
--
-- imaging_studies.csv has a row for each image of each series. All rows of one study, that is of one Id, are one
-- procedure on the first image's date; the others are merged by the rule image_of_study. Where procedures.csv has the
-- study's own procedure (same patient, encounter, code and start), the study is that row, not a second one: merged by the
-- rule study_of_procedure. The modality is the procedure's modifier.

-- include: event_shape.sql

DROP TABLE IF EXISTS etl.study;

CREATE TABLE etl.study AS
SELECT
    s.source_row,
    s.source_key,
    s.patient,
    s.encounter,
    s.date,
    s.procedure_code,
    s.modality_code,
    CASE
        WHEN ROW_NUMBER() OVER (PARTITION BY s.patient, COALESCE(s.id, s.source_key) ORDER BY s.date, s.source_key) > 1
            THEN 'image_of_study'
        WHEN p.code IS NOT NULL THEN 'study_of_procedure'
    END AS merge_rule
FROM source.imaging_studies AS s
LEFT JOIN (
    SELECT patient, encounter, code, start
    FROM source.procedures
    WHERE stop IS NULL OR stop >= start
    GROUP BY patient, encounter, code, start
) AS p
    ON p.patient = s.patient AND p.encounter = s.encounter AND p.code = s.procedure_code AND p.start = s.date;

CREATE VIEW etl.incoming AS
SELECT * FROM etl.no_event
UNION ALL
SELECT
    'procedures', source_row, source_key, patient, encounter, start,
    stop, COALESCE(system, ''), code, 32817,
    1, NULL, base_cost, NULL,
    NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM source.procedures
UNION ALL
SELECT
    'careplans', source_row, source_key, patient, encounter, start,
    stop, '', code, 32817,
    1, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM source.careplans
UNION ALL
SELECT
    'devices', source_row, source_key, patient, encounter, start,
    stop, '', code, 32817,
    1, NULL, NULL, NULL,
    NULL, NULL, udi, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM source.devices
UNION ALL
SELECT
    'supplies', source_row, source_key, patient, encounter, date,
    NULL, '', code, 32817,
    quantity, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM source.supplies
UNION ALL
SELECT
    'imaging_studies', source_row, source_key, patient, encounter, date,
    NULL, '', procedure_code, 32817,
    1, NULL, NULL, NULL,
    NULL, modality_code, NULL, merge_rule,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM etl.study;

-- include: route_events.sql
