-- name: on_the_rest
-- GRANTs for the role that the service runs as, in every schema but the ledger, which has its own.
SELECT
    format('GRANT USAGE ON SCHEMA %I TO %I', nspname, $1::text) AS schema_grant,
    format(
        'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', nspname, $1::text
    ) AS tables_grant
FROM pg_namespace
WHERE nspname IN ('directory', 'instance', 'read')

-- name: on_the_ledger
-- Reading, and appending through the functions: no row of one's own making.
SELECT ledger.grant_to_service($1::name)
