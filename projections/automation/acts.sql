-- name: acts
-- How often each rule acted, and how often it was only watched, up to a position.
SELECT
    e.stream,
    count(*) FILTER (WHERE e.type = $3) AS applied,
    count(*) FILTER (WHERE e.type = $4) AS observed
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.position <= $2
  AND e.stream = ANY($5::text[])
GROUP BY e.stream
