-- 13 publish: what the CDM says about itself; then statistics, invariants and one snapshot (publication.py).
--
-- Nothing here tells of the run, its folder or its hour, so that two runs of one source give equal rows; only the CDM's
-- release date is the day of the run, as OMOP wants it. The source's release date is the day of its last encounter.
-- Whether the data are synthetic is said by whoever starts the run. An incremental run's parameters "elsewhere_..." tell
-- of the rows that it left as they were.
INSERT INTO cdm.cdm_source (
    cdm_source_name, cdm_source_abbreviation, cdm_holder, source_description, source_documentation_reference,
    cdm_etl_reference, source_release_date, cdm_release_date, cdm_version, cdm_version_concept_id, vocabulary_version
)
SELECT
    CASE WHEN s.value = 'true' THEN 'Synthetic hospital (no real patients)' ELSE 'Hospital records' END,
    CASE WHEN s.value = 'true' THEN 'SYNTHETIC' ELSE 'HOSPITAL' END,
    'Asan Data Platform',
    'Source files in the column sets of Synthea''s CSV export',
    'https://github.com/synthetichealth/synthea/wiki/CSV-File-Data-Dictionary',
    'The 13 steps of the Asan Data Platform',
    coalesce(
        greatest(
            (SELECT CAST(max(start_at) AS DATE) FROM map.encounter),
            (SELECT CAST(value AS DATE) FROM etl.parameter WHERE name = 'elsewhere_last_encounter')
        ),
        CAST(a.value AS DATE)
    ),
    CAST(a.value AS DATE), 'CDM v5.4', 756265, v.value
FROM (SELECT value FROM etl.parameter WHERE name = 'synthetic') AS s
CROSS JOIN (SELECT value FROM etl.parameter WHERE name = 'as_of') AS a
CROSS JOIN (SELECT value FROM etl.parameter WHERE name = 'vocabulary_version') AS v;

INSERT INTO cdm.metadata (
    metadata_id, metadata_concept_id, metadata_type_concept_id, name, value_as_string, value_as_concept_id,
    value_as_number
)
SELECT stable_id('metadata', name), 0, 32880, 'asan.' || name, value, 0, NULL
FROM etl.parameter
WHERE name IN ('synthetic', 'observation_period', 'vocabulary_version', 'era_gap_days')
UNION ALL
SELECT
    stable_id('metadata', 'source_records'), 0, 32880, 'asan.source_records', NULL, 0,
    CAST(sum(records) AS DOUBLE)
    + coalesce((SELECT CAST(value AS DOUBLE) FROM etl.parameter WHERE name = 'elsewhere_records'), 0)
FROM etl.file;

INSERT INTO etl.expanded (step, rule, table_name, rows)
SELECT 'publish', 'derived', 'cdm_source', count(*) FROM cdm.cdm_source
UNION ALL SELECT 'publish', 'derived', 'metadata', count(*) FROM cdm.metadata;
