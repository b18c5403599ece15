-- name: now
-- The clock that stamps what is recorded.
SELECT clock_timestamp()

-- name: latest
-- The project whose last event is the latest of all, and when that was recorded.
SELECT
    p.project_id,
    last.recorded_at
FROM ledger.projects AS p
CROSS JOIN LATERAL (
    SELECT e.recorded_at
    FROM ledger.events AS e
    WHERE e.project_id = p.project_id
    ORDER BY e.position DESC
    LIMIT 1
) AS last
ORDER BY last.recorded_at DESC
LIMIT 1
