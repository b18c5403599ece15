-- name: in_clear
-- A page of texts that are still in clear, with the keys of who wrote them.
SELECT t.project_id,
       t.text_id,
       t.body,
       k.key_id,
       k.key,
       k.wrapped_by,
       k.digest_form
FROM directory.texts AS t
JOIN directory.subject_keys AS k
    ON k.key_id = t.key_id
WHERE t.body IS NOT NULL
ORDER BY t.project_id,
         t.text_id
LIMIT $1
FOR UPDATE OF t;

-- name: encrypt
-- A text changes over, words and ciphertext never both.
UPDATE directory.texts
SET ciphertext = $3,
    body = NULL
WHERE project_id = $1
  AND text_id = $2;

-- name: promise
-- From here on the database itself refuses words in clear, and no row is exempt.
ALTER TABLE directory.texts VALIDATE CONSTRAINT words_are_never_kept_in_clear;

-- name: forget_former_rows
-- Former versions of rows leave the table's file.
VACUUM FULL directory.texts;

-- name: to_wrap
-- A page of keys that are not wrapped, or by a former key of the instance.
SELECT k.key_id,
       k.key,
       k.wrapped_by,
       k.digest_form
FROM directory.subject_keys AS k
WHERE k.wrapped_by IS DISTINCT FROM $1::text
ORDER BY k.key_id
LIMIT $2
FOR UPDATE;

-- name: wrap
-- The same key, under the instance's present one.
UPDATE directory.subject_keys
SET key = $2,
    wrapped_by = $3
WHERE key_id = $1;
