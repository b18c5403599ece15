-- name: standing
-- Projects whose read models stopped, are of newer code, or lag: by more events than $1, or with
-- nothing folded since $2. At most a page: one is enough to see what is wrong.
SELECT
    r.project_id,
    r.position,
    r.fold_version,
    r.stopped_position,
    r.stopped_reason,
    h.head
FROM read.progress AS r
CROSS JOIN LATERAL (
    SELECT coalesce(max(e.position), 0) AS head
    FROM ledger.events AS e
    WHERE e.project_id = r.project_id
) AS h
WHERE r.is_current
  AND (
      r.stopped_position IS NOT NULL
      OR h.head - r.position > $1
      OR (h.head > r.position AND r.folded_at < clock_timestamp() - $2::interval)
  )
ORDER BY r.project_id
LIMIT 100

-- name: count
-- How many projects have read models.
SELECT count(*)
FROM read.progress AS r
WHERE r.is_current

-- name: parked
-- Streams set aside, of the rows that answers come from, the oldest first.
SELECT
    p.project_id,
    p.stream,
    p.position,
    p.reason,
    count(*) OVER () AS total
FROM read.parked AS p
JOIN read.progress AS r
    ON r.project_id = p.project_id
   AND r.generation = p.generation
   AND r.is_current
ORDER BY
    p.parked_at,
    p.stream
LIMIT 20
