-- name: has_record
-- NULL in a database that was never migrated.
SELECT to_regclass('ledger.migrations');

-- name: applied
-- What this database has had, of every set.
SELECT m.set_name,
       m.name
FROM ledger.migrations AS m;
