-- name: readings
-- Every answer to a task as of a position, of the items of a batch if one is named: first
-- numbers that are never NULL, then texts, as `copied_readings.py` takes them.
SELECT
    r.repeat,
    r.is_independent::integer
        + CASE WHEN r.member_kind = 'person' THEN 2 ELSE 0 END
        + 4 * r.is_retracted::integer
        + 8 * r.standing
        + 32 * coalesce(r.independent_version, r.taxonomy_version),
    r.taxonomy_version,
    r.guideline_revision,
    r.item_position,
    r.submitted_position,
    r.position,
    r.occurred_at,
    coalesce(r.seconds_spent, 'NaN'),
    r.annotator,
    r.category,
    r.independent,
    r.suggested
FROM read.readings AS r
WHERE r.project_id = $1
  AND r.generation = $2
  AND r.task = $3
  AND r.from_position <= $4
  AND r.to_position > $4
  AND (
      $5::text IS NULL
      OR r.item_id IN (
          SELECT m.item_id
          FROM read.batch_items AS m
          WHERE m.project_id = $1
            AND m.generation = $2
            AND m.batch_id = $5
            AND m.joined_position <= $4
      )
  )

-- name: registered
-- The next items as of a position, in order of their ids, as columns; only ids and positions.
SELECT
    coalesce(array_agg(page.item_id), '{}') AS items,
    coalesce(array_agg(page.position), '{}') AS positions
FROM (
    SELECT
        i.item_id,
        i.position
    FROM read.registered_items AS i
    WHERE i.project_id = $1
      AND i.generation = $2
      AND i.position <= $3
      AND i.item_id > $4
    ORDER BY i.item_id
    LIMIT $5
) AS page

-- name: every_item
-- The next items as of a position, in order of their ids, as columns.
SELECT
    coalesce(array_agg(page.item_id), '{}') AS items,
    coalesce(array_agg(page.position), '{}') AS positions,
    coalesce(array_agg(page.modality), '{}') AS modalities,
    coalesce(array_agg(page.uri), '{}') AS uris,
    coalesce(array_agg(page.source), '{}') AS sources,
    coalesce(array_agg(page.content_sha256), '{}') AS contents,
    coalesce(array_agg(page.attributes::text), '{}') AS attributes
FROM (
    SELECT
        i.item_id,
        i.position,
        i.modality,
        i.uri,
        i.source,
        i.content_sha256,
        i.attributes
    FROM read.registered_items AS i
    WHERE i.project_id = $1
      AND i.generation = $2
      AND i.position <= $3
      AND i.item_id > $4
    ORDER BY i.item_id
    LIMIT $5
) AS page

-- name: memberships
-- Which items are in which batch as of a position: items by where they were registered.
SELECT
    m.batch_id,
    array_agg(i.position) AS positions
FROM read.batch_items AS m
INNER JOIN read.registered_items AS i
    ON i.project_id = m.project_id
   AND i.generation = m.generation
   AND i.item_id = m.item_id
WHERE m.project_id = $1
  AND m.generation = $2
  AND m.joined_position <= $3
GROUP BY m.batch_id
ORDER BY m.batch_id
