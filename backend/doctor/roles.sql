-- name: owners
-- Who owns the schema, the tables and the functions of the ledger.
SELECT
    'SCHEMA' AS kind,
    quote_ident(n.nspname) AS object,
    n.nspowner AS owner
FROM pg_namespace AS n
WHERE n.nspname = 'ledger'
UNION ALL
SELECT
    CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END,
    format('ledger.%I', c.relname),
    c.relowner
FROM pg_class AS c
WHERE c.relnamespace = 'ledger'::regnamespace
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
UNION ALL
SELECT
    'FUNCTION',
    p.oid::regprocedure::text,
    p.proowner
FROM pg_proc AS p
WHERE p.pronamespace = 'ledger'::regnamespace

-- name: role
-- What a role may do apart from what it was granted on tables; by its name.
SELECT
    r.oid,
    r.rolname,
    quote_ident(r.rolname) AS quoted,
    quote_literal(r.rolname) AS literal,
    r.rolsuper,
    r.rolcanlogin,
    r.rolcreaterole,
    r.rolreplication,
    r.rolbypassrls
FROM pg_roles AS r
WHERE r.oid = $1
   OR r.rolname = $2

-- name: memberships
-- Through which roles a role may become another, and by which statements it no longer can.
SELECT
    quote_ident(target.rolname) AS target,
    quote_ident(holder.rolname) AS holder
FROM pg_auth_members AS m
JOIN pg_roles AS target
    ON target.oid = m.roleid
JOIN pg_roles AS holder
    ON holder.oid = m.member
WHERE (target.oid = $2 OR target.rolname = ANY ($3::text[]))
  AND pg_has_role($1::oid, holder.oid, 'MEMBER')

-- name: may_become
-- Roles with a login, superusers aside, that may become the owner.
SELECT r.rolname
FROM pg_roles AS r
WHERE r.rolcanlogin
  AND NOT r.rolsuper
  AND r.oid <> $1
  AND pg_has_role(r.oid, $1::oid, 'MEMBER')
ORDER BY r.rolname

-- name: superusers
-- Superusers with a login: no right and no trigger holds them.
SELECT r.rolname
FROM pg_roles AS r
WHERE r.rolsuper
  AND r.rolcanlogin
ORDER BY r.rolname

-- name: excess
-- Rights that nobody but an object's owner should have: on the ledger anything but reading, using
-- the schema and calling its functions; for everybody (PUBLIC) anything at all.
WITH granted AS (
    SELECT
        n.nspname AS schema,
        'SCHEMA' AS kind,
        quote_ident(n.nspname) AS object,
        NULL AS columns,
        n.nspowner AS owner,
        a.grantee,
        a.privilege_type,
        a.is_grantable
    FROM pg_namespace AS n
    CROSS JOIN LATERAL aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) AS a
    UNION ALL
    SELECT
        c.relnamespace::regnamespace::text,
        CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
        format('%s.%I', c.relnamespace::regnamespace, c.relname),
        NULL,
        c.relowner,
        a.grantee,
        a.privilege_type,
        a.is_grantable
    FROM pg_class AS c
    CROSS JOIN LATERAL aclexplode(c.relacl) AS a
    UNION ALL
    SELECT
        c.relnamespace::regnamespace::text,
        'TABLE',
        format('%s.%I', c.relnamespace::regnamespace, c.relname),
        quote_ident(t.attname),
        c.relowner,
        a.grantee,
        a.privilege_type,
        a.is_grantable
    FROM pg_attribute AS t
    JOIN pg_class AS c
        ON c.oid = t.attrelid
    CROSS JOIN LATERAL aclexplode(t.attacl) AS a
    UNION ALL
    SELECT
        p.pronamespace::regnamespace::text,
        'FUNCTION',
        p.oid::regprocedure::text,
        NULL,
        p.proowner,
        a.grantee,
        a.privilege_type,
        a.is_grantable
    FROM pg_proc AS p
    CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
)
SELECT
    CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END AS grantee,
    g.privilege_type || coalesce(' (' || g.columns || ')', '') AS privilege,
    format('%s %s', g.kind, g.object) AS object,
    g.is_grantable AND g.privilege_type IN ('SELECT', 'USAGE', 'EXECUTE') AS is_handed_on
FROM granted AS g
WHERE g.schema IN ('ledger', 'directory', 'instance', 'read')
  AND g.grantee <> g.owner
  AND (
      g.grantee = 0
      OR (
          g.schema = 'ledger'
          AND (g.is_grantable OR g.privilege_type NOT IN ('SELECT', 'USAGE', 'EXECUTE'))
      )
  )
ORDER BY
    g.object,
    g.privilege_type

-- name: defaults
-- Whom the owner's tables will be granted to when they are made, in the ledger's schema or in all.
SELECT
    CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS grantee,
    string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) AS privileges,
    coalesce('IN SCHEMA ' || quote_ident(n.nspname), '') AS place
FROM pg_default_acl AS d
CROSS JOIN LATERAL aclexplode(d.defaclacl) AS a
LEFT JOIN pg_namespace AS n
    ON n.oid = d.defaclnamespace
WHERE d.defaclrole = $1
  AND d.defaclobjtype = 'r'
  AND (n.nspname IS NULL OR n.nspname = 'ledger')
  AND a.grantee <> d.defaclrole
  AND a.privilege_type <> 'SELECT'
GROUP BY
    a.grantee,
    n.nspname

-- name: lacking
-- What of the ledger a role may not read or call although the service needs it.
SELECT format('SELECT on %s.%I', c.relnamespace::regnamespace, c.relname) AS right
FROM pg_class AS c
WHERE c.relnamespace = 'ledger'::regnamespace
  AND c.relkind IN ('r', 'p')
  AND NOT has_table_privilege($1::oid, c.oid, 'SELECT')
UNION ALL
SELECT format('EXECUTE on %s', p.oid::regprocedure)
FROM pg_proc AS p
WHERE p.pronamespace = 'ledger'::regnamespace
  AND (p.prosecdef OR p.provolatile = 's')
  AND NOT has_function_privilege($1::oid, p.oid, 'EXECUTE')

-- name: may_sleep_triggers
-- Whether a role may set session_replication_role, which puts ordinary triggers to sleep.
SELECT has_parameter_privilege($1::oid, 'session_replication_role', 'SET')
