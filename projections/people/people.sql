-- name: answers
-- The answers of some annotators to some tasks as they stand, with the gold that judges each.
SELECT
    r.annotator,
    r.label_id,
    r.task,
    r.item_id,
    r.repeat,
    r.independent,
    r.is_retracted,
    r.standing,
    r.submitted_position,
    r.position,
    r.occurred_at,
    r.seconds_spent,
    g.category AS gold
FROM read.readings AS r
LEFT JOIN read.gold AS g
    ON g.project_id = r.project_id
   AND g.generation = r.generation
   AND g.item_id = r.item_id
   AND g.task = r.task
   AND g.status = 'active'
   AND g.from_position <= $3
   AND g.to_position > $3
   AND g.proposed_by <> r.annotator
   AND g.approved_by <> r.annotator
WHERE r.project_id = $1
  AND r.generation = $2
  AND r.task = ANY($4::text[])
  AND r.annotator = ANY($5::text[])
  AND r.from_position <= $3
  AND r.to_position > $3

-- name: item_page
-- The next items by id.
SELECT i.item_id
FROM read.items AS i
WHERE i.project_id = $1
  AND i.generation = $2
  AND i.item_id > $3
ORDER BY i.item_id
LIMIT $4

-- name: golds_held
-- How many golds of a task wait or are in force, by category.
SELECT
    g.category,
    count(*) AS n
FROM read.gold AS g
WHERE g.project_id = $1
  AND g.generation = $2
  AND g.task = $4
  AND g.status IN ('proposed', 'active')
  AND g.from_position <= $3
  AND g.to_position > $3
GROUP BY g.category

-- name: exposures
-- How many labels each annotator has given on each gold that is or was in force: who has seen it.
SELECT
    g.gold_id,
    g.item_id,
    g.task,
    g.status,
    r.annotator,
    count(*) AS labels,
    min(r.submitted_position) AS first_position,
    max(r.position) AS last_position
FROM read.gold AS g
INNER JOIN read.readings AS r
    ON r.project_id = g.project_id
   AND r.generation = g.generation
   AND r.task = g.task
   AND r.item_id = g.item_id
   AND r.from_position <= $3
   AND r.to_position > $3
WHERE g.project_id = $1
  AND g.generation = $2
  AND g.from_position <= $3
  AND g.to_position > $3
  AND g.status IN ('active', 'contested')
  AND ($4::text IS NULL OR g.task = $4)
  AND ($5::text IS NULL OR r.annotator = $5)
  AND ($6::text IS NULL OR (g.item_id, g.task, r.annotator) > ($6, $7::text, $8::text))
GROUP BY
    g.gold_id,
    g.item_id,
    g.task,
    g.status,
    r.annotator
HAVING count(*) >= $9
ORDER BY
    g.item_id,
    g.task,
    r.annotator
LIMIT $10

-- name: feedback_items
-- The next items on which something was decided about an annotator's labels, in order of ids.
SELECT DISTINCT r.item_id
FROM read.readings AS r
WHERE r.project_id = $1
  AND r.generation = $2
  AND r.annotator = $4
  AND r.from_position <= $3
  AND r.to_position > $3
  AND NOT r.is_retracted
  AND ($5::text IS NULL OR r.item_id > $5)
  AND (
      r.standing IN (2, 3)
      OR EXISTS (
          SELECT 1
          FROM read.ground_truth AS g
          WHERE g.project_id = r.project_id
            AND g.generation = r.generation
            AND g.edition = $6
            AND g.item_id = r.item_id
            AND g.task = r.task
            AND g.from_position <= $3
            AND g.to_position > $3
            AND g.origin IN ('gold', 'adjudication')
      )
      OR EXISTS (
          SELECT 1
          FROM read.gold AS o
          WHERE o.project_id = r.project_id
            AND o.generation = r.generation
            AND o.item_id = r.item_id
            AND o.task = r.task
            AND o.status = 'retired'
            AND o.from_position <= $3
            AND o.to_position > $3
      )
  )
ORDER BY r.item_id
LIMIT $7

-- name: doubtful_golds
-- Golds in force with the votes on each: of persons, the lowest repeat that stands, by category.
WITH votes AS (
    SELECT DISTINCT ON (r.item_id, r.annotator)
        r.item_id,
        r.annotator,
        r.category,
        r.label_id
    FROM read.readings AS r
    WHERE r.project_id = $1
      AND r.generation = $2
      AND r.task = $4
      AND r.from_position <= $3
      AND r.to_position > $3
      AND NOT r.is_retracted
      AND r.standing IN (0, 1)
      AND r.member_kind = 'person'
      AND r.category IS NOT NULL
      AND r.annotator <> ALL($5::text[])
    ORDER BY
        r.item_id,
        r.annotator,
        r.repeat
)

SELECT
    g.item_id,
    g.gold_id,
    g.category AS gold,
    v.category,
    array_agg(v.label_id ORDER BY v.annotator) AS labels
FROM read.gold AS g
INNER JOIN votes AS v
    ON v.item_id = g.item_id
WHERE g.project_id = $1
  AND g.generation = $2
  AND g.task = $4
  AND g.status = 'active'
  AND g.from_position <= $3
  AND g.to_position > $3
  AND v.annotator NOT IN (g.proposed_by, g.approved_by)
GROUP BY
    g.item_id,
    g.gold_id,
    g.category,
    v.category
ORDER BY
    g.item_id,
    v.category
LIMIT $6

-- name: golds_seen
-- On how many golds in force or contested each annotator gave labels, and more than a number.
SELECT
    each.annotator,
    count(*) AS seen,
    count(*) FILTER (WHERE each.labels > $4::integer) AS known
FROM (
    SELECT
        r.annotator,
        g.gold_id,
        count(*) AS labels
    FROM read.gold AS g
    INNER JOIN read.readings AS r
        ON r.project_id = g.project_id
       AND r.generation = g.generation
       AND r.task = g.task
       AND r.item_id = g.item_id
       AND r.from_position <= $3
       AND r.to_position > $3
    WHERE g.project_id = $1
      AND g.generation = $2
      AND g.from_position <= $3
      AND g.to_position > $3
      AND g.status IN ('active', 'contested')
    GROUP BY
        r.annotator,
        g.gold_id
) AS each
GROUP BY each.annotator
