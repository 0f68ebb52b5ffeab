-- PostgreSQL 15's catalogs, made of what one principal sees: given_schema, given_table, given_column, given_key and
-- given_type are handed in. Columns have PostgreSQL's names and order; those that no client asks for are left out.
CREATE SCHEMA pg_catalog_;
CREATE SCHEMA information_schema_;

CREATE TABLE pg_catalog_.pg_namespace AS
SELECT oid, name AS nspname, 10::UINTEGER AS nspowner, NULL::VARCHAR[] AS nspacl FROM given_schema;

CREATE TABLE pg_catalog_.pg_class AS
SELECT oid, name AS relname, schema_oid AS relnamespace, 0::UINTEGER AS reltype, 0::UINTEGER AS reloftype,
    10::UINTEGER AS relowner, 2::UINTEGER AS relam, oid AS relfilenode, 0::UINTEGER AS reltablespace, 0 AS relpages,
    -1::FLOAT AS reltuples, 0 AS relallvisible, 0::UINTEGER AS reltoastrelid,
    oid IN (SELECT table_oid FROM given_key WHERE kind = 'p') AS relhasindex, false AS relisshared,
    'p' AS relpersistence, 'r' AS relkind, columns::SMALLINT AS relnatts, 0::SMALLINT AS relchecks,
    false AS relhasrules, oid IN (SELECT unnest([table_oid, other_oid]) FROM given_key WHERE kind = 'f') AS relhastriggers,
    false AS relhassubclass, false AS relrowsecurity,
    false AS relforcerowsecurity, true AS relispopulated, 'd' AS relreplident, false AS relispartition,
    0::UINTEGER AS relrewrite, 0::UINTEGER AS relfrozenxid, 0::UINTEGER AS relminmxid, ['=r/asan'] AS relacl,
    NULL::VARCHAR[] AS reloptions, NULL::VARCHAR AS relpartbound, 1259::UINTEGER AS tableoid, 0::UINTEGER AS xmin
FROM given_table
UNION ALL
SELECT k.oid + 1, k.name, t.schema_oid, 0, 0, 10, 403, k.oid + 1, 0, 0, -1, 0, 0, false, false, 'p', 'i',
    len(k.positions), 0, false, false, false, false, false, true, 'n', false, 0, 0, 0, NULL, NULL, NULL, 1259, 0
FROM given_key k JOIN given_table t ON t.oid = k.table_oid WHERE k.kind = 'p';

CREATE TABLE pg_catalog_.pg_attribute AS
SELECT c.table_oid AS attrelid, c.name AS attname, c.type_oid AS atttypid, -1 AS attstattarget, t.typlen AS attlen,
    c.position::SMALLINT AS attnum, 0 AS attndims, -1 AS attcacheoff, -1 AS atttypmod, t.typbyval AS attbyval,
    t.typalign AS attalign, t.typstorage AS attstorage, '' AS attcompression, c.required AS attnotnull,
    false AS atthasdef, false AS atthasmissing, '' AS attidentity, '' AS attgenerated, false AS attisdropped,
    true AS attislocal, 0 AS attinhcount, t.typcollation AS attcollation, NULL::VARCHAR[] AS attacl,
    NULL::VARCHAR[] AS attoptions, NULL::VARCHAR[] AS attfdwoptions, NULL::VARCHAR AS attmissingval
FROM given_column c JOIN given_type t ON t.oid = c.type_oid
UNION ALL
SELECT k.oid + 1, c.name, c.type_oid, -1, t.typlen, list_position(k.positions, c.position)::SMALLINT, 0, -1, -1,
    t.typbyval, t.typalign, t.typstorage, '', false, false, false, '', '', false, true, 0, t.typcollation, NULL, NULL,
    NULL, NULL
FROM given_key k JOIN given_column c ON c.table_oid = k.table_oid AND list_contains(k.positions, c.position)
JOIN given_type t ON t.oid = c.type_oid WHERE k.kind = 'p';

CREATE TABLE pg_catalog_.pg_type AS SELECT * FROM given_type;

CREATE TABLE pg_catalog_.pg_constraint AS
SELECT k.oid, k.name AS conname, t.schema_oid AS connamespace, k.kind AS contype, false AS condeferrable,
    false AS condeferred, true AS convalidated, k.table_oid AS conrelid, 0::UINTEGER AS contypid,
    CASE WHEN k.kind = 'p' THEN k.oid + 1 ELSE p.oid + 1 END::UINTEGER AS conindid, 0::UINTEGER AS conparentid,
    coalesce(k.other_oid, 0)::UINTEGER AS confrelid, CASE WHEN k.kind = 'f' THEN 'a' ELSE ' ' END AS confupdtype,
    CASE WHEN k.kind = 'f' THEN 'a' ELSE ' ' END AS confdeltype,
    CASE WHEN k.kind = 'f' THEN 's' ELSE ' ' END AS confmatchtype, true AS conislocal, 0 AS coninhcount,
    true AS connoinherit, k.positions::SMALLINT[] AS conkey, k.other_positions::SMALLINT[] AS confkey,
    NULL::UINTEGER[] AS conpfeqop, NULL::UINTEGER[] AS conppeqop, NULL::UINTEGER[] AS conffeqop,
    NULL::UINTEGER[] AS conexclop, NULL::VARCHAR AS conbin
FROM given_key k JOIN given_table t ON t.oid = k.table_oid
LEFT JOIN given_key p ON p.kind = 'p' AND p.table_oid = k.other_oid;

CREATE TABLE pg_catalog_.pg_index AS
SELECT (k.oid + 1)::UINTEGER AS indexrelid, k.table_oid AS indrelid, len(k.positions)::SMALLINT AS indnatts,
    len(k.positions)::SMALLINT AS indnkeyatts, true AS indisunique, false AS indnullsnotdistinct, true AS indisprimary,
    false AS indisexclusion, true AS indimmediate, false AS indisclustered, true AS indisvalid, false AS indcheckxmin,
    true AS indisready, true AS indislive, false AS indisreplident, k.positions::SMALLINT[] AS indkey,
    list_transform(k.positions, lambda x: 0::UINTEGER) AS indcollation,
    list_transform(k.positions, lambda x: 3124::UINTEGER) AS indclass,
    list_transform(k.positions, lambda x: 0::SMALLINT) AS indoption, NULL::VARCHAR AS indexprs, NULL::VARCHAR AS indpred
FROM given_key k WHERE k.kind = 'p';

CREATE TABLE pg_catalog_.pg_description AS
SELECT oid AS objoid, 1259::UINTEGER AS classoid, 0 AS objsubid, description FROM given_table WHERE description <> ''
UNION ALL
SELECT table_oid, 1259, position, description FROM given_column WHERE description <> '';

CREATE TABLE pg_catalog_.pg_am AS
SELECT * FROM (VALUES (2::UINTEGER, 'heap', 'heap_tableam_handler', 't'), (403, 'btree', 'bthandler', 'i'))
    t(oid, amname, amhandler, amtype);

CREATE TABLE pg_catalog_.pg_opclass AS
SELECT 3124::UINTEGER AS oid, 403::UINTEGER AS opcmethod, 'int8_ops' AS opcname, 11::UINTEGER AS opcnamespace,
    10::UINTEGER AS opcowner, 1976::UINTEGER AS opcfamily, 20::UINTEGER AS opcintype, true AS opcdefault,
    0::UINTEGER AS opckeytype;

CREATE TABLE pg_catalog_.pg_collation AS
SELECT * FROM (VALUES (100::UINTEGER, 'default', 11::UINTEGER, 10::UINTEGER, 'd', true, -1, NULL::VARCHAR, NULL::VARCHAR,
        NULL::VARCHAR), (950, 'C', 11, 10, 'c', true, -1, 'C', 'C', NULL))
    t(oid, collname, collnamespace, collowner, collprovider, collisdeterministic, collencoding, collcollate, collctype,
        colliculocale);

CREATE TABLE pg_catalog_.pg_database AS
SELECT 16383::UINTEGER AS oid, 'asan' AS datname, 10::UINTEGER AS datdba, 6 AS encoding, 'c' AS datlocprovider,
    false AS datistemplate, true AS datallowconn, -1 AS datconnlimit, 0::UINTEGER AS datfrozenxid,
    0::UINTEGER AS datminmxid, 1663::UINTEGER AS dattablespace, 'C' AS datcollate, 'C.UTF-8' AS datctype,
    NULL::VARCHAR AS daticulocale, NULL::VARCHAR AS datcollversion, NULL::VARCHAR[] AS datacl;

CREATE TABLE pg_catalog_.pg_tablespace AS
SELECT 1663::UINTEGER AS oid, 'pg_default' AS spcname, 10::UINTEGER AS spcowner, NULL::VARCHAR[] AS spcacl,
    NULL::VARCHAR[] AS spcoptions;

CREATE TABLE pg_catalog_.pg_language AS
SELECT 14::UINTEGER AS oid, 'sql' AS lanname, 10::UINTEGER AS lanowner, false AS lanispl, true AS lanpltrusted,
    0::UINTEGER AS lanplcallfoid, 0::UINTEGER AS laninline, 0::UINTEGER AS lanvalidator, NULL::VARCHAR[] AS lanacl,
    2612::UINTEGER AS tableoid;

CREATE TABLE pg_catalog_.pg_extension AS
SELECT 0::UINTEGER AS oid, '' AS extname, 10::UINTEGER AS extowner, 11::UINTEGER AS extnamespace,
    false AS extrelocatable, '' AS extversion, NULL::UINTEGER[] AS extconfig, NULL::VARCHAR[] AS extcondition WHERE false;

CREATE TABLE pg_catalog_.pg_proc AS
SELECT 0::UINTEGER AS oid, '' AS proname, 11::UINTEGER AS pronamespace, 10::UINTEGER AS proowner,
    14::UINTEGER AS prolang, 1::FLOAT AS procost, 0::FLOAT AS prorows, 0::UINTEGER AS provariadic, '-' AS prosupport,
    'f' AS prokind, false AS prosecdef, false AS proleakproof, false AS proisstrict, false AS proretset,
    'v' AS provolatile, 'u' AS proparallel, 0::SMALLINT AS pronargs, 0::SMALLINT AS pronargdefaults,
    0::UINTEGER AS prorettype, []::UINTEGER[] AS proargtypes, NULL::UINTEGER[] AS proallargtypes,
    NULL::VARCHAR[] AS proargmodes, NULL::VARCHAR[] AS proargnames, NULL::VARCHAR AS proargdefaults, '' AS prosrc,
    NULL::VARCHAR AS probin, NULL::VARCHAR[] AS proconfig, NULL::VARCHAR[] AS proacl WHERE false;

CREATE TABLE pg_catalog_.pg_attrdef AS
SELECT 0::UINTEGER AS oid, 0::UINTEGER AS adrelid, 0::SMALLINT AS adnum, '' AS adbin WHERE false;

CREATE TABLE pg_catalog_.pg_enum AS
SELECT 0::UINTEGER AS oid, 0::UINTEGER AS enumtypid, 0::FLOAT AS enumsortorder, '' AS enumlabel WHERE false;

CREATE TABLE pg_catalog_.pg_range AS
SELECT 0::UINTEGER AS rngtypid, 0::UINTEGER AS rngsubtype, 0::UINTEGER AS rngmultitypid, 0::UINTEGER AS rngcollation
WHERE false;

CREATE TABLE pg_catalog_.pg_inherits AS
SELECT 0::UINTEGER AS inhrelid, 0::UINTEGER AS inhparent, 0 AS inhseqno, false AS inhdetachpending WHERE false;

CREATE TABLE pg_catalog_.pg_partitioned_table AS
SELECT 0::UINTEGER AS partrelid, '' AS partstrat, 0::SMALLINT AS partnatts WHERE false;

CREATE TABLE pg_catalog_.pg_depend AS
SELECT 0::UINTEGER AS classid, 0::UINTEGER AS objid, 0 AS objsubid, 0::UINTEGER AS refclassid, 0::UINTEGER AS refobjid,
    0 AS refobjsubid, '' AS deptype WHERE false;

CREATE TABLE pg_catalog_.pg_trigger AS
SELECT 0::UINTEGER AS oid, 0::UINTEGER AS tgrelid, 0::UINTEGER AS tgparentid, '' AS tgname, 0::UINTEGER AS tgfoid,
    0::SMALLINT AS tgtype, '' AS tgenabled, false AS tgisinternal, 0::UINTEGER AS tgconstraint,
    false AS tgdeferrable, false AS tginitdeferred WHERE false;

CREATE TABLE pg_catalog_.pg_rewrite AS
SELECT 0::UINTEGER AS oid, '' AS rulename, 0::UINTEGER AS ev_class, '' AS ev_type, '' AS ev_enabled, false AS is_instead
WHERE false;

CREATE TABLE pg_catalog_.pg_policy AS
SELECT 0::UINTEGER AS oid, '' AS polname, 0::UINTEGER AS polrelid, '' AS polcmd, false AS polpermissive,
    NULL::UINTEGER[] AS polroles, '' AS polqual, '' AS polwithcheck WHERE false;

CREATE TABLE pg_catalog_.pg_statistic_ext AS
SELECT 0::UINTEGER AS oid, 0::UINTEGER AS stxrelid, '' AS stxname, 0::UINTEGER AS stxnamespace, 0 AS stxstattarget,
    NULL::SMALLINT[] AS stxkeys, NULL::VARCHAR[] AS stxkind WHERE false;

CREATE TABLE pg_catalog_.pg_publication AS
SELECT 0::UINTEGER AS oid, '' AS pubname, 0::UINTEGER AS pubowner, false AS puballtables,
    false AS pubinsert, false AS pubupdate, false AS pubdelete, false AS pubtruncate, false AS pubviaroot WHERE false;

CREATE TABLE pg_catalog_.pg_publication_rel AS
SELECT 0::UINTEGER AS oid, 0::UINTEGER AS prpubid, 0::UINTEGER AS prrelid, NULL::VARCHAR AS prqual,
    NULL::SMALLINT[] AS prattrs WHERE false;

CREATE TABLE pg_catalog_.pg_publication_namespace AS
SELECT 0::UINTEGER AS oid, 0::UINTEGER AS pnpubid, 0::UINTEGER AS pnnspid WHERE false;

CREATE TABLE pg_catalog_.pg_foreign_table AS
SELECT 0::UINTEGER AS ftrelid, 0::UINTEGER AS ftserver, NULL::VARCHAR[] AS ftoptions WHERE false;

CREATE TABLE pg_catalog_.pg_foreign_server AS
SELECT 0::UINTEGER AS oid, '' AS srvname, 0::UINTEGER AS srvowner, 0::UINTEGER AS srvfdw, '' AS srvtype,
    '' AS srvversion, NULL::VARCHAR[] AS srvacl, NULL::VARCHAR[] AS srvoptions WHERE false;

CREATE TABLE pg_catalog_.pg_sequence AS
SELECT 0::UINTEGER AS seqrelid, 0::UINTEGER AS seqtypid, 0::BIGINT AS seqstart, 0::BIGINT AS seqincrement,
    0::BIGINT AS seqmax, 0::BIGINT AS seqmin, 0::BIGINT AS seqcache, false AS seqcycle WHERE false;

CREATE TABLE pg_catalog_.pg_shdescription AS
SELECT 0::UINTEGER AS objoid, 0::UINTEGER AS classoid, '' AS description WHERE false;

CREATE TABLE pg_catalog_.pg_auth_members AS
SELECT 0::UINTEGER AS roleid, 0::UINTEGER AS member, 0::UINTEGER AS grantor, false AS admin_option WHERE false;

CREATE TABLE pg_catalog_.pg_db_role_setting AS
SELECT 0::UINTEGER AS setdatabase, 0::UINTEGER AS setrole, NULL::VARCHAR[] AS setconfig WHERE false;

CREATE TABLE pg_catalog_.pg_event_trigger AS
SELECT 0::UINTEGER AS oid, '' AS evtname, '' AS evtevent, 0::UINTEGER AS evtowner, 0::UINTEGER AS evtfoid,
    '' AS evtenabled, NULL::VARCHAR[] AS evttags WHERE false;

CREATE TABLE pg_catalog_.pg_aggregate AS SELECT 0::UINTEGER AS aggfnoid, 'n' AS aggkind WHERE false;

CREATE TABLE pg_catalog_.pg_operator AS
SELECT 0::UINTEGER AS oid, '' AS oprname, 0::UINTEGER AS oprnamespace, 'b' AS oprkind, 0::UINTEGER AS oprcode,
    0::UINTEGER AS oprleft, 0::UINTEGER AS oprright,
    0::UINTEGER AS oprresult WHERE false;

CREATE TABLE pg_catalog_.pg_cast AS
SELECT 0::UINTEGER AS oid, 0::UINTEGER AS castsource, 0::UINTEGER AS casttarget, 0::UINTEGER AS castfunc,
    '' AS castcontext, '' AS castmethod WHERE false;

CREATE TABLE pg_catalog_.pg_opfamily AS
SELECT 0::UINTEGER AS oid, 0::UINTEGER AS opfmethod, '' AS opfname, 0::UINTEGER AS opfnamespace,
    0::UINTEGER AS opfowner WHERE false;

CREATE TABLE pg_catalog_.pg_amop AS
SELECT 0::UINTEGER AS oid, 0::UINTEGER AS amopfamily, 0::UINTEGER AS amoplefttype, 0::UINTEGER AS amoprighttype,
    0::SMALLINT AS amopstrategy, '' AS amoppurpose, 0::UINTEGER AS amopopr, 0::UINTEGER AS amopmethod,
    0::UINTEGER AS amopsortfamily WHERE false;

CREATE TABLE pg_catalog_.pg_foreign_data_wrapper AS
SELECT 0::UINTEGER AS oid, '' AS fdwname, 0::UINTEGER AS fdwowner, 0::UINTEGER AS fdwhandler,
    0::UINTEGER AS fdwvalidator, NULL::VARCHAR[] AS fdwacl, NULL::VARCHAR[] AS fdwoptions WHERE false;

CREATE TABLE pg_catalog_.pg_default_acl AS
SELECT 0::UINTEGER AS oid, 0::UINTEGER AS defaclrole, 0::UINTEGER AS defaclnamespace, '' AS defaclobjtype,
    NULL::VARCHAR[] AS defaclacl WHERE false;

CREATE TABLE pg_catalog_.pg_conversion AS
SELECT 0::UINTEGER AS oid, '' AS conname, 0::UINTEGER AS connamespace, 0::UINTEGER AS conowner, 0 AS conforencoding,
    0 AS contoencoding, false AS condefault WHERE false;

CREATE TABLE pg_catalog_.pg_ts_config AS
SELECT 0::UINTEGER AS oid, '' AS cfgname, 0::UINTEGER AS cfgnamespace, 0::UINTEGER AS cfgowner, 0::UINTEGER AS cfgparser
WHERE false;

CREATE TABLE pg_catalog_.pg_get_keywords AS
SELECT unnest(string_split('all analyse analyze and any array as asc asymmetric both case cast check collate column '
    || 'constraint create current_catalog current_date current_role current_time current_timestamp current_user default '
    || 'deferrable desc distinct do else end except false fetch for foreign from grant group having in initially '
    || 'intersect into lateral leading limit localtime localtimestamp not null offset on only or order placing primary '
    || 'references returning select session_user some symmetric table then to trailing true union unique user using '
    || 'variadic when where window with', ' ')) AS word, 'R' AS catcode, 'reserved' AS catdesc;

CREATE TABLE pg_catalog_.pg_locks AS SELECT '' AS locktype, 0::UINTEGER AS database, 0 AS pid, '' AS mode WHERE false;

CREATE TABLE pg_catalog_.pg_timezone_names AS
SELECT 'UTC' AS name, 'UTC' AS abbrev, INTERVAL 0 SECOND AS utc_offset, false AS is_dst;

CREATE TABLE pg_catalog_.pg_tables AS
SELECT s.name AS schemaname, t.name AS tablename, 'asan' AS tableowner, NULL::VARCHAR AS tablespace,
    t.oid IN (SELECT table_oid FROM given_key WHERE kind = 'p') AS hasindexes, false AS hasrules, false AS hastriggers,
    false AS rowsecurity
FROM given_table t JOIN given_schema s ON s.oid = t.schema_oid;

CREATE TABLE pg_catalog_.pg_views AS
SELECT '' AS schemaname, '' AS viewname, '' AS viewowner, '' AS definition WHERE false;

CREATE TABLE pg_catalog_.pg_matviews AS
SELECT '' AS schemaname, '' AS matviewname, '' AS matviewowner, NULL::VARCHAR AS tablespace, false AS hasindexes,
    false AS ispopulated, '' AS definition WHERE false;

CREATE TABLE pg_catalog_.pg_sequences AS
SELECT '' AS schemaname, '' AS sequencename, '' AS sequenceowner WHERE false;

CREATE TABLE pg_catalog_.pg_indexes AS
SELECT s.name AS schemaname, t.name AS tablename, k.name AS indexname, NULL::VARCHAR AS tablespace,
    k.index_definition AS indexdef
FROM given_key k JOIN given_table t ON t.oid = k.table_oid JOIN given_schema s ON s.oid = t.schema_oid
WHERE k.kind = 'p';

CREATE TABLE pg_catalog_.pg_stat_user_tables AS
SELECT t.oid AS relid, s.name AS schemaname, t.name AS relname, NULL::BIGINT AS n_live_tup
FROM given_table t JOIN given_schema s ON s.oid = t.schema_oid;

CREATE TABLE information_schema_.schemata AS
SELECT 'asan' AS catalog_name, name AS schema_name, 'asan' AS schema_owner, NULL::VARCHAR AS default_character_set_name
FROM given_schema;

CREATE TABLE information_schema_.tables AS
SELECT 'asan' AS table_catalog, s.name AS table_schema, t.name AS table_name, 'BASE TABLE' AS table_type,
    NULL::VARCHAR AS self_referencing_column_name, NULL::VARCHAR AS reference_generation,
    NULL::VARCHAR AS user_defined_type_catalog, NULL::VARCHAR AS user_defined_type_schema,
    NULL::VARCHAR AS user_defined_type_name, 'NO' AS is_insertable_into, 'NO' AS is_typed,
    NULL::VARCHAR AS commit_action
FROM given_table t JOIN given_schema s ON s.oid = t.schema_oid;

CREATE TABLE information_schema_.columns AS
SELECT 'asan' AS table_catalog, s.name AS table_schema, t.name AS table_name, c.name AS column_name,
    c.position AS ordinal_position, NULL::VARCHAR AS column_default,
    CASE WHEN c.required THEN 'NO' ELSE 'YES' END AS is_nullable, y.sql_name AS data_type,
    NULL::INTEGER AS character_maximum_length,
    CASE WHEN y.typname IN ('text', 'varchar') THEN 1073741824 END AS character_octet_length,
    CASE y.typname WHEN 'int2' THEN 16 WHEN 'int4' THEN 32 WHEN 'int8' THEN 64 WHEN 'float4' THEN 24
        WHEN 'float8' THEN 53 END AS numeric_precision,
    CASE WHEN y.typname LIKE 'int_' OR y.typname LIKE 'float_' THEN 2 END AS numeric_precision_radix,
    CASE WHEN y.typname LIKE 'int_' THEN 0 END AS numeric_scale,
    CASE y.typname WHEN 'date' THEN 0 WHEN 'timestamp' THEN 6 WHEN 'time' THEN 6 END AS datetime_precision,
    NULL::VARCHAR AS interval_type, NULL::INTEGER AS interval_precision, NULL::VARCHAR AS collation_name,
    NULL::VARCHAR AS domain_name, 'asan' AS udt_catalog, 'pg_catalog' AS udt_schema, y.typname AS udt_name,
    c.position::VARCHAR AS dtd_identifier, 'NO' AS is_self_referencing, 'NO' AS is_identity,
    NULL::VARCHAR AS identity_generation, 'NEVER' AS is_generated, NULL::VARCHAR AS generation_expression,
    'NO' AS is_updatable
FROM given_column c JOIN given_table t ON t.oid = c.table_oid JOIN given_schema s ON s.oid = t.schema_oid
JOIN given_type y ON y.oid = c.type_oid;

CREATE TABLE information_schema_.table_constraints AS
SELECT 'asan' AS constraint_catalog, s.name AS constraint_schema, k.name AS constraint_name, 'asan' AS table_catalog,
    s.name AS table_schema, t.name AS table_name,
    CASE k.kind WHEN 'p' THEN 'PRIMARY KEY' ELSE 'FOREIGN KEY' END AS constraint_type, 'NO' AS is_deferrable,
    'NO' AS initially_deferred, 'YES' AS enforced
FROM given_key k JOIN given_table t ON t.oid = k.table_oid JOIN given_schema s ON s.oid = t.schema_oid;

CREATE TABLE information_schema_.key_column_usage AS
SELECT 'asan' AS constraint_catalog, s.name AS constraint_schema, k.name AS constraint_name, 'asan' AS table_catalog,
    s.name AS table_schema, t.name AS table_name, c.name AS column_name,
    list_position(k.positions, c.position) AS ordinal_position,
    CASE WHEN k.kind = 'f' THEN 1 END AS position_in_unique_constraint
FROM given_key k JOIN given_table t ON t.oid = k.table_oid JOIN given_schema s ON s.oid = t.schema_oid
JOIN given_column c ON c.table_oid = k.table_oid AND list_contains(k.positions, c.position);

CREATE TABLE information_schema_.constraint_column_usage AS
SELECT 'asan' AS table_catalog, s.name AS table_schema, t.name AS table_name, c.name AS column_name,
    'asan' AS constraint_catalog, o.name AS constraint_schema, k.name AS constraint_name
FROM given_key k JOIN given_table own ON own.oid = k.table_oid JOIN given_schema o ON o.oid = own.schema_oid
JOIN given_table t ON t.oid = coalesce(k.other_oid, k.table_oid) JOIN given_schema s ON s.oid = t.schema_oid
JOIN given_column c ON c.table_oid = t.oid
    AND list_contains(CASE WHEN k.kind = 'p' THEN k.positions ELSE k.other_positions END, c.position);

CREATE TABLE information_schema_.referential_constraints AS
SELECT 'asan' AS constraint_catalog, s.name AS constraint_schema, k.name AS constraint_name,
    'asan' AS unique_constraint_catalog, os.name AS unique_constraint_schema, p.name AS unique_constraint_name,
    'NONE' AS match_option, 'NO ACTION' AS update_rule, 'NO ACTION' AS delete_rule
FROM given_key k JOIN given_table t ON t.oid = k.table_oid JOIN given_schema s ON s.oid = t.schema_oid
JOIN given_key p ON p.kind = 'p' AND p.table_oid = k.other_oid JOIN given_table o ON o.oid = k.other_oid
JOIN given_schema os ON os.oid = o.schema_oid WHERE k.kind = 'f';

CREATE TABLE information_schema_.table_privileges AS
SELECT 'asan' AS grantor, 'PUBLIC' AS grantee, 'asan' AS table_catalog, s.name AS table_schema, t.name AS table_name,
    'SELECT' AS privilege_type, 'NO' AS is_grantable, 'YES' AS with_hierarchy
FROM given_table t JOIN given_schema s ON s.oid = t.schema_oid;

CREATE VIEW information_schema_.role_table_grants AS FROM information_schema_.table_privileges;

CREATE TABLE information_schema_.views AS
SELECT '' AS table_catalog, '' AS table_schema, '' AS table_name, '' AS view_definition, '' AS check_option,
    '' AS is_updatable WHERE false;

CREATE TABLE information_schema_.routines AS
SELECT '' AS specific_catalog, '' AS specific_schema, '' AS specific_name, '' AS routine_catalog, '' AS routine_schema,
    '' AS routine_name, '' AS routine_type, '' AS data_type WHERE false;

CREATE TABLE information_schema_.parameters AS
SELECT '' AS specific_schema, '' AS specific_name, 0 AS ordinal_position, '' AS parameter_mode, '' AS parameter_name,
    '' AS data_type WHERE false;

CREATE TABLE information_schema_.sequences AS
SELECT '' AS sequence_catalog, '' AS sequence_schema, '' AS sequence_name, '' AS data_type WHERE false;

CREATE TABLE information_schema_.triggers AS
SELECT '' AS trigger_catalog, '' AS trigger_schema, '' AS trigger_name, '' AS event_object_table WHERE false;

CREATE TABLE information_schema_.character_sets AS
SELECT NULL::VARCHAR AS character_set_catalog, NULL::VARCHAR AS character_set_schema, 'UTF8' AS character_set_name,
    'UCS' AS character_repertoire, 'UTF8' AS form_of_use, 'asan' AS default_collate_catalog,
    'pg_catalog' AS default_collate_schema, 'C' AS default_collate_name;

CREATE TABLE information_schema_.information_schema_catalog_name AS SELECT 'asan' AS catalog_name;

-- What catalog queries call. Names begin like no name of an asker's.
CREATE MACRO pgf_array_upper(a, d) AS len(a);
CREATE MACRO pgf_array_lower(a, d) AS 1;
CREATE MACRO pgf_format_type(type, modifier) AS (SELECT sql_name FROM pg_catalog_.pg_type WHERE oid = type);
CREATE MACRO pgf_regclass_name(o) AS (SELECT relname FROM pg_catalog_.pg_class WHERE oid = o);
CREATE MACRO pgf_regnamespace_name(o) AS (SELECT nspname FROM pg_catalog_.pg_namespace WHERE oid = o);
CREATE MACRO pgf_to_regclass(name) AS coalesce(
    CASE replace(name, 'pg_catalog.', '') WHEN 'pg_class' THEN 1259 WHEN 'pg_type' THEN 1247 WHEN 'pg_attribute' THEN 1249
        WHEN 'pg_proc' THEN 1255 WHEN 'pg_authid' THEN 1260 WHEN 'pg_database' THEN 1262 WHEN 'pg_constraint' THEN 2606
        WHEN 'pg_namespace' THEN 2615 WHEN 'pg_trigger' THEN 2620 WHEN 'pg_rewrite' THEN 2618 END::UINTEGER,
    (SELECT min(c.oid) FROM pg_catalog_.pg_class c JOIN pg_catalog_.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = replace(name, '"', '') OR n.nspname || '.' || c.relname = replace(name, '"', '')));
CREATE MACRO pgf_to_regtype(name) AS (
    SELECT min(oid) FROM pg_catalog_.pg_type WHERE typname = name OR sql_name = name);
CREATE MACRO pgf_to_regnamespace(name) AS (SELECT min(oid) FROM pg_catalog_.pg_namespace WHERE nspname = name);
CREATE MACRO pgf_pg_get_userbyid(o) AS 'asan';
CREATE MACRO pgf_pg_table_is_visible(o) AS true;
CREATE MACRO pgf_pg_type_is_visible(o) AS true;
CREATE MACRO pgf_pg_function_is_visible(o) AS true;
CREATE MACRO pgf_pg_opclass_is_visible(o) AS true;
CREATE MACRO pgf_pg_collation_is_visible(o) AS true;
CREATE MACRO pgf_pg_statistics_obj_is_visible(o) AS true;
CREATE MACRO pgf_pg_get_expr(node, o) AS NULL::VARCHAR, (node, o, pretty) AS NULL::VARCHAR;
CREATE MACRO pgf_pg_get_viewdef(o) AS NULL::VARCHAR, (o, pretty) AS NULL::VARCHAR;
CREATE MACRO pgf_pg_get_triggerdef(o) AS NULL::VARCHAR, (o, pretty) AS NULL::VARCHAR;
CREATE MACRO pgf_pg_get_functiondef(o) AS NULL::VARCHAR;
CREATE MACRO pgf_pg_get_function_result(o) AS NULL::VARCHAR;
CREATE MACRO pgf_pg_get_function_arguments(o) AS NULL::VARCHAR;
CREATE MACRO pgf_pg_get_function_identity_arguments(o) AS NULL::VARCHAR;
CREATE MACRO pgf_pg_get_partkeydef(o) AS NULL::VARCHAR;
CREATE MACRO pgf_pg_get_partition_constraintdef(o) AS NULL::VARCHAR;
CREATE MACRO pgf_pg_get_ruledef(o) AS NULL::VARCHAR, (o, pretty) AS NULL::VARCHAR;
CREATE MACRO pgf_pg_get_statisticsobjdef_columns(o) AS NULL::VARCHAR;
CREATE MACRO pgf_pg_get_serial_sequence(t, c) AS NULL::VARCHAR;
CREATE MACRO pgf_pg_partition_ancestors(o) AS NULL::UINTEGER;
CREATE MACRO pgf_pg_partition_root(o) AS o;
CREATE MACRO pgf_pg_relation_is_publishable(o) AS false;
CREATE MACRO pgf_pg_get_replica_identity_index(o) AS NULL::UINTEGER;
CREATE MACRO pgf_pg_relation_size(o) AS NULL::BIGINT, (o, fork) AS NULL::BIGINT;
CREATE MACRO pgf_pg_total_relation_size(o) AS NULL::BIGINT;
CREATE MACRO pgf_pg_table_size(o) AS NULL::BIGINT;
CREATE MACRO pgf_pg_indexes_size(o) AS NULL::BIGINT;
CREATE MACRO pgf_pg_database_size(o) AS NULL::BIGINT;
CREATE MACRO pgf_pg_size_pretty(n) AS format_bytes(n::BIGINT);
CREATE MACRO pgf_pg_tablespace_location(o) AS '';
CREATE MACRO pgf_pg_encoding_to_char(n) AS 'UTF8';
CREATE MACRO pgf_pg_char_to_encoding(n) AS 6;
CREATE MACRO pgf_pg_is_other_temp_schema(o) AS false;
CREATE MACRO pgf_pg_my_temp_schema() AS 0::UINTEGER;
CREATE MACRO pgf_pg_is_in_recovery() AS false;
CREATE MACRO pgf_txid_current() AS 1::BIGINT;
CREATE MACRO pgf_obj_description(o) AS (
        SELECT any_value(description) FROM pg_catalog_.pg_description WHERE objoid = o AND objsubid = 0),
    (o, c) AS (
        SELECT any_value(description) FROM pg_catalog_.pg_description
        WHERE objoid = o AND objsubid = 0 AND c = 'pg_class');
CREATE MACRO pgf_col_description(o, n) AS (
    SELECT any_value(description) FROM pg_catalog_.pg_description WHERE objoid = o AND objsubid = n AND n > 0);
CREATE MACRO pgf_shobj_description(o, c) AS NULL::VARCHAR;
CREATE MACRO pgf_has_table_privilege(a, b) AS upper(b) = 'SELECT', (a, b, c) AS upper(c) = 'SELECT';
CREATE MACRO pgf_has_column_privilege(a, b, c) AS upper(c) = 'SELECT', (a, b, c, d) AS upper(d) = 'SELECT';
CREATE MACRO pgf_has_any_column_privilege(a, b) AS upper(b) = 'SELECT', (a, b, c) AS upper(c) = 'SELECT';
CREATE MACRO pgf_has_schema_privilege(a, b) AS upper(b) = 'USAGE', (a, b, c) AS upper(c) = 'USAGE';
CREATE MACRO pgf_has_database_privilege(a, b) AS upper(b) = 'CONNECT', (a, b, c) AS upper(c) = 'CONNECT';
CREATE MACRO pgf_has_function_privilege(a, b) AS false, (a, b, c) AS false;
CREATE MACRO pgf_has_sequence_privilege(a, b) AS false, (a, b, c) AS false;
CREATE MACRO pgf_pg_has_role(a, b) AS false, (a, b, c) AS false;
CREATE MACRO pgf_quote_ident(x) AS
    CASE WHEN regexp_full_match(x, '[a-z_][a-z0-9_$]*') THEN x ELSE '"' || replace(x, '"', '""') || '"' END;
CREATE MACRO pgf__pg_expandarray(a) AS unnest(list_transform(range(1, len(a) + 1), lambda i: {'x': a[i], 'n': i}));
CREATE MACRO pgf_subscripts_of_vector(a, d) AS unnest(range(0, len(a)));
CREATE MACRO pgf_getdatabaseencoding() AS 'UTF8';
CREATE MACRO pgf_pg_operator_is_visible(o) AS true;
CREATE MACRO pgf_pg_opfamily_is_visible(o) AS true;
CREATE MACRO pgf_pg_conversion_is_visible(o) AS true;
CREATE MACRO pgf_pg_ts_config_is_visible(o) AS true;
CREATE MACRO pgf_pg_ts_dict_is_visible(o) AS true;
CREATE MACRO pgf_pg_ts_parser_is_visible(o) AS true;
CREATE MACRO pgf_pg_ts_template_is_visible(o) AS true;

CREATE TABLE pg_catalog_.key_definition AS SELECT oid, definition, index_definition, columns FROM given_key;
CREATE MACRO pgf_pg_get_constraintdef(o) AS (SELECT definition FROM pg_catalog_.key_definition WHERE oid = o),
    (o, pretty) AS (SELECT definition FROM pg_catalog_.key_definition WHERE oid = o);
CREATE MACRO pgf_pg_get_indexdef(o) AS (SELECT index_definition FROM pg_catalog_.key_definition WHERE oid + 1 = o),
    (o, n, pretty) AS (
        SELECT CASE WHEN n = 0 THEN index_definition ELSE columns[n] END
        FROM pg_catalog_.key_definition WHERE oid + 1 = o);
