-- name: leaves_of_tiles
-- The leaves of some runs of 256, up to a size of the tree, in order.
SELECT
    e.position,
    e.leaf
FROM unnest($2::bigint[]) AS t (tile)
JOIN ledger.events AS e
    ON e.project_id = $1
   AND e.position > t.tile * 256
   AND e.position <= least((t.tile + 1) * 256, $3::bigint)
ORDER BY e.position
