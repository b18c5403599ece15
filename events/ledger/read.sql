-- name: head
-- The last position of a project, 0 when nothing is recorded.
SELECT coalesce(max(e.position), 0)
FROM ledger.events AS e
WHERE e.project_id = $1

-- name: tenant_of
-- Whose project it is; no row when it was never opened.
SELECT p.tenant_id
FROM ledger.projects AS p
WHERE p.project_id = $1

-- name: project_page
-- Events after a position and up to another, in order of position.
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
    json_send(e.body) AS body,
    e.leaf
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.position > $2
  AND e.position <= $3
ORDER BY e.position
LIMIT $4

-- name: stream_page
-- Events of one stream after a version, in order of version.
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
    json_send(e.body) AS body,
    e.leaf
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.stream = $2
  AND e.version > $3
ORDER BY e.version
LIMIT $4

-- name: streams
-- All events of several streams up to a position, in order of position.
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
    json_send(e.body) AS body,
    e.leaf
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.stream = ANY($2::text[])
  AND e.position <= $3
ORDER BY e.position

-- name: prefixed
-- All events of the streams whose names begin alike, up to a position, stream by stream.
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
    json_send(e.body) AS body,
    e.leaf
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.stream >= $2
  AND e.stream < $3
  AND e.position <= $4
ORDER BY e.stream, e.version

-- name: event
-- One event by its id.
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
    json_send(e.body) AS body,
    e.leaf
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.event_id = $2

-- name: command_and_streams
-- What a decision needs, in one snapshot: the command if it was answered before, and the streams.
-- At least one row; the columns of a side that has nothing are NULL.
SELECT
    c.request_sha,
    c.first_position,
    c.last_position,
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
    json_send(e.body) AS body,
    e.leaf
FROM (SELECT $1::text AS project_id) AS asked
LEFT JOIN ledger.commands AS c
    ON c.project_id = asked.project_id
   AND c.command_id = $2
LEFT JOIN ledger.events AS e
    ON e.project_id = asked.project_id
   AND e.stream = ANY($3::text[])
ORDER BY e.position

-- name: existing_streams
-- Those of the named streams that hold an event.
SELECT e.stream
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.stream = ANY($2::text[])
  AND e.version = 1

-- name: command
-- The command if it was answered before.
SELECT
    c.request_sha,
    c.first_position,
    c.last_position
FROM ledger.commands AS c
WHERE c.project_id = $1
  AND c.command_id = $2

-- name: position_at
-- The last position recorded at a time or before, 0 when there is none.
SELECT ledger.position_at(project => $1, moment => $2)
