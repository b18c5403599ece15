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
