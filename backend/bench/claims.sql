-- name: make_queue
-- What claims are held against: a queue in one table, and nothing else promised. No annotator's
-- past is asked about, no limit of theirs, no lease, no history; a claim is not known again.
CREATE TABLE IF NOT EXISTS bench_queue (
    project_id text COLLATE "C" NOT NULL,
    item_id text COLLATE "C" NOT NULL,
    free integer NOT NULL,
    PRIMARY KEY (project_id, item_id)
)

-- name: fill_queue
-- So many items, each to be given out so often.
INSERT INTO bench_queue (project_id, item_id, free)
SELECT
    $1,
    'doc-' || lpad(place::text, 7, '0'),
    $3
FROM generate_series(1, $2::integer) AS place

-- name: take_from_queue
-- The first item that nobody else is taking at the moment.
UPDATE bench_queue AS q
SET free = q.free - 1
WHERE (q.project_id, q.item_id) = (
    SELECT
        open.project_id,
        open.item_id
    FROM bench_queue AS open
    WHERE open.project_id = $1
      AND open.free > 0
    ORDER BY open.item_id
    LIMIT 1
    FOR UPDATE SKIP LOCKED
)
RETURNING q.item_id

-- name: over_assigned
-- Items that more members hold than are wanted, counted from the ledger.
SELECT count(*)
FROM (
    SELECT e.stream
    FROM ledger.events AS e
    WHERE e.project_id = $1
      AND e.type = 'ItemAssigned'
    GROUP BY e.stream
    HAVING count(*) > $2
) AS beyond
