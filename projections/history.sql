-- name: joins
-- Where an item joined batches: the positions of the events that put it there.
SELECT m.joined_position
FROM read.batch_items AS m
INNER JOIN read.progress AS p
    ON p.project_id = m.project_id
   AND p.generation = m.generation
WHERE p.project_id = $1
  AND p.is_current
  AND m.item_id = $2

-- name: places_forward
-- Positions of a stream's events and some further ones, between two positions; first ones first.
-- Ordered by version within the stream, which is the order of position and has an index.
SELECT place.position
FROM (
    (
        SELECT e.position
        FROM ledger.events AS e
        WHERE e.project_id = $1
          AND e.stream = $2
          AND e.position > $4
          AND e.position < $5
        ORDER BY e.version
        LIMIT $6
    )
    UNION
    SELECT further.position
    FROM unnest($3::bigint[]) AS further (position)
    WHERE further.position > $4
      AND further.position < $5
) AS place
ORDER BY place.position
LIMIT $6

-- name: places_backward
-- The same, last ones first.
SELECT place.position
FROM (
    (
        SELECT e.position
        FROM ledger.events AS e
        WHERE e.project_id = $1
          AND e.stream = $2
          AND e.position > $4
          AND e.position < $5
        ORDER BY e.version DESC
        LIMIT $6
    )
    UNION
    SELECT further.position
    FROM unnest($3::bigint[]) AS further (position)
    WHERE further.position > $4
      AND further.position < $5
) AS place
ORDER BY place.position DESC
LIMIT $6

-- name: events_at
-- The events at some positions, in order.
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
  AND e.position = ANY($2::bigint[])
ORDER BY e.position
