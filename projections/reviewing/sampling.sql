-- name: doubted
-- Items that a run told of with less than a probability, in the order in which it did.
SELECT
    e.position,
    substr(e.stream, length($4::text) + 1) AS item_id
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.position > $2
  AND e.position < $3
  AND starts_with(e.stream, $4)
  AND e.type = $5
  AND e.body ->> 'run_id' = $6
  AND CASE WHEN e.type = $5 THEN (e.body ->> 'probability')::numeric END < $7::numeric
ORDER BY e.position
LIMIT $8

-- name: told_at
-- Where a run told of an item; null: nowhere.
SELECT max(e.position)
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.stream = $2
  AND e.type = $3
  AND e.body ->> 'run_id' = $4
