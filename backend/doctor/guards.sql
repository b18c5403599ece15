-- name: tables
-- Tables that only grow, partitions included: how they are kept.
SELECT
    c.oid,
    format('%I.%I', c.relnamespace::regnamespace, c.relname) AS name,
    c.relpersistence = 'p' AS is_logged,
    c.relrowsecurity AS has_row_security,
    c.relispartition AS is_partition,
    ARRAY(
        SELECT quote_ident(r.rulename)
        FROM pg_rewrite AS r
        WHERE r.ev_class = c.oid
        ORDER BY r.rulename
    ) AS rules,
    ARRAY(
        SELECT k.conname::text
        FROM pg_constraint AS k
        WHERE k.conrelid = c.oid
          AND k.convalidated
    ) AS constraints,
    ARRAY(
        SELECT x.indexrelid::regclass::text
        FROM pg_index AS x
        WHERE x.indrelid = c.oid
          AND NOT (x.indisvalid AND x.indisready)
    ) AS broken_indexes
FROM pg_class AS c
WHERE c.relkind IN ('r', 'p')
  AND (
      c.relnamespace::regnamespace::text = $1 AND NOT c.relname = ANY ($2::text[])
      OR format('%I.%I', c.relnamespace::regnamespace, c.relname) = ANY ($3::text[])
  )
ORDER BY c.relname

-- name: triggers
-- The triggers of some tables. The kind is PostgreSQL's sum of 1 (each row), 2 (before),
-- 4 (insert), 8 (delete), 16 (update) and 32 (truncate).
SELECT
    t.tgrelid AS table_oid,
    t.tgname AS name,
    quote_ident(t.tgname) AS quoted,
    t.tgenabled::text AS firing,
    t.tgtype AS kind,
    format('%I.%I', p.pronamespace::regnamespace, p.proname) AS function,
    t.tgqual IS NOT NULL OR t.tgattr::text <> '' AS is_conditional
FROM pg_trigger AS t
JOIN pg_proc AS p
    ON p.oid = t.tgfoid
WHERE t.tgrelid = ANY ($1::oid[])
  AND NOT t.tgisinternal
ORDER BY t.tgname

-- name: functions
-- The functions of our schemas: their source, and what they run as.
SELECT
    format('%I.%I', p.pronamespace::regnamespace, p.proname) AS name,
    p.oid::regprocedure::text AS signature,
    p.prosecdef AS is_definer,
    coalesce(p.proconfig, '{}') AS settings,
    p.prosrc AS source,
    encode(sha256(convert_to(pg_get_function_sqlbody(p.oid), 'UTF8')), 'hex') AS expression_sha
FROM pg_proc AS p
WHERE p.pronamespace::regnamespace::text IN ('ledger', 'directory', 'instance', 'read')
ORDER BY p.proname
