-- name: session_role
-- The role that this connection logged in as.
SELECT session_user

-- name: has_tables
-- Whether there is a ledger at all.
SELECT to_regclass('ledger.events') IS NOT NULL

-- name: current
-- Settings as this session has them, and where each comes from.
SELECT
    s.name,
    s.setting,
    s.source
FROM pg_settings AS s
WHERE s.name = ANY ($1::text[])

-- name: kept
-- Settings that a database, a role or both keep for their sessions, here or everywhere.
SELECT
    k.setdatabase <> 0 AS is_of_database,
    quote_ident(d.datname) AS database,
    quote_ident(r.rolname) AS role,
    split_part(c.entry, '=', 1) AS name,
    split_part(c.entry, '=', 2) AS setting
FROM pg_db_role_setting AS k
CROSS JOIN LATERAL unnest(k.setconfig) AS c (entry)
LEFT JOIN pg_database AS d
    ON d.oid = k.setdatabase
LEFT JOIN pg_roles AS r
    ON r.oid = k.setrole
WHERE (k.setdatabase = 0 OR d.datname = current_database())
  AND (k.setrole = 0 OR r.rolname = $1)
  AND split_part(c.entry, '=', 1) = ANY ($2::text[])

-- name: is_standby
-- Whether this server only follows another.
SELECT pg_is_in_recovery()

-- name: room
-- How many connections the server, the database and the role allow, and how many there are.
SELECT
    current_setting('max_connections')::integer
        - current_setting('superuser_reserved_connections')::integer
        - coalesce(current_setting('reserved_connections', true), '0')::integer AS server_max,
    (SELECT d.datconnlimit FROM pg_database AS d WHERE d.datname = current_database())
        AS database_max,
    coalesce((SELECT r.rolconnlimit FROM pg_roles AS r WHERE r.rolname = $1), -1) AS role_max,
    (SELECT count(*) FROM pg_stat_activity AS a WHERE a.backend_type = 'client backend') AS in_use,
    quote_ident(current_database()) AS database,
    quote_ident($1::text) AS role
