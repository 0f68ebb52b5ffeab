-- Step 11, costs: what each loaded item and each encounter cost, and payer_transitions.csv as insurance periods.
--
-- A cost is counted once. The own cost of a medication, immunization or procedure stands on the row that the record
-- became; where it became several, on the first. An encounter's TOTAL_CLAIM_COST stands on its visit, one row an encounter,
-- also where several encounters are one visit. Within a cost_domain_id the sums are the source's. An encounter's claim
-- may contain what its items cost, so sums over different domains are not meant to be added.
-- Of the total, PAYER_COVERAGE is the payer's part and the rest the patient's, where the source tells it. All amounts are
-- in one currency, a setting; the records are cost records (type 32814).
--
-- claims.csv and claims_transactions.csv are the ledger of the same amounts: a claim is an encounter's or a medication's,
-- a charge the unit cost of an encounter or item, a transfer or payment moves it on. Their rows are merged (rules
-- claim_of_encounter and transaction_of_encounter) and add no amount. payers.csv gives names (rule payer_of_periods).
--
-- Each row of payer_transitions is one period, neither joined nor split, cut at the death; a period without end lasts to
-- the end of the data (the last accepted encounter's). A secondary payer's plan is a second row for the same time. Payer concepts where the vocabulary has a
-- payer of that name. The member id says which family a plan is shared with, OWNERSHIP whose plan it is.

INSERT INTO cdm.cost (
    cost_id, cost_event_id, cost_domain_id, cost_type_concept_id, currency_concept_id, total_charge, total_cost,
    total_paid, paid_by_payer, paid_by_patient
)
WITH amount AS (
    SELECT
        table_name || CHR(31) || CAST(row_id AS VARCHAR) AS cost_key,
        row_id AS event_id,
        CASE table_name
            WHEN 'drug_exposure' THEN 'Drug'
            WHEN 'procedure_occurrence' THEN 'Procedure'
            WHEN 'measurement' THEN 'Measurement'
            WHEN 'observation' THEN 'Observation'
            WHEN 'device_exposure' THEN 'Device'
            WHEN 'condition_occurrence' THEN 'Condition'
            WHEN 'specimen' THEN 'Specimen'
        END AS domain,
        total,
        paid_by_payer
    FROM etl.item
    UNION ALL
    SELECT
        'encounters' || CHR(31) || e.encounter, e.visit_occurrence_id, 'Visit', s.total_claim_cost, s.payer_coverage
    FROM map.encounter AS e
    INNER JOIN source.encounters AS s ON s.id = e.encounter
    WHERE s.total_claim_cost IS NOT NULL
)
SELECT
    stable_id('cost', a.cost_key),
    a.event_id,
    a.domain,
    32814,
    c.currency_concept_id,
    a.total,
    a.total,
    CASE WHEN a.paid_by_payer IS NOT NULL THEN a.total END,
    a.paid_by_payer,
    ROUND(a.total - a.paid_by_payer, 2)
FROM amount AS a
CROSS JOIN (
    SELECT CAST(value AS INTEGER) AS currency_concept_id FROM etl.parameter WHERE name = 'currency_concept_id'
) AS c;

INSERT INTO etl.expanded (step, rule, table_name, rows)
SELECT 'costs', CASE WHEN cost_domain_id = 'Visit' THEN 'cost_of_encounter' ELSE 'cost_of_item' END, 'cost', COUNT(*)
FROM cdm.cost
GROUP BY CASE WHEN cost_domain_id = 'Visit' THEN 'cost_of_encounter' ELSE 'cost_of_item' END;

DROP TABLE IF EXISTS etl.ledger;

CREATE TABLE etl.ledger AS
WITH entry AS (
    SELECT 'claims' AS file, source_row, patientid AS patient, appointmentid AS encounter, 'claim_of_encounter' AS rule
    FROM source.claims
    UNION ALL
    SELECT 'claims_transactions', source_row, patientid, appointmentid, 'transaction_of_encounter'
    FROM source.claims_transactions
)
SELECT
    y.*,
    CASE
        WHEN p.person_id IS NULL THEN 'unknown_patient'
        WHEN y.encounter IS NULL THEN 'missing_value'
        WHEN e.visit_detail_id IS NULL THEN 'unknown_encounter'
    END AS reason
FROM entry AS y
LEFT JOIN map.person AS p ON p.patient = y.patient
LEFT JOIN map.encounter AS e ON e.encounter = y.encounter AND e.person_id = p.person_id;

INSERT INTO etl.reject (step, file, source_row, column_name, value, reason)
SELECT
    'costs',
    file,
    source_row,
    CASE WHEN reason = 'unknown_patient' THEN 'PATIENTID' ELSE 'APPOINTMENTID' END,
    CASE WHEN reason = 'unknown_patient' THEN patient ELSE encounter END,
    reason
FROM etl.ledger
WHERE reason IS NOT NULL;

INSERT INTO etl.merged (step, file, source_row, rule)
SELECT 'costs', file, source_row, rule
FROM etl.ledger
WHERE reason IS NULL
UNION ALL
SELECT 'costs', 'payers', source_row, 'payer_of_periods'
FROM source.payers;

DROP TABLE etl.ledger;

DROP TABLE IF EXISTS etl.period;

CREATE TABLE etl.period AS
SELECT
    t.source_row,
    t.source_key,
    t.patient,
    t.payer,
    t.secondary_payer,
    t.memberid,
    t.ownership,
    t.start_date,
    t.end_date,
    p.person_id,
    CASE
        WHEN p.death IS NOT NULL AND COALESCE(CAST(t.end_date AS DATE), GREATEST(h.data_end, CAST(t.start_date AS DATE))) > CAST(p.death AS DATE)
            THEN CAST(p.death AS DATE)
        ELSE COALESCE(CAST(t.end_date AS DATE), GREATEST(h.data_end, CAST(t.start_date AS DATE)))
    END AS until_date,
    CASE
        WHEN p.person_id IS NULL THEN 'unknown_patient'
        WHEN t.start_date IS NULL OR t.payer IS NULL THEN 'missing_value'
        WHEN CAST(t.start_date AS DATE) < CAST(p.birth AS DATE) THEN 'before_birth'
        WHEN CAST(t.start_date AS DATE) > CAST(p.death AS DATE) THEN 'after_death'
        WHEN CAST(t.start_date AS DATE) > h.as_of THEN 'in_future'
        WHEN t.end_date < t.start_date THEN 'end_before_start'
    END AS reason
FROM source.payer_transitions AS t
CROSS JOIN etl.horizon AS h
LEFT JOIN map.person AS p ON p.patient = t.patient;

INSERT INTO etl.reject (step, file, source_row, column_name, value, reason)
SELECT
    'costs',
    'payer_transitions',
    source_row,
    CASE
        WHEN reason = 'unknown_patient' THEN 'PATIENT'
        WHEN reason = 'end_before_start' THEN 'END_DATE'
        WHEN reason = 'missing_value' AND start_date IS NOT NULL THEN 'PAYER'
        ELSE 'START_DATE'
    END,
    CASE
        WHEN reason = 'unknown_patient' THEN patient
        WHEN reason = 'end_before_start' THEN CAST(end_date AS VARCHAR)
        WHEN reason = 'missing_value' THEN NULL
        ELSE CAST(start_date AS VARCHAR)
    END,
    reason
FROM etl.period
WHERE reason IS NOT NULL;

INSERT INTO cdm.payer_plan_period (
    payer_plan_period_id, person_id, payer_plan_period_start_date, payer_plan_period_end_date, payer_concept_id,
    payer_source_value, payer_source_concept_id, plan_concept_id, plan_source_value, plan_source_concept_id,
    sponsor_concept_id, sponsor_source_value, sponsor_source_concept_id, family_source_value
)
WITH plan AS (
    SELECT source_key, 1 AS place, payer, memberid, ownership, start_date, until_date, person_id
    FROM etl.period
    WHERE reason IS NULL
    UNION ALL
    SELECT source_key, 2, secondary_payer, memberid, ownership, start_date, until_date, person_id
    FROM etl.period
    WHERE reason IS NULL AND secondary_payer IS NOT NULL
),
known AS (
    SELECT LOWER(concept_name) AS name, MIN(concept_id) AS concept_id
    FROM vocabulary.concept
    WHERE domain_id = 'Payer' AND standard_concept = 'S'
    GROUP BY LOWER(concept_name)
)
SELECT
    stable_id('payer_plan_period', l.source_key || CHR(31) || CAST(l.place AS VARCHAR)),
    l.person_id,
    CAST(l.start_date AS DATE),
    l.until_date,
    COALESCE(k.concept_id, 0),
    COALESCE(y.name, l.payer),
    0,
    0,
    y.ownership,
    0,
    0,
    l.ownership,
    0,
    l.memberid
FROM plan AS l
LEFT JOIN source.payers AS y ON y.id = l.payer
LEFT JOIN known AS k ON k.name = LOWER(y.name);

INSERT INTO etl.loaded (step, file, rows)
SELECT 'costs', 'payer_transitions', COUNT(*)
FROM etl.period
WHERE reason IS NULL;

INSERT INTO etl.expanded (step, rule, table_name, rows)
SELECT 'costs', 'secondary_payer', 'payer_plan_period', COUNT(*)
FROM etl.period
WHERE reason IS NULL AND secondary_payer IS NOT NULL
HAVING COUNT(*) > 0;

DROP TABLE etl.period;
