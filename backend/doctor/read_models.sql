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
