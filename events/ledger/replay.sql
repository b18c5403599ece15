-- name: copy_recorded
-- Every stored column of a range, a line for each event: one JSON array in the struct's order.
SELECT json_build_array(
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
    encode(e.leaf, 'base64')
)
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.position > $2
  AND e.position <= $3
ORDER BY e.position

-- name: copy_facts
-- What folds ask of a range, a line for each event; type and version lead, so one pass types it.
SELECT json_build_array(
    e.type || '/' || e.schema_version,
    e.position,
    e.stream,
    e.version,
    e.event_id,
    e.occurred_at,
    e.recorded_at,
    e.actor,
    e.body
)
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.position > $2
  AND e.position <= $3
ORDER BY e.position

-- name: times_as_utc
-- JSON writes times in the session's zone; until commit that zone is UTC.
SET LOCAL TimeZone = 'UTC'
