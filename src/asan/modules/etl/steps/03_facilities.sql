-- 3 facilities: location, care_site and provider, from organizations.csv, providers.csv and the patients' addresses.
--
-- An address is one location, however many live or work there; it is told apart by all its parts. An organization is a
-- care site, a provider works at the care site of its organization (none, where the organization is unknown). The
-- speciality is looked up by name among the standard concepts of the domain Provider; 0 where there is none.
-- Ids come from the source's Ids. Two Ids whose hashes collide are told apart by their order, so each keeps its id.
CREATE OR REPLACE TABLE map.address AS
SELECT
    address_key, address, city, state, zip, county, lat, lon,
    CASE
        WHEN place = 1 THEN stable_id('location', address_key)
        ELSE stable_id('location#' || CAST(place AS VARCHAR), address_key)
    END AS location_id
FROM (
    SELECT a.*, row_number() OVER (PARTITION BY stable_id('location', address_key) ORDER BY address_key) AS place
    FROM (
        SELECT
            concat_ws(
                chr(31), coalesce(address, ''), coalesce(city, ''), coalesce(state, ''), coalesce(zip, ''),
                coalesce(county, ''), coalesce(CAST(lat AS VARCHAR), ''), coalesce(CAST(lon AS VARCHAR), '')
            ) AS address_key,
            address, city, state, zip, county, lat, lon
        FROM (
            SELECT address, city, state, zip, county, lat, lon FROM source.patients
            UNION
            SELECT address, city, state, zip, NULL, lat, lon FROM source.organizations
        ) AS addresses
        WHERE coalesce(address, city, state, zip, county) IS NOT NULL OR lat IS NOT NULL OR lon IS NOT NULL
    ) AS a
) AS numbered;

CREATE OR REPLACE TABLE map.care_site AS
SELECT
    organization, address_key,
    CASE
        WHEN place = 1 THEN stable_id('care_site', organization)
        ELSE stable_id('care_site#' || CAST(place AS VARCHAR), organization)
    END AS care_site_id
FROM (
    SELECT
        id AS organization,
        concat_ws(
            chr(31), coalesce(address, ''), coalesce(city, ''), coalesce(state, ''), coalesce(zip, ''),
            '', coalesce(CAST(lat AS VARCHAR), ''), coalesce(CAST(lon AS VARCHAR), '')
        ) AS address_key,
        row_number() OVER (PARTITION BY stable_id('care_site', id) ORDER BY id) AS place
    FROM source.organizations
) AS numbered;

CREATE OR REPLACE TABLE map.provider AS
SELECT
    provider,
    CASE
        WHEN place = 1 THEN stable_id('provider', provider)
        ELSE stable_id('provider#' || CAST(place AS VARCHAR), provider)
    END AS provider_id
FROM (
    SELECT id AS provider, row_number() OVER (PARTITION BY stable_id('provider', id) ORDER BY id) AS place
    FROM source.providers
) AS numbered;

-- What the source writes for a sex, race or ethnicity, and the code that the vocabulary has for it.
CREATE OR REPLACE TABLE map.demographic AS
SELECT d.kind, d.source_value, c.concept_id
FROM (
    SELECT 'gender' AS kind, 'm' AS source_value, 'Gender' AS vocabulary_id, 'M' AS concept_code
    UNION ALL SELECT 'gender', 'male', 'Gender', 'M'
    UNION ALL SELECT 'gender', 'f', 'Gender', 'F'
    UNION ALL SELECT 'gender', 'female', 'Gender', 'F'
    UNION ALL SELECT 'race', 'white', 'Race', '5'
    UNION ALL SELECT 'race', 'black', 'Race', '3'
    UNION ALL SELECT 'race', 'asian', 'Race', '2'
    UNION ALL SELECT 'race', 'native', 'Race', '1'
    UNION ALL SELECT 'race', 'hawaiian', 'Race', '4'
    UNION ALL SELECT 'race', 'korean', 'Race', '2.11'
    UNION ALL SELECT 'ethnicity', 'hispanic', 'Ethnicity', 'Hispanic'
    UNION ALL SELECT 'ethnicity', 'nonhispanic', 'Ethnicity', 'Not Hispanic'
) AS d
JOIN vocabulary.concept AS c
    ON c.vocabulary_id = d.vocabulary_id AND c.concept_code = d.concept_code
    AND c.standard_concept = 'S' AND c.invalid_reason IS NULL;

INSERT INTO cdm.location (
    location_id, address_1, city, state, zip, county, location_source_value, latitude, longitude
)
SELECT
    location_id, address, city, state, zip, county, concat_ws(', ', address, city, state, zip), lat, lon
FROM map.address;

INSERT INTO cdm.care_site (care_site_id, care_site_name, location_id, care_site_source_value)
SELECT m.care_site_id, o.name, a.location_id, o.id
FROM source.organizations AS o
JOIN map.care_site AS m ON m.organization = o.id
LEFT JOIN map.address AS a ON a.address_key = m.address_key;

INSERT INTO cdm.provider (
    provider_id, provider_name, specialty_concept_id, care_site_id, gender_concept_id, provider_source_value,
    specialty_source_value, specialty_source_concept_id, gender_source_value, gender_source_concept_id
)
SELECT
    m.provider_id, p.name, coalesce(s.concept_id, 0), c.care_site_id, coalesce(g.concept_id, 0), p.id,
    p.speciality, 0, p.gender, 0
FROM source.providers AS p
JOIN map.provider AS m ON m.provider = p.id
LEFT JOIN map.care_site AS c ON c.organization = p.organization
LEFT JOIN map.demographic AS g ON g.kind = 'gender' AND g.source_value = lower(p.gender)
LEFT JOIN (
    SELECT lower(concept_name) AS speciality, min(concept_id) AS concept_id
    FROM vocabulary.concept
    WHERE domain_id = 'Provider' AND standard_concept = 'S' AND invalid_reason IS NULL
    GROUP BY lower(concept_name)
) AS s ON s.speciality = lower(p.speciality);

INSERT INTO etl.loaded (step, file, rows)
SELECT 'facilities', 'organizations', count(*) FROM cdm.care_site
UNION ALL
SELECT 'facilities', 'providers', count(*) FROM cdm.provider;

INSERT INTO etl.expanded (step, rule, table_name, rows)
SELECT 'facilities', 'address', 'location', count(*) FROM cdm.location;
