-- name: known_since
-- When the person's key was made.
SELECT k.known_since
FROM directory.subject_keys AS k
WHERE k.tenant_id = $1
  AND k.person_id = $2;

-- name: tenants
-- In which tenants somebody of this id has a key.
SELECT k.tenant_id
FROM directory.subject_keys AS k
WHERE k.person_id = $1
ORDER BY k.tenant_id COLLATE "C"
LIMIT $2;

-- name: held
-- The person's texts, counted by project and kind.
SELECT kept.project_id,
       kept.kind,
       count(*)::integer AS texts
FROM directory.subject_keys AS k
JOIN directory.texts AS kept
    ON kept.key_id = k.key_id
WHERE k.tenant_id = $1
  AND k.person_id = $2
GROUP BY kept.project_id,
         kept.kind
ORDER BY kept.project_id COLLATE "C",
         kept.kind;

-- name: last_erasure
-- When the person was erased last.
SELECT max(e.erased_at)
FROM directory.erasures AS e
WHERE e.tenant_id = $1
  AND e.person_id = $2;

-- name: lock_key
-- Waits for those who are keeping words under the key, and stops those to come.
SELECT k.key_id
FROM directory.subject_keys AS k
WHERE k.tenant_id = $1
  AND k.person_id = $2
FOR UPDATE;

-- name: record
-- That a person is erased, on which ground and at whose hands.
INSERT INTO directory.erasures (tenant_id, person_id, reason, requested_by)
VALUES ($1, $2, $3, $4)
RETURNING erasure_id,
          erased_at;

-- name: erase_texts
-- The words go, and which texts they were stays.
WITH gone AS (
    DELETE FROM directory.texts AS kept
    WHERE kept.key_id = $1
    RETURNING kept.project_id,
              kept.text_id,
              kept.kind
)

INSERT INTO directory.erased_texts (project_id, text_id, kind, erasure_id)
SELECT gone.project_id,
       gone.text_id,
       gone.kind,
       $2::uuid
FROM gone;

-- name: destroy_key
-- Without it, whatever copy of the words there is somewhere else is noise.
DELETE FROM directory.subject_keys
WHERE key_id = $1;

-- name: erased
-- What went in an erasure, counted by project and kind.
SELECT gone.project_id,
       gone.kind,
       count(*)::integer AS texts
FROM directory.erased_texts AS gone
WHERE gone.erasure_id = $1
GROUP BY gone.project_id,
         gone.kind
ORDER BY gone.project_id COLLATE "C",
         gone.kind;

-- name: now
-- The database's clock, which says how old a text is.
SELECT clock_timestamp();

-- name: sweep
-- Of a page of old texts those that no event of their command refers to. Asked once more while
-- deleting: one that was brought again meanwhile is young.
WITH page AS (
    SELECT kept.project_id,
           kept.text_id
    FROM directory.texts AS kept
    WHERE (kept.project_id, kept.text_id) > ($1::text, $2::uuid)
      AND kept.written_at >= $5
      AND kept.written_at < clock_timestamp() - $4::interval
    ORDER BY kept.project_id,
             kept.text_id
    LIMIT $3
),

swept AS (
    DELETE FROM directory.texts AS kept
    USING page
    WHERE kept.project_id = page.project_id
      AND kept.text_id = page.text_id
      AND kept.written_at < clock_timestamp() - $4::interval
      AND NOT EXISTS (
          SELECT
          FROM ledger.commands AS c
          JOIN ledger.events AS e
              ON e.project_id = c.project_id
             AND e.position BETWEEN c.first_position AND c.last_position
          WHERE c.project_id = kept.project_id
            AND c.command_id = kept.command_id
            AND strpos(e.body::text, kept.text_id::text) > 0
      )
    RETURNING kept.text_id
),

last_of_page AS (
    SELECT page.project_id,
           page.text_id
    FROM page
    ORDER BY page.project_id DESC,
             page.text_id DESC
    LIMIT 1
)

SELECT (SELECT count(*) FROM page)::integer AS looked_at,
       (SELECT count(*) FROM swept)::integer AS swept,
       (SELECT l.project_id FROM last_of_page AS l) AS last_project,
       (SELECT l.text_id FROM last_of_page AS l) AS last_text;
