-- name: digest_key
-- The person's key, made on first use. The idle update makes a lost race answer too.
INSERT INTO directory.people (tenant_id, person_id, digest_key)
VALUES ($1, $2, $3)
ON CONFLICT ON CONSTRAINT one_key_per_person DO UPDATE SET tenant_id = excluded.tenant_id
RETURNING digest_key;

-- name: keep_text
-- A resent command brings the same text again. The time then says that somebody still wants it.
INSERT INTO directory.texts (project_id, text_id, tenant_id, person_id, body)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT ON CONSTRAINT one_body_per_text DO UPDATE SET written_at = clock_timestamp();

-- name: release_texts
-- Words that no event of their command refers to, unless somebody brought them again just now.
DELETE FROM directory.texts AS kept
WHERE kept.project_id = $1
  AND kept.text_id = ANY ($2::uuid[])
  AND kept.written_at < now()
  AND NOT EXISTS (
      SELECT
      FROM ledger.commands AS c
      JOIN ledger.events AS e
          ON e.project_id = c.project_id
         AND e.position BETWEEN c.first_position AND c.last_position
      WHERE c.project_id = $1
        AND c.command_id = $3
        AND strpos(e.body::text, kept.text_id::text) > 0
  );

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
