-- name: stale_forward
-- A page of labels made under a former revision or taxonomy, by item and label.
SELECT
    r.item_id,
    r.label_id,
    min(r.annotator) AS annotator,
    min(r.guideline_revision) AS guideline_revision,
    min(r.taxonomy_version) AS taxonomy_version,
    min(r.position) AS position
FROM read.readings AS r
LEFT JOIN read.batch_items AS m
    ON m.project_id = r.project_id
   AND m.generation = r.generation
   AND m.batch_id = $4
   AND m.item_id = r.item_id
   AND m.joined_position <= $3
WHERE r.project_id = $1
  AND r.generation = $2
  AND r.from_position <= $3
  AND r.to_position > $3
  AND NOT r.is_retracted
  AND ($4::text IS NULL OR m.item_id IS NOT NULL)
  AND (r.guideline_revision = ANY($5::integer[]) OR r.taxonomy_version < $6)
  AND ($7::text IS NULL OR r.annotator = $7)
  AND ($8::text IS NULL OR (r.item_id, r.label_id) > ($8, $9::uuid))
  AND ($10::text IS NULL OR (r.item_id, r.label_id) < ($10, $11::uuid))
GROUP BY
    r.item_id,
    r.label_id
ORDER BY
    r.item_id,
    r.label_id
LIMIT $12

-- name: stale_backward
-- A page of the same from its end.
SELECT
    r.item_id,
    r.label_id,
    min(r.annotator) AS annotator,
    min(r.guideline_revision) AS guideline_revision,
    min(r.taxonomy_version) AS taxonomy_version,
    min(r.position) AS position
FROM read.readings AS r
LEFT JOIN read.batch_items AS m
    ON m.project_id = r.project_id
   AND m.generation = r.generation
   AND m.batch_id = $4
   AND m.item_id = r.item_id
   AND m.joined_position <= $3
WHERE r.project_id = $1
  AND r.generation = $2
  AND r.from_position <= $3
  AND r.to_position > $3
  AND NOT r.is_retracted
  AND ($4::text IS NULL OR m.item_id IS NOT NULL)
  AND (r.guideline_revision = ANY($5::integer[]) OR r.taxonomy_version < $6)
  AND ($7::text IS NULL OR r.annotator = $7)
  AND ($8::text IS NULL OR (r.item_id, r.label_id) > ($8, $9::uuid))
  AND ($10::text IS NULL OR (r.item_id, r.label_id) < ($10, $11::uuid))
GROUP BY
    r.item_id,
    r.label_id
ORDER BY
    r.item_id DESC,
    r.label_id DESC
LIMIT $12

-- name: stale_counts
-- How many labels were made under each former revision and taxonomy.
SELECT
    s.guideline_revision,
    s.taxonomy_version,
    count(*) AS labels,
    count(DISTINCT s.item_id) AS items
FROM (
    SELECT DISTINCT
        r.label_id,
        r.item_id,
        r.guideline_revision,
        r.taxonomy_version
    FROM read.readings AS r
    LEFT JOIN read.batch_items AS m
        ON m.project_id = r.project_id
       AND m.generation = r.generation
       AND m.batch_id = $4
       AND m.item_id = r.item_id
       AND m.joined_position <= $3
    WHERE r.project_id = $1
      AND r.generation = $2
      AND r.from_position <= $3
      AND r.to_position > $3
      AND NOT r.is_retracted
      AND ($4::text IS NULL OR m.item_id IS NOT NULL)
      AND (r.guideline_revision = ANY($5::integer[]) OR r.taxonomy_version < $6)
) AS s
GROUP BY
    s.guideline_revision,
    s.taxonomy_version
ORDER BY
    s.guideline_revision,
    s.taxonomy_version
