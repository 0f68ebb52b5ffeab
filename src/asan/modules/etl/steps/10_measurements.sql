-- Step 10, measurements and observations: observations.csv, and notes.csv where it comes.
--
-- Type by CATEGORY: laboratory 32856, survey 32862 (filled in by the patient), vital-signs and exam 32836 (physical
-- examination), else 32817 (EHR).
--
-- Values. A row whose TYPE is numeric must hold a number, perhaps after <, <=, > or >= (the operator); else it is
-- rejected as wrong_type. It becomes value_as_number. Any other TYPE is an answer in words: its text is kept, and it
-- becomes value_as_concept_id where a standard concept has exactly that name (map.answer). A number with a unit is a number
-- whatever its TYPE. The source gives no reference range, so none is stored. Units by map.unit; a unit that it does not
-- know has concept 0, no unit none.
--
-- map.answer: the concept named exactly like the answer, without regard to case and to SNOMED's semantic tag, taken from
-- LOINC's answers first, then from SNOMED's qualifier values, races, and findings; of several in one class, the one with
-- the lowest id. A name that fits nothing has no concept: a wrong one would be worse.
--
-- notes.csv (DATE, PATIENT, ENCOUNTER, TYPE, TITLE, TEXT, LANGUAGE) becomes note under the same rules for patient, encounter
-- and dates; a note without text is rejected. What stands in the texts is the business of the notes module: it fills
-- note_nlp.

-- include: event_shape.sql

DROP TABLE IF EXISTS map.answer;

CREATE TABLE map.answer AS
WITH spoken AS (
    SELECT DISTINCT value AS answer, LOWER(REGEXP_REPLACE(value, ' [(][a-z /]+[)]$', '')) AS name
    FROM source.observations
    WHERE LOWER(type) <> 'numeric' AND REGEXP_MATCHES(value, '[A-Za-z]')
),
candidate AS (
    SELECT
        s.answer,
        c.concept_id,
        CASE
            WHEN c.concept_class_id = 'Answer' THEN 1
            WHEN c.domain_id = 'Meas Value' THEN 2
            WHEN c.domain_id = 'Race' THEN 3
            ELSE 4
        END AS rank
    FROM spoken AS s
    INNER JOIN vocabulary.concept AS c ON LOWER(c.concept_name) = s.name
    WHERE
        c.standard_concept = 'S'
        AND (
            c.concept_class_id IN ('Answer', 'Clinical Finding', 'Social Context', 'Context-dependent', 'Disorder')
            OR c.domain_id IN ('Meas Value', 'Race')
        )
),
best AS (
    SELECT answer, MIN(rank) AS rank
    FROM candidate
    GROUP BY answer
)
SELECT c.answer, MIN(c.concept_id) AS value_concept_id
FROM candidate AS c
INNER JOIN best AS b ON b.answer = c.answer AND b.rank = c.rank
GROUP BY c.answer;

CREATE VIEW etl.incoming AS
WITH parsed AS (
    SELECT
        o.*,
        NULLIF(o.units, 'null') AS unit,
        LOWER(COALESCE(o.type, '')) = 'numeric' AS is_numeric,
        CASE
            WHEN REGEXP_MATCHES(o.value, '^ *(<|<=|>|>=)? *[-+]?([0-9]{1,30}[.]?[0-9]{0,30}|[.][0-9]{1,30})([eE][-+]?[0-9]{1,2})? *$')
                THEN TRIM(TRANSLATE(o.value, '<>=', '   '))
        END AS number
    FROM source.observations AS o
)
SELECT * FROM etl.no_event
UNION ALL
SELECT
    'observations', p.source_row, p.source_key, p.patient, p.encounter, p.date,
    NULL, '', p.code,
    CASE LOWER(p.category)
        WHEN 'laboratory' THEN 32856
        WHEN 'survey' THEN 32862
        WHEN 'vital-signs' THEN 32836
        WHEN 'exam' THEN 32836
        ELSE 32817
    END,
    NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL,
    CASE WHEN NOT p.is_numeric THEN p.value END,
    p.value,
    CASE WHEN p.is_numeric OR p.unit IS NOT NULL THEN CAST(p.number AS DOUBLE) END,
    a.value_concept_id,
    CASE
        WHEN p.is_numeric AND p.value LIKE '%<=%' THEN 4171754
        WHEN p.is_numeric AND p.value LIKE '%>=%' THEN 4171755
        WHEN p.is_numeric AND p.value LIKE '%<%' THEN 4171756
        WHEN p.is_numeric AND p.value LIKE '%>%' THEN 4172704
    END,
    p.unit,
    CASE WHEN p.unit IS NOT NULL THEN COALESCE(u.unit_concept_id, 0) END,
    CASE WHEN p.is_numeric AND p.number IS NULL THEN p.value END
FROM parsed AS p
LEFT JOIN map.unit AS u ON u.source_unit = p.unit
LEFT JOIN map.answer AS a ON a.answer = p.value AND NOT p.is_numeric
UNION ALL
SELECT
    'notes', source_row, source_key, patient, encounter, date,
    NULL, '', CASE WHEN text IS NOT NULL THEN COALESCE(type, 'note') END, 32817,
    NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM source.notes;

-- include: route_events.sql

INSERT INTO cdm.note (
    note_id, person_id, note_date, note_datetime, note_type_concept_id, note_class_concept_id, note_title, note_text,
    encoding_concept_id, language_concept_id, provider_id, visit_occurrence_id, visit_detail_id, note_source_value
)
SELECT
    e.event_id, e.person_id, CAST(e.start_at AS DATE), e.start_at, e.type_concept_id, 0, n.title, n.text,
    COALESCE(utf8.concept_id, 0), COALESCE(spoken.concept_id, 0), e.provider_id, e.visit_occurrence_id,
    e.visit_detail_id, n.type
FROM etl.event AS e
INNER JOIN source.notes AS n ON n.source_row = e.source_row
LEFT JOIN vocabulary.concept AS utf8 ON utf8.concept_id = 32678
LEFT JOIN vocabulary.concept AS spoken
    ON spoken.concept_id = CASE SUBSTRING(LOWER(n.language), 1, 2) WHEN 'ko' THEN 4175771 WHEN 'en' THEN 4180186 END
WHERE e.table_name = 'note' AND e.file = 'notes';
