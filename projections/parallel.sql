-- name: part_events
-- Events that one part of the items needs: its own, and all that are not of items.
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
CROSS JOIN LATERAL sha256(convert_to(e.stream, 'UTF8')) AS digest (bytes)
WHERE e.project_id = $1
  AND e.position > $2
  AND e.position <= $3
  AND (
      NOT starts_with(e.stream, $6)
      OR (256 * get_byte(digest.bytes, 0) + get_byte(digest.bytes, 1)) % $5::integer = $4::integer
  )
ORDER BY e.position

-- name: hold_part
-- Keeps the generation from being given up until the rows of this transaction are written.
SELECT p.position
FROM read.progress AS p
WHERE p.project_id = $1
  AND p.generation = $2
  AND p.fence = $3
  AND NOT p.is_retired
FOR SHARE

-- name: number_of_items
-- How many items a generation has.
SELECT count(i.item_id)
FROM read.items AS i
WHERE i.project_id = $1
  AND i.generation = $2
