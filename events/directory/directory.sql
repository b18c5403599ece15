-- name: digest_key
-- The person's key, made on first use. The idle update makes a lost race answer too.
INSERT INTO directory.people (tenant_id, person_id, digest_key)
VALUES ($1, $2, $3)
ON CONFLICT ON CONSTRAINT one_key_per_person DO UPDATE SET tenant_id = excluded.tenant_id
RETURNING digest_key;

-- name: keep_text
-- A resent command brings the same text again; the first is kept.
INSERT INTO directory.texts (project_id, text_id, tenant_id, person_id, body)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT ON CONSTRAINT one_body_per_text DO NOTHING;

-- name: texts
-- The texts that are still kept, of those asked for.
SELECT text_id,
       body
FROM directory.texts
WHERE project_id = $1
  AND text_id = ANY ($2::uuid[]);

-- name: erase_texts
-- Everything that a person wrote, in every project of the tenant.
DELETE FROM directory.texts
WHERE tenant_id = $1
  AND person_id = $2;

-- name: erase_person
-- The key goes too, so digests in the log identify nothing any more.
DELETE FROM directory.people
WHERE tenant_id = $1
  AND person_id = $2;
