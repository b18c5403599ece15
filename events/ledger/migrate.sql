-- name: limits
-- How long a statement and a wait for a lock may take, for this transaction only.
SELECT
    set_config('statement_timeout', $1, true),
    set_config('lock_timeout', $2, true)

-- name: take_turns
-- Two migrators go one after the other; the second finds everything done.
SELECT pg_advisory_xact_lock(7234178, 1)

-- name: server
-- What our tables and functions rely on.
SELECT
    current_setting('server_version_num')::integer AS version,
    current_setting('server_encoding') AS encoding

-- name: become_owner
-- The schema's owner, before there is one the database's, if it is a role without a login that this
-- session may become, for the transaction or, unless $1, the session. A login role stays itself.
SELECT set_config('role', o.rolname, $1)
FROM pg_roles AS o
WHERE o.oid = coalesce(
        (SELECT n.nspowner FROM pg_namespace AS n WHERE n.nspname = 'ledger'),
        (SELECT d.datdba FROM pg_database AS d WHERE d.datname = current_database())
    )
  AND NOT o.rolcanlogin
  AND pg_has_role(session_user, o.oid, 'MEMBER')

-- name: make_schema
-- The schema of the ledger, and of the record of migrations in it.
CREATE SCHEMA IF NOT EXISTS ledger

-- name: make_record
-- Which migrations this database has had, of every set.
CREATE TABLE IF NOT EXISTS ledger.migrations (
    set_name   text        NOT NULL,
    number     integer     NOT NULL,
    name       text        NOT NULL,
    checksum   text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT migration_runs_once PRIMARY KEY (set_name, number)
)

-- name: is_recorded
-- Whether there is a record of migrations at all.
SELECT to_regclass('ledger.migrations') IS NOT NULL

-- name: applied
-- What was applied, by set and number.
SELECT
    m.set_name,
    m.number,
    m.name,
    m.checksum
FROM ledger.migrations AS m
ORDER BY
    m.set_name,
    m.number

-- name: record
-- One migration was applied.
INSERT INTO ledger.migrations (set_name, number, name, checksum)
VALUES ($1, $2, $3, $4)
