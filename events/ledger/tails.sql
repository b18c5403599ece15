-- name: last_events
-- The last event of each of several streams.
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
FROM unnest($2::text[]) AS wanted (stream)
CROSS JOIN LATERAL (
    SELECT
        kept.project_id,
        kept.position,
        kept.stream,
        kept.version,
        kept.event_id,
        kept.type,
        kept.schema_version,
        kept.occurred_at,
        kept.recorded_at,
        kept.actor,
        kept.command_id,
        kept.causation_id,
        kept.correlation_id,
        kept.trace_id,
        kept.body,
        kept.leaf
    FROM ledger.events AS kept
    WHERE kept.project_id = $1
      AND kept.stream = wanted.stream
    ORDER BY kept.version DESC
    LIMIT 1
) AS e

-- name: command_streams_and_tails
-- What a decision needs, as `command_and_streams` has it, with the last event of further streams.
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
LEFT JOIN LATERAL (
    SELECT
        whole.project_id,
        whole.position,
        whole.stream,
        whole.version,
        whole.event_id,
        whole.type,
        whole.schema_version,
        whole.occurred_at,
        whole.recorded_at,
        whole.actor,
        whole.command_id,
        whole.causation_id,
        whole.correlation_id,
        whole.trace_id,
        whole.body,
        whole.leaf
    FROM ledger.events AS whole
    WHERE whole.project_id = asked.project_id
      AND whole.stream = ANY($3::text[])
    UNION ALL
    SELECT
        tail.project_id,
        tail.position,
        tail.stream,
        tail.version,
        tail.event_id,
        tail.type,
        tail.schema_version,
        tail.occurred_at,
        tail.recorded_at,
        tail.actor,
        tail.command_id,
        tail.causation_id,
        tail.correlation_id,
        tail.trace_id,
        tail.body,
        tail.leaf
    FROM unnest($4::text[]) AS wanted (stream)
    CROSS JOIN LATERAL (
        SELECT
            kept.project_id,
            kept.position,
            kept.stream,
            kept.version,
            kept.event_id,
            kept.type,
            kept.schema_version,
            kept.occurred_at,
            kept.recorded_at,
            kept.actor,
            kept.command_id,
            kept.causation_id,
            kept.correlation_id,
            kept.trace_id,
            kept.body,
            kept.leaf
        FROM ledger.events AS kept
        WHERE kept.project_id = asked.project_id
          AND kept.stream = wanted.stream
        ORDER BY kept.version DESC
        LIMIT 1
    ) AS tail
) AS e ON true
ORDER BY e.position
