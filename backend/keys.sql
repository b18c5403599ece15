-- name: know_tenant
-- A tenant is known from its first key on.
INSERT INTO instance.tenants (tenant_id)
VALUES ($1)
ON CONFLICT ON CONSTRAINT tenant_is_known_once DO NOTHING;

-- name: issue
-- A new key, by its prefix and the digest of its secret.
INSERT INTO instance.keys (prefix, secret_sha, tenant_id, actor, is_instance_admin, expires_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: record
-- What happened to a key, and who did it.
INSERT INTO instance.key_events (
    prefix, kind, tenant_id, actor, is_instance_admin, expires_at, recorded_by
)
SELECT k.prefix,
       $2,
       k.tenant_id,
       k.actor,
       k.is_instance_admin,
       k.expires_at,
       $3
FROM instance.keys AS k
WHERE k.prefix = $1;

-- name: revoke
-- From now on the key is refused; no row when it is unknown or revoked already.
UPDATE instance.keys
SET revoked_at = clock_timestamp()
WHERE prefix = $1
  AND revoked_at IS NULL
RETURNING prefix;

-- name: found
-- The key of a prefix, judged by the database's clock.
SELECT k.secret_sha,
       k.tenant_id,
       k.actor,
       k.is_instance_admin,
       k.revoked_at IS NOT NULL AS is_revoked,
       coalesce(k.expires_at <= clock_timestamp(), false) AS is_expired,
       coalesce(k.last_used_at < clock_timestamp() - $2::interval, true) AS is_use_unnoted
FROM instance.keys AS k
WHERE k.prefix = $1;

-- name: note_use
-- When a key was last used, to the precision that the caller chose.
UPDATE instance.keys
SET last_used_at = clock_timestamp()
WHERE prefix = $1;

-- name: listed
-- Every key ever issued, newest first; secrets are not kept.
SELECT k.prefix,
       k.tenant_id,
       k.actor,
       k.is_instance_admin,
       k.issued_at,
       k.expires_at,
       k.revoked_at,
       k.last_used_at
FROM instance.keys AS k
ORDER BY k.issued_at DESC,
         k.prefix;
