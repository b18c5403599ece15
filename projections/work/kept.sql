-- name: end_work
-- What items wanted under an edition ends where the page says something new.
UPDATE read.work AS kept
SET to_position = ended.position
FROM (
    SELECT
        held.place,
        next.position
    FROM unnest($4::text[], $5::bigint[]) AS next (item_id, position)
    CROSS JOIN LATERAL (
        SELECT
            w.ctid AS place,
            w.to_position
        FROM read.work AS w
        WHERE w.project_id = $1
          AND w.generation = $2
          AND w.edition = $3
          AND w.item_id = next.item_id
        ORDER BY w.from_position DESC
        LIMIT 1
    ) AS held
    WHERE held.to_position = 9223372036854775807
) AS ended
WHERE kept.ctid = ended.place

-- name: drop_work
-- Removes some rows of a generation that is gone, found by their places in the table.
DELETE FROM read.work AS w
WHERE w.ctid = ANY(
    ARRAY(
        SELECT old.ctid
        FROM read.work AS old
        WHERE old.project_id = $1
          AND old.generation = $2
        LIMIT $3
    )
)
