-- Step 8, drugs: medications.csv and immunizations.csv.
--
-- A medication is a prescription (type 32838) from START to STOP. DISPENSES, at least one, gives quantity, refills,
-- days_supply, and the end where STOP is empty: see the routing. Route, dose unit and sig are not in the source and stay
-- empty. Its own cost is TOTALCOST, of which PAYER_COVERAGE was the payer's.
--
-- An immunization is administered on the spot (type 32818): one dose that begins and ends on its day, with a supply of
-- one day. Its own cost is BASE_COST; who paid it is not told.

-- include: event_shape.sql

CREATE VIEW etl.incoming AS
SELECT * FROM etl.no_event
UNION ALL
SELECT
    'medications', source_row, source_key, patient, encounter, start,
    stop, '', code, 32838,
    NULL, GREATEST(COALESCE(FLOOR(dispenses), 1), 1), COALESCE(totalcost, base_cost * dispenses), payer_coverage,
    NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM source.medications
UNION ALL
SELECT
    'immunizations', source_row, source_key, patient, encounter, date,
    date, '', code, 32818,
    1, 1, base_cost, NULL,
    NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM source.immunizations;

-- include: route_events.sql
