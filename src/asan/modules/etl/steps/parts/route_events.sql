-- Shared by steps 7 to 10. Reads the view etl.incoming (one row a source record, in one shape for every file), decides
-- what becomes of each record, and puts it where it belongs.
--
-- Rejected, by the first of these that holds: unknown_patient, unknown_encounter (not loaded, or another patient's),
-- missing_value (no date or no code), wrong_type, before_birth, after_death, in_future, end_before_start. Days count, not
-- hours: what happens on the day of birth or death is neither before nor after. A death certification may be dated after
-- the death; only such an encounter is loaded from after it, so its own rows stay. An end later than the death is cut there.
--
-- Table: that of the standard concept's domain, whatever the file. A domain without a table of its own (values, units,
-- races) is an observation. A code without a standard target stays in the file's own table with concept 0. A code with
-- several targets gives one row each. A drug that causes an allergy was not taken: it is the value of the observation
-- 'Allergy to drug' (SNOMED 416098002; 0 where the vocabulary lacks it).
--
-- A drug that was dispensed and has no end is taken to last 30 days a dispensing, but not past the end of the data,
-- which is that of the last accepted encounter.
--
-- A record is not kept between the decision and its place: both are views, read once for the
-- account and once for each table. To write all columns of all records costs several times what it costs to join again,
-- since a table takes only those whose codes lead there.

-- Where each code of the step's records leads, one row a target. Every code has one, so that a record without is one
-- without a code.
DROP TABLE IF EXISTS etl.route;

CREATE TABLE etl.route AS
SELECT
    u.file,
    u.code_system,
    u.code,
    COALESCE(c.target_ordinal, 1) AS target_ordinal,
    u.file || CHR(31) AS before_key,
    CHR(31) || CAST(COALESCE(c.target_ordinal, 1) AS VARCHAR) AS after_key,
    COALESCE(c.source_concept_id, 0) AS source_concept_id,
    CASE
        WHEN f.drug_is_value AND c.target_domain = 'Drug' THEN g.to_drug
        ELSE COALESCE(c.target_concept_id, 0)
    END AS concept_id,
    CASE WHEN f.drug_is_value AND c.target_domain = 'Drug' THEN c.target_concept_id END AS answer_concept_id,
    CASE
        WHEN f.drug_is_value AND c.target_domain = 'Drug' THEN 'observation'
        WHEN c.target_domain = 'Condition' THEN 'condition_occurrence'
        WHEN c.target_domain = 'Drug' THEN 'drug_exposure'
        WHEN c.target_domain = 'Procedure' THEN 'procedure_occurrence'
        WHEN c.target_domain = 'Device' THEN 'device_exposure'
        WHEN c.target_domain = 'Measurement' THEN 'measurement'
        WHEN c.target_domain = 'Specimen' THEN 'specimen'
        WHEN c.target_domain IS NOT NULL THEN 'observation'
        ELSE f.own_table
    END AS table_name
FROM (SELECT DISTINCT file, code_system, code FROM etl.incoming WHERE code IS NOT NULL) AS u
INNER JOIN etl.file_rule AS f ON f.file = u.file
CROSS JOIN (
    SELECT COALESCE(MIN(concept_id), 0) AS to_drug
    FROM vocabulary.concept
    WHERE vocabulary_id = 'SNOMED' AND concept_code = '416098002' AND standard_concept = 'S'
) AS g
LEFT JOIN map.code AS c
    ON c.file_kind = u.file AND c.source_system = u.code_system AND c.source_code = u.code;

-- Each record, once for each of its code's targets, with what is wrong with it.
CREATE VIEW etl.checked AS
SELECT
    i.*,
    r.target_ordinal,
    r.source_concept_id,
    r.concept_id,
    COALESCE(r.answer_concept_id, i.value_concept_id) AS answer_concept_id,
    r.table_name,
    r.before_key,
    r.after_key,
    p.person_id,
    p.death,
    e.visit_occurrence_id,
    e.visit_detail_id,
    e.provider_id,
    h.as_of,
    CASE
        WHEN i.end_at IS NOT NULL OR i.dispenses IS NULL THEN i.end_at
        ELSE GREATEST(
            i.start_at,
            LEAST(
                i.start_at + INTERVAL '1' DAY * CAST(30 * i.dispenses - 1 AS INTEGER),
                CAST(h.data_end AS TIMESTAMP)
            )
        )
    END AS last_at,
    CASE
        WHEN p.person_id IS NULL THEN 'unknown_patient'
        WHEN i.encounter IS NOT NULL AND e.visit_detail_id IS NULL THEN 'unknown_encounter'
        WHEN i.start_at IS NULL OR i.code IS NULL THEN 'missing_value'
        WHEN i.misfit IS NOT NULL THEN 'wrong_type'
        WHEN CAST(i.start_at AS DATE) < CAST(p.birth AS DATE) THEN 'before_birth'
        WHEN CAST(i.start_at AS DATE) > CAST(p.death AS DATE)
            AND (e.start_at IS NULL OR CAST(e.start_at AS DATE) <= CAST(p.death AS DATE)) THEN 'after_death'
        WHEN CAST(i.start_at AS DATE) > h.as_of OR CAST(i.end_at AS DATE) > h.as_of THEN 'in_future'
        WHEN i.end_at < i.start_at THEN 'end_before_start'
    END AS reason
FROM etl.incoming AS i
LEFT JOIN etl.route AS r ON r.file = i.file AND r.code_system = i.code_system AND r.code = i.code
LEFT JOIN map.person AS p ON p.patient = i.patient
LEFT JOIN map.encounter AS e ON e.encounter = i.encounter AND e.person_id = p.person_id
CROSS JOIN etl.horizon AS h;

-- What becomes a row of the CDM.
CREATE VIEW etl.event AS
SELECT
    k.*,
    CASE
        WHEN k.death IS NULL OR k.last_at IS NULL OR CAST(k.last_at AS DATE) <= CAST(k.death AS DATE) THEN k.last_at
        WHEN k.start_at > k.death THEN k.start_at
        ELSE k.death
    END AS until_at,
    stable_id(k.table_name, k.before_key || k.source_key || k.after_key) AS event_id
FROM etl.checked AS k
WHERE k.reason IS NULL AND k.merge_rule IS NULL;

-- How many records went where; one that went nowhere has a row of its own.
DROP TABLE IF EXISTS etl.account;

CREATE TABLE etl.account AS
SELECT
    file,
    table_name,
    COALESCE(target_ordinal, 1) > 1 AS is_additional,
    reason,
    CASE WHEN reason IS NULL THEN merge_rule END AS merge_rule,
    CASE WHEN reason IS NOT NULL OR merge_rule IS NOT NULL THEN source_row END AS lost_row,
    CASE reason
        WHEN 'unknown_patient' THEN patient
        WHEN 'unknown_encounter' THEN encounter
        WHEN 'wrong_type' THEN misfit
        WHEN 'end_before_start' THEN CAST(end_at AS VARCHAR)
        WHEN 'in_future' THEN CAST(CASE WHEN CAST(start_at AS DATE) > as_of THEN start_at ELSE end_at END AS VARCHAR)
        WHEN 'before_birth' THEN CAST(start_at AS VARCHAR)
        WHEN 'after_death' THEN CAST(start_at AS VARCHAR)
    END AS lost_value,
    CASE
        WHEN reason = 'missing_value' THEN start_at IS NULL
        WHEN reason = 'in_future' THEN CAST(start_at AS DATE) > as_of
        ELSE reason IS NOT NULL
    END AS is_of_start,
    COUNT(*) AS rows
FROM etl.checked
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

INSERT INTO etl.reject (step, file, source_row, column_name, value, reason)
SELECT
    f.step,
    f.file,
    a.lost_row,
    CASE
        WHEN a.reason = 'unknown_patient' THEN 'PATIENT'
        WHEN a.reason = 'unknown_encounter' THEN 'ENCOUNTER'
        WHEN a.reason = 'wrong_type' THEN 'VALUE'
        WHEN a.reason = 'end_before_start' THEN 'STOP'
        WHEN a.is_of_start THEN f.date_column
        WHEN a.reason = 'missing_value' THEN f.code_column
        ELSE 'STOP'
    END,
    a.lost_value,
    a.reason
FROM etl.account AS a
INNER JOIN etl.file_rule AS f ON f.file = a.file
WHERE a.reason IS NOT NULL AND NOT a.is_additional;

INSERT INTO etl.merged (step, file, source_row, rule)
SELECT f.step, f.file, a.lost_row, a.merge_rule
FROM etl.account AS a
INNER JOIN etl.file_rule AS f ON f.file = a.file
WHERE a.merge_rule IS NOT NULL AND NOT a.is_additional;

INSERT INTO etl.loaded (step, file, rows)
SELECT f.step, f.file, SUM(a.rows)
FROM etl.account AS a
INNER JOIN etl.file_rule AS f ON f.file = a.file
WHERE a.lost_row IS NULL AND NOT a.is_additional
GROUP BY f.step, f.file;

INSERT INTO etl.expanded (step, rule, table_name, rows)
SELECT f.step, 'additional_target', a.table_name, SUM(a.rows)
FROM etl.account AS a
INNER JOIN etl.file_rule AS f ON f.file = a.file
WHERE a.lost_row IS NULL AND a.is_additional
GROUP BY f.step, a.table_name;

INSERT INTO cdm.condition_occurrence (
    condition_occurrence_id, person_id, condition_concept_id, condition_start_date, condition_start_datetime,
    condition_end_date, condition_end_datetime, condition_type_concept_id, condition_status_concept_id, provider_id,
    visit_occurrence_id, visit_detail_id, condition_source_value, condition_source_concept_id,
    condition_status_source_value
)
SELECT
    event_id, person_id, concept_id, CAST(start_at AS DATE), start_at,
    CAST(until_at AS DATE), until_at, type_concept_id,
    CASE
        WHEN status_text IS NULL THEN 0
        ELSE (SELECT COALESCE(MIN(concept_id), 0) FROM vocabulary.concept WHERE concept_id = 32902)
    END,
    provider_id, visit_occurrence_id, visit_detail_id, code, source_concept_id,
    status_text
FROM etl.event
WHERE table_name = 'condition_occurrence';

-- days_supply is what one dispensing lasts: the days of the exposure, both ends counted, shared among the dispensings and
-- rounded up. So it is never longer than the exposure and never 0. Synthea counts packages, not tablets: quantity is
-- their number, refills those after the first. A drug of another file, of which no dispensing is known, has neither.
INSERT INTO cdm.drug_exposure (
    drug_exposure_id, person_id, drug_concept_id, drug_exposure_start_date, drug_exposure_start_datetime,
    drug_exposure_end_date, drug_exposure_end_datetime, verbatim_end_date, drug_type_concept_id, refills, quantity,
    days_supply, provider_id, visit_occurrence_id, visit_detail_id, drug_source_value, drug_source_concept_id
)
SELECT
    event_id, person_id, concept_id, CAST(start_at AS DATE), start_at,
    CAST(COALESCE(until_at, start_at) AS DATE), COALESCE(until_at, start_at), CAST(end_at AS DATE),
    type_concept_id, CAST(dispenses - 1 AS INTEGER), dispenses,
    CAST(
        CEIL((DATE_DIFF('day', CAST(start_at AS DATE), CAST(COALESCE(until_at, start_at) AS DATE)) + 1) / dispenses)
        AS INTEGER
    ),
    provider_id, visit_occurrence_id, visit_detail_id, code, source_concept_id
FROM etl.event
WHERE table_name = 'drug_exposure';

INSERT INTO cdm.procedure_occurrence (
    procedure_occurrence_id, person_id, procedure_concept_id, procedure_date, procedure_datetime, procedure_end_date,
    procedure_end_datetime, procedure_type_concept_id, quantity, provider_id, visit_occurrence_id, visit_detail_id,
    procedure_source_value, procedure_source_concept_id, modifier_source_value
)
SELECT
    event_id, person_id, concept_id, CAST(start_at AS DATE), start_at, CAST(until_at AS DATE),
    until_at, type_concept_id, CAST(quantity AS INTEGER), provider_id, visit_occurrence_id, visit_detail_id,
    code, source_concept_id, qualifier
FROM etl.event
WHERE table_name = 'procedure_occurrence';

-- A UDI is its device identifier, '(01)' and 14 digits, and the production identifiers after it.
INSERT INTO cdm.device_exposure (
    device_exposure_id, person_id, device_concept_id, device_exposure_start_date, device_exposure_start_datetime,
    device_exposure_end_date, device_exposure_end_datetime, device_type_concept_id, unique_device_id, production_id,
    quantity, provider_id, visit_occurrence_id, visit_detail_id, device_source_value, device_source_concept_id
)
SELECT
    event_id, person_id, concept_id, CAST(start_at AS DATE), start_at,
    CAST(until_at AS DATE), until_at, type_concept_id,
    CASE WHEN udi LIKE '(01)%' THEN SUBSTRING(udi, 5, 14) ELSE udi END,
    CASE WHEN udi LIKE '(01)%' AND LENGTH(udi) > 18 THEN SUBSTRING(udi, 19) END,
    CAST(quantity AS INTEGER), provider_id, visit_occurrence_id, visit_detail_id, code, source_concept_id
FROM etl.event
WHERE table_name = 'device_exposure';

INSERT INTO cdm.measurement (
    measurement_id, person_id, measurement_concept_id, measurement_date, measurement_datetime,
    measurement_type_concept_id, operator_concept_id, value_as_number, value_as_concept_id, unit_concept_id,
    provider_id, visit_occurrence_id, visit_detail_id, measurement_source_value, measurement_source_concept_id,
    unit_source_value, value_source_value
)
SELECT
    event_id, person_id, concept_id, CAST(start_at AS DATE), start_at,
    type_concept_id, operator_concept_id, value_number, answer_concept_id, unit_concept_id,
    provider_id, visit_occurrence_id, visit_detail_id, code, source_concept_id,
    unit, COALESCE(value_text, value_source)
FROM etl.event
WHERE table_name = 'measurement';

INSERT INTO cdm.observation (
    observation_id, person_id, observation_concept_id, observation_date, observation_datetime,
    observation_type_concept_id, value_as_number, value_as_string, value_as_concept_id, unit_concept_id,
    provider_id, visit_occurrence_id, visit_detail_id, observation_source_value, observation_source_concept_id,
    unit_source_value, qualifier_source_value, value_source_value
)
SELECT
    event_id, person_id, concept_id, CAST(start_at AS DATE), start_at,
    type_concept_id, value_number, value_text, answer_concept_id, unit_concept_id,
    provider_id, visit_occurrence_id, visit_detail_id, code, source_concept_id,
    unit, qualifier, value_source
FROM etl.event
WHERE table_name = 'observation';

-- OMOP's specimen has no link to a visit.
INSERT INTO cdm.specimen (
    specimen_id, person_id, specimen_concept_id, specimen_type_concept_id, specimen_date, specimen_datetime, quantity,
    unit_concept_id, specimen_source_id, specimen_source_value, unit_source_value
)
SELECT
    event_id, person_id, concept_id, type_concept_id, CAST(start_at AS DATE), start_at, COALESCE(value_number, quantity),
    unit_concept_id, source_key, code, unit
FROM etl.event
WHERE table_name = 'specimen';

-- What a record cost, kept on its first target for step 11.
INSERT INTO etl.item (file, source_row, table_name, row_id, person_id, total, paid_by_payer)
SELECT file, source_row, table_name, event_id, person_id, cost_total, cost_paid_by_payer
FROM etl.event
WHERE cost_total IS NOT NULL AND target_ordinal = 1;
