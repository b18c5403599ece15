-- name: versions
-- The version that each of these streams is at; streams without events are absent.
SELECT asked.stream,
       latest.version
FROM unnest($2::text[]) AS asked (stream)
CROSS JOIN LATERAL (
    SELECT e.version
    FROM ledger.events AS e
    WHERE e.project_id = $1
      AND e.stream = asked.stream
    ORDER BY e.version DESC
    LIMIT 1
) AS latest;

-- name: standing
-- The last position at which these streams were still at these versions, and its time.
SELECT
    head.position,
    e.recorded_at
FROM (
    SELECT coalesce(
        (
            SELECT min(moved.position) - 1
            FROM unnest($2::text[], $3::integer[]) AS known (stream, version)
            INNER JOIN ledger.events AS moved
                ON moved.project_id = $1
               AND moved.stream = known.stream
               AND moved.version = known.version + 1
        ),
        (
            SELECT max(latest.position)
            FROM ledger.events AS latest
            WHERE latest.project_id = $1
        ),
        0
    ) AS position
) AS head
LEFT JOIN ledger.events AS e
    ON e.project_id = $1
   AND e.position = head.position
