-- name: page_items
-- The items of a page as they were kept, with the batches that they are in.
SELECT
    i.item_id,
    i.position,
    i.state,
    ARRAY(
        SELECT b.batch_id
        FROM read.batch_items AS b
        WHERE b.project_id = i.project_id
          AND b.generation = i.generation
          AND b.item_id = i.item_id
    ) AS batches
FROM read.items AS i
WHERE i.project_id = $1
  AND i.generation = $2
  AND i.item_id = ANY($3::text[])

-- name: items_after
-- The next items of a refold, in order of their ids.
SELECT
    i.item_id,
    i.position,
    i.state,
    ARRAY(
        SELECT b.batch_id
        FROM read.batch_items AS b
        WHERE b.project_id = i.project_id
          AND b.generation = i.generation
          AND b.item_id = i.item_id
    ) AS batches
FROM read.items AS i
WHERE i.project_id = $1
  AND i.generation = $2
  AND i.item_id > $3
ORDER BY i.item_id
LIMIT $4

-- name: page_batches
-- The batches of a page as they were kept.
SELECT
    b.batch_id,
    b.title,
    b.batch_kind,
    b.is_closed,
    b.items,
    b.opened_position
FROM read.batches AS b
WHERE b.project_id = $1
  AND b.generation = $2
  AND b.batch_id = ANY($3::text[])

-- name: page_tallies
-- The tallies of some scopes under one edition.
SELECT
    t.scope,
    t.tally
FROM read.tallies AS t
WHERE t.project_id = $1
  AND t.generation = $2
  AND t.edition = $3
  AND t.scope = ANY($4::text[])

-- name: keep_items
-- Items as a page leaves them.
INSERT INTO read.items AS kept (
    project_id, generation, item_id, position, state, labels, voters, voters_any,
    open_escalations, review_requests
)
SELECT
    $1,
    $2,
    page.item_id,
    page.position,
    page.state,
    page.labels,
    page.voters,
    page.voters_any,
    page.open_escalations,
    page.review_requests
FROM unnest(
    $3::text[], $4::bigint[], $5::bytea[], $6::integer[], $7::integer[], $8::integer[],
    $9::integer[], $10::integer[]
) AS page (
    item_id, position, state, labels, voters, voters_any, open_escalations, review_requests
)
ON CONFLICT ON CONSTRAINT one_row_per_item DO UPDATE SET
    position = excluded.position,
    state = excluded.state,
    labels = excluded.labels,
    voters = excluded.voters,
    voters_any = excluded.voters_any,
    open_escalations = excluded.open_escalations,
    review_requests = excluded.review_requests

-- name: keep_truths
-- Truth of items and tasks as a page leaves it; rows that stay the same are not written.
INSERT INTO read.ground_truth AS kept (
    project_id, generation, edition, item_id, task, category, origin, absence,
    nominal_weight, ordinal_weight
)
SELECT
    $1,
    $2,
    $3,
    page.item_id,
    page.task,
    page.category,
    page.origin,
    page.absence,
    page.nominal_weight,
    page.ordinal_weight
FROM unnest(
    $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::bigint[]
) AS page (item_id, task, category, origin, absence, nominal_weight, ordinal_weight)
ON CONFLICT ON CONSTRAINT one_truth_per_item_and_task DO UPDATE SET
    category = excluded.category,
    origin = excluded.origin,
    absence = excluded.absence,
    nominal_weight = excluded.nominal_weight,
    ordinal_weight = excluded.ordinal_weight
WHERE (
    kept.category, kept.origin, kept.absence, kept.nominal_weight, kept.ordinal_weight
) IS DISTINCT FROM (
    excluded.category, excluded.origin, excluded.absence, excluded.nominal_weight,
    excluded.ordinal_weight
)

-- name: keep_escalations
-- Escalations that a page raised or closed.
INSERT INTO read.escalations AS kept (
    project_id, generation, escalation_id, item_id, is_open, level, due_at, raised_position, state
)
SELECT
    $1,
    $2,
    page.escalation_id,
    page.item_id,
    page.is_open,
    page.level,
    coalesce(page.due_at, 'infinity'),
    page.raised_position,
    page.state
FROM unnest(
    $3::uuid[], $4::text[], $5::boolean[], $6::integer[], $7::timestamptz[], $8::bigint[],
    $9::bytea[]
) AS page (escalation_id, item_id, is_open, level, due_at, raised_position, state)
ON CONFLICT ON CONSTRAINT one_row_per_escalation DO UPDATE SET
    is_open = excluded.is_open,
    state = excluded.state

-- name: keep_batches
-- Batches that a page opened, filled or closed.
INSERT INTO read.batches AS kept (
    project_id, generation, batch_id, title, batch_kind, is_closed, items, opened_position
)
SELECT
    $1,
    $2,
    page.batch_id,
    page.title,
    page.batch_kind,
    page.is_closed,
    page.items,
    page.opened_position
FROM unnest(
    $3::text[], $4::text[], $5::text[], $6::boolean[], $7::integer[], $8::bigint[]
) AS page (batch_id, title, batch_kind, is_closed, items, opened_position)
ON CONFLICT ON CONSTRAINT one_row_per_batch DO UPDATE SET
    is_closed = excluded.is_closed,
    items = excluded.items

-- name: keep_joined
-- Items that became part of a batch.
INSERT INTO read.batch_items (project_id, generation, batch_id, item_id, joined_position)
SELECT
    $1,
    $2,
    page.batch_id,
    page.item_id,
    page.joined_position
FROM unnest($3::text[], $4::text[], $5::bigint[]) AS page (batch_id, item_id, joined_position)

-- name: keep_tallies
-- Tallies as a page leaves them.
INSERT INTO read.tallies AS kept (project_id, generation, edition, scope, tally)
SELECT
    $1,
    $2,
    $3,
    page.scope,
    page.tally
FROM unnest($4::text[], $5::bytea[]) AS page (scope, tally)
ON CONFLICT ON CONSTRAINT one_tally_per_scope DO UPDATE SET tally = excluded.tally

-- name: sweep_truths
-- Removes some truth rows of editions that no answer comes from any more, found by their places.
DELETE FROM read.ground_truth AS g
WHERE g.ctid = ANY(
    ARRAY(
        SELECT old.ctid
        FROM read.ground_truth AS old
        WHERE old.project_id = $1
          AND old.generation = $2
          AND old.edition < $3
        LIMIT $4
    )
)

-- name: sweep_tallies
-- Removes the tallies of editions that no answer comes from any more.
DELETE FROM read.tallies AS t
WHERE t.project_id = $1
  AND t.generation = $2
  AND t.edition < $3
