-- name: keep_items
-- Items as a page leaves them.
INSERT INTO read.items AS kept (project_id, generation, item_id, position, edition, state)
SELECT
    $1,
    $2,
    page.item_id,
    page.position,
    page.edition,
    page.state
FROM unnest($3::text[], $4::bigint[], $5::integer[], $6::bytea[])
    AS page (item_id, position, edition, state)
ON CONFLICT ON CONSTRAINT one_row_per_item DO UPDATE SET
    position = excluded.position,
    edition = excluded.edition,
    state = excluded.state

-- name: keep_settled
-- Items that have rows under a new edition now.
UPDATE read.items AS i
SET edition = $4
WHERE i.project_id = $1
  AND i.generation = $2
  AND i.item_id = ANY($3::text[])

-- name: end_counts
-- What was said of items ends where the page says something new.
UPDATE read.item_counts AS kept
SET to_position = ended.position
FROM (
    SELECT
        held.place,
        next.position
    FROM unnest($3::text[], $4::bigint[]) AS next (item_id, position)
    CROSS JOIN LATERAL (
        SELECT
            c.ctid AS place,
            c.to_position
        FROM read.item_counts AS c
        WHERE c.project_id = $1
          AND c.generation = $2
          AND c.item_id = next.item_id
        ORDER BY c.from_position DESC
        LIMIT 1
    ) AS held
    WHERE held.to_position = 9223372036854775807
) AS ended
WHERE kept.ctid = ended.place

-- name: end_truths
-- Truth of items and tasks under an edition ends where the page says something new.
UPDATE read.ground_truth AS kept
SET to_position = ended.position
FROM (
    SELECT
        held.place,
        next.position
    FROM unnest($4::text[], $5::text[], $6::bigint[]) AS next (item_id, task, position)
    CROSS JOIN LATERAL (
        SELECT
            g.ctid AS place,
            g.to_position
        FROM read.ground_truth AS g
        WHERE g.project_id = $1
          AND g.generation = $2
          AND g.edition = $3
          AND g.item_id = next.item_id
          AND g.task = next.task
        ORDER BY g.from_position DESC
        LIMIT 1
    ) AS held
    WHERE held.to_position = 9223372036854775807
) AS ended
WHERE kept.ctid = ended.place

-- name: end_escalations
-- What escalations were ends where the page says something new.
UPDATE read.escalations AS kept
SET to_position = ended.position
FROM (
    SELECT
        held.place,
        next.position
    FROM unnest($3::uuid[], $4::bigint[]) AS next (escalation_id, position)
    CROSS JOIN LATERAL (
        SELECT
            e.ctid AS place,
            e.to_position
        FROM read.escalations AS e
        WHERE e.project_id = $1
          AND e.generation = $2
          AND e.escalation_id = next.escalation_id
        ORDER BY e.from_position DESC
        LIMIT 1
    ) AS held
    WHERE held.to_position = 9223372036854775807
) AS ended
WHERE kept.ctid = ended.place

-- name: end_batches
-- What batches were ends where the page says something new.
UPDATE read.batches AS kept
SET to_position = ended.position
FROM (
    SELECT
        held.place,
        next.position
    FROM unnest($3::text[], $4::bigint[]) AS next (batch_id, position)
    CROSS JOIN LATERAL (
        SELECT
            b.ctid AS place,
            b.to_position
        FROM read.batches AS b
        WHERE b.project_id = $1
          AND b.generation = $2
          AND b.batch_id = next.batch_id
        ORDER BY b.from_position DESC
        LIMIT 1
    ) AS held
    WHERE held.to_position = 9223372036854775807
) AS ended
WHERE kept.ctid = ended.place

-- name: end_readings
-- What labels said of tasks ends where the page says something new.
UPDATE read.readings AS kept
SET to_position = ended.position
FROM (
    SELECT
        held.place,
        next.position
    FROM unnest($3::text[], $4::uuid[], $5::bigint[]) AS next (task, label_id, position)
    CROSS JOIN LATERAL (
        SELECT
            r.ctid AS place,
            r.to_position
        FROM read.readings AS r
        WHERE r.project_id = $1
          AND r.generation = $2
          AND r.task = next.task
          AND r.label_id = next.label_id
        ORDER BY r.from_position DESC
        LIMIT 1
    ) AS held
    WHERE held.to_position = 9223372036854775807
) AS ended
WHERE kept.ctid = ended.place

-- name: move_stamps
-- Stamps that give way to the ones that follow.
DELETE FROM read.tallies AS t
USING unnest($4::text[], $5::bigint[]) AS moved (scope, position)
WHERE t.project_id = $1
  AND t.generation = $2
  AND t.edition = $3
  AND t.scope = moved.scope
  AND t.position = moved.position

-- name: keep_stamps
-- Stamped tallies; one at the same place is replaced.
INSERT INTO read.tallies AS kept (
    project_id, generation, edition, scope, position, changes, tally
)
SELECT
    $1,
    $2,
    $3,
    page.scope,
    page.position,
    page.changes,
    page.tally
FROM unnest($4::text[], $5::bigint[], $6::integer[], $7::bytea[])
    AS page (scope, position, changes, tally)
ON CONFLICT ON CONSTRAINT one_tally_per_scope_and_position DO UPDATE SET
    changes = excluded.changes,
    tally = excluded.tally

-- name: begin_edition
-- An edition has come into force.
INSERT INTO read.editions (project_id, generation, edition, from_position)
VALUES ($1, $2, $3, $4)
