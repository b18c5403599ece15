-- name: has_tables
-- Whether there are tables of every kind, whatever the record of migrations says.
SELECT
    to_regclass('ledger.migrations') IS NOT NULL
    AND to_regclass('ledger.events') IS NOT NULL
    AND to_regclass('directory.texts') IS NOT NULL
    AND to_regclass('instance.keys') IS NOT NULL
    AND to_regclass('read.progress') IS NOT NULL

-- name: applied
-- How far the database was migrated, set by set.
SELECT
    m.set_name,
    max(m.number) AS number
FROM ledger.migrations AS m
GROUP BY m.set_name
