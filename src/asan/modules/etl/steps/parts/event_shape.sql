-- The one shape in which steps 7 to 10 hand their records to route_events.sql: an empty table whose names and types the
-- view etl.incoming takes over, and what the routing knows of each file.

DROP VIEW IF EXISTS etl.event;

DROP VIEW IF EXISTS etl.checked;

DROP VIEW IF EXISTS etl.incoming;

DROP TABLE IF EXISTS etl.no_event;

CREATE TABLE etl.no_event (
    file VARCHAR, source_row BIGINT, source_key VARCHAR, patient VARCHAR, encounter VARCHAR, start_at TIMESTAMP,
    end_at TIMESTAMP, code_system VARCHAR, code VARCHAR, type_concept_id INTEGER,
    -- what an item is and costs
    quantity DOUBLE, dispenses DOUBLE, cost_total DOUBLE, cost_paid_by_payer DOUBLE,
    status_text VARCHAR, qualifier VARCHAR, udi VARCHAR, merge_rule VARCHAR,
    -- what an observation found
    value_text VARCHAR, value_source VARCHAR, value_number DOUBLE, value_concept_id INTEGER,
    operator_concept_id INTEGER, unit VARCHAR, unit_concept_id INTEGER, misfit VARCHAR
);

DROP TABLE IF EXISTS etl.file_rule;

CREATE TABLE etl.file_rule (
    file VARCHAR, step VARCHAR, own_table VARCHAR, drug_is_value BOOLEAN, date_column VARCHAR, code_column VARCHAR
);

INSERT INTO etl.file_rule (file, step, own_table, drug_is_value, date_column, code_column)
VALUES
    ('conditions', 'conditions', 'condition_occurrence', FALSE, 'START', 'CODE'),
    ('allergies', 'conditions', 'observation', TRUE, 'START', 'CODE'),
    ('medications', 'drugs', 'drug_exposure', FALSE, 'START', 'CODE'),
    ('immunizations', 'drugs', 'drug_exposure', FALSE, 'DATE', 'CODE'),
    ('procedures', 'procedures', 'procedure_occurrence', FALSE, 'START', 'CODE'),
    ('careplans', 'procedures', 'procedure_occurrence', FALSE, 'START', 'CODE'),
    ('devices', 'procedures', 'device_exposure', FALSE, 'START', 'CODE'),
    ('supplies', 'procedures', 'device_exposure', FALSE, 'DATE', 'CODE'),
    ('imaging_studies', 'procedures', 'procedure_occurrence', FALSE, 'DATE', 'PROCEDURE_CODE'),
    ('observations', 'measurements', 'observation', FALSE, 'DATE', 'CODE'),
    ('notes', 'measurements', 'note', FALSE, 'DATE', 'TEXT');

-- The last day that a record may carry, and the last day of the data: the end of the last accepted encounter. What goes
-- on without an end is known until then, whenever the run takes place. An incremental run says in elsewhere_data_end when
-- the encounters end that it left as they were.
DROP TABLE IF EXISTS etl.horizon;

CREATE TABLE etl.horizon AS
SELECT
    a.as_of,
    LEAST(a.as_of, GREATEST(MAX(CAST(COALESCE(e.stop_at, e.start_at) AS DATE)), MAX(x.data_end))) AS data_end
FROM (SELECT CAST(value AS DATE) AS as_of FROM etl.parameter WHERE name = 'as_of') AS a
LEFT JOIN (
    SELECT CAST(value AS DATE) AS data_end FROM etl.parameter WHERE name = 'elsewhere_data_end'
) AS x ON x.data_end IS NOT NULL
LEFT JOIN map.encounter AS e ON e.start_at IS NOT NULL
GROUP BY a.as_of;

CREATE TABLE IF NOT EXISTS etl.item (
    file VARCHAR, source_row BIGINT, table_name VARCHAR, row_id BIGINT, person_id BIGINT, total DOUBLE,
    paid_by_payer DOUBLE
);
