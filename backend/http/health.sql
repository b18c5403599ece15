-- name: is_migrated
-- Whether the tables that requests need are there.
SELECT
    to_regclass('ledger.events') IS NOT NULL
    AND to_regclass('directory.texts') IS NOT NULL
    AND to_regclass('instance.keys') IS NOT NULL
    AND to_regclass('read.progress') IS NOT NULL
