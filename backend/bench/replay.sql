-- name: copy_raw
-- The same rows as a replay reads, as COPY gives them when nobody looks at them.
SELECT
    e.project_id,
    e.position,
    e.stream,
    e.version,
    e.event_id,
    e.type,
    e.schema_version,
    e.occurred_at,
    e.recorded_at,
    e.actor,
    e.command_id,
    e.causation_id,
    e.correlation_id,
    e.trace_id,
    e.body,
    e.leaf
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.position > $2
  AND e.position <= $3
ORDER BY e.position
