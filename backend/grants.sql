-- name: on_the_rest
-- GRANTs for the role that the service runs as, in every schema but the ledger, which has its own.
WITH schemas AS (
    SELECT
        nspname AS name,
        nspname = 'read' AS holds_read_models
    FROM pg_namespace
    WHERE nspname IN ('directory', 'instance', 'read')
),

grants AS (
    SELECT format('GRANT USAGE ON SCHEMA %I TO %I', name, $1::text) AS statement
    FROM schemas
    UNION ALL
    SELECT format(
        'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', name, $1::text
    )
    FROM schemas
    UNION ALL
    -- read models are rebuilt by the service itself
    SELECT format('GRANT CREATE ON SCHEMA %I TO %I', name, $1::text)
    FROM schemas
    WHERE holds_read_models
)

SELECT statement
FROM grants

-- name: on_the_ledger
-- Reading, and appending through the functions: no row of one's own making.
SELECT ledger.grant_to_service($1::name)
