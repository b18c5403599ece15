-- name: end_golds
-- What was said of golds ends where the page says something new.
UPDATE read.gold AS kept
SET to_position = ended.position
FROM (
    SELECT
        held.place,
        next.position
    FROM unnest($3::uuid[], $4::bigint[]) AS next (gold_id, position)
    CROSS JOIN LATERAL (
        SELECT
            g.ctid AS place,
            g.to_position
        FROM read.gold AS g
        WHERE g.project_id = $1
          AND g.generation = $2
          AND g.gold_id = next.gold_id
        ORDER BY g.from_position DESC
        LIMIT 1
    ) AS held
    WHERE held.to_position = 9223372036854775807
) AS ended
WHERE kept.ctid = ended.place
