-- name: given_before
-- The different answers to a task that were given under older taxonomy versions than one.
SELECT DISTINCT
    r.taxonomy_version,
    r.category
FROM read.readings AS r
WHERE r.project_id = $1
  AND r.generation = $2
  AND r.from_position <= $3
  AND r.to_position > $3
  AND r.task = $4
  AND r.taxonomy_version < $5
  AND r.category IS NOT NULL
  AND NOT r.is_retracted

-- name: relabel_forward
-- A page of labels whose answer is one of those named, by item and label, where the same annotator
-- has not answered the task of that item since.
SELECT
    r.item_id,
    r.label_id,
    r.annotator,
    r.member_kind,
    r.repeat,
    r.taxonomy_version,
    r.category,
    r.position
FROM read.readings AS r
INNER JOIN unnest($5::integer[], $6::text[]) AS gone (taxonomy_version, category)
    ON gone.taxonomy_version = r.taxonomy_version
   AND gone.category = r.category
WHERE r.project_id = $1
  AND r.generation = $2
  AND r.from_position <= $3
  AND r.to_position > $3
  AND r.task = $4
  AND NOT r.is_retracted
  AND NOT EXISTS (
      SELECT 1
      FROM read.readings AS later
      WHERE later.project_id = r.project_id
        AND later.generation = r.generation
        AND later.task = r.task
        AND later.item_id = r.item_id
        AND later.annotator = r.annotator
        AND later.from_position <= $3
        AND later.to_position > $3
        AND later.taxonomy_version = $7
        AND NOT later.is_retracted
  )
  AND ($8::text IS NULL OR (r.item_id, r.label_id) > ($8, $9::uuid))
  AND ($10::text IS NULL OR (r.item_id, r.label_id) < ($10, $11::uuid))
ORDER BY
    r.item_id,
    r.label_id
LIMIT $12

-- name: relabel_backward
-- A page of the same from its end.
SELECT
    r.item_id,
    r.label_id,
    r.annotator,
    r.member_kind,
    r.repeat,
    r.taxonomy_version,
    r.category,
    r.position
FROM read.readings AS r
INNER JOIN unnest($5::integer[], $6::text[]) AS gone (taxonomy_version, category)
    ON gone.taxonomy_version = r.taxonomy_version
   AND gone.category = r.category
WHERE r.project_id = $1
  AND r.generation = $2
  AND r.from_position <= $3
  AND r.to_position > $3
  AND r.task = $4
  AND NOT r.is_retracted
  AND NOT EXISTS (
      SELECT 1
      FROM read.readings AS later
      WHERE later.project_id = r.project_id
        AND later.generation = r.generation
        AND later.task = r.task
        AND later.item_id = r.item_id
        AND later.annotator = r.annotator
        AND later.from_position <= $3
        AND later.to_position > $3
        AND later.taxonomy_version = $7
        AND NOT later.is_retracted
  )
  AND ($8::text IS NULL OR (r.item_id, r.label_id) > ($8, $9::uuid))
  AND ($10::text IS NULL OR (r.item_id, r.label_id) < ($10, $11::uuid))
ORDER BY
    r.item_id DESC,
    r.label_id DESC
LIMIT $12
