-- name: subject_key
-- The person's key, made on first use. The idle update makes a lost race answer too.
INSERT INTO directory.subject_keys (tenant_id, person_id, key_id, key, wrapped_by, digest_form)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT ON CONSTRAINT one_key_per_person DO UPDATE SET tenant_id = excluded.tenant_id
RETURNING key_id,
          key,
          wrapped_by,
          digest_form;

-- name: keep_text
-- A resent command brings the same text again. The time then says that somebody still wants it.
INSERT INTO directory.texts (project_id, text_id, key_id, command_id, kind, ciphertext)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT ON CONSTRAINT one_body_per_text DO UPDATE
SET written_at = clock_timestamp(),
    ciphertext = coalesce(texts.ciphertext, excluded.ciphertext),
    body = NULL;

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
-- What is kept of the texts asked for, and when those that are not were erased.
SELECT kept.text_id,
       kept.ciphertext,
       kept.body,
       k.key_id,
       k.key,
       k.wrapped_by,
       k.digest_form,
       NULL::timestamptz AS erased_at
FROM directory.texts AS kept
JOIN directory.subject_keys AS k
    ON k.key_id = kept.key_id
WHERE kept.project_id = $1
  AND kept.text_id = ANY ($2::uuid[])
UNION ALL
SELECT gone.text_id,
       NULL,
       NULL,
       NULL,
       NULL,
       NULL,
       NULL,
       e.erased_at
FROM directory.erased_texts AS gone
JOIN directory.erasures AS e
    ON e.erasure_id = gone.erasure_id
WHERE gone.project_id = $1
  AND gone.text_id = ANY ($2::uuid[]);
