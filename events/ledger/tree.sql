-- name: nodes
-- Full subtrees by height and place; NULL where the tree does not reach so far.
SELECT
    n.height,
    n.place,
    ledger.node_at(project => $1, height => n.height, place => n.place) AS hash
FROM unnest($2::integer[], $3::bigint[]) AS n (height, place)

-- name: root
-- The root of the tree over the first events; NULL when it does not reach so far.
SELECT ledger.root_at(project => $1, size => $2)

-- name: extend
-- Add the tiles that are full by now, some at a time.
SELECT
    x.head,
    x.is_whole
FROM ledger.extend_tiles(project => $1, tiles_max => $2) AS x
