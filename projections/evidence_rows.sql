-- name: in_batch
-- The items of a batch that weigh most for each requirement asked about; see `evidence.weight`.
SELECT
    asked.place,
    heaviest.item_id,
    heaviest.weight
FROM unnest($6::integer[], $7::text[], $8::text[]) AS asked (place, metric, task)
CROSS JOIN LATERAL (
    SELECT
        weighed.item_id,
        weighed.weight
    FROM (
        SELECT
            i.item_id,
            CASE asked.metric
                WHEN 'coverage' THEN (votes.voters = 0)::integer
                WHEN 'overlap' THEN greatest(0, $9::integer - votes.voters)
                WHEN 'open_escalations' THEN i.open_escalations
                WHEN 'alpha_nominal' THEN g.nominal_weight
                WHEN 'alpha_ordinal' THEN g.ordinal_weight
                WHEN 'items_without_ground_truth' THEN (g.absence IS NOT NULL)::integer
            END AS weight
        FROM read.batch_items AS m
        INNER JOIN read.item_counts AS i
            ON i.project_id = m.project_id
           AND i.generation = m.generation
           AND i.item_id = m.item_id
           AND i.from_position <= $3
           AND i.to_position > $3
        CROSS JOIN LATERAL (
            SELECT CASE WHEN $10::boolean THEN i.voters_any ELSE i.voters END AS voters
        ) AS votes
        LEFT JOIN read.ground_truth AS g
            ON g.project_id = m.project_id
           AND g.generation = m.generation
           AND g.edition = $4
           AND g.item_id = m.item_id
           AND g.task = asked.task
           AND g.from_position <= $3
           AND g.to_position > $3
        WHERE m.project_id = $1
          AND m.generation = $2
          AND m.batch_id = $5
          AND m.joined_position <= $3
    ) AS weighed
    WHERE weighed.weight > 0
    ORDER BY
        weighed.weight DESC,
        weighed.item_id
    LIMIT $11
) AS heaviest
ORDER BY
    asked.place,
    heaviest.weight DESC,
    heaviest.item_id

-- name: in_project
-- The same over all items of the project.
SELECT
    asked.place,
    heaviest.item_id,
    heaviest.weight
FROM unnest($5::integer[], $6::text[], $7::text[]) AS asked (place, metric, task)
CROSS JOIN LATERAL (
    SELECT
        weighed.item_id,
        weighed.weight
    FROM (
        SELECT
            i.item_id,
            CASE asked.metric
                WHEN 'coverage' THEN (votes.voters = 0)::integer
                WHEN 'overlap' THEN greatest(0, $8::integer - votes.voters)
                WHEN 'open_escalations' THEN i.open_escalations
                WHEN 'alpha_nominal' THEN g.nominal_weight
                WHEN 'alpha_ordinal' THEN g.ordinal_weight
                WHEN 'items_without_ground_truth' THEN (g.absence IS NOT NULL)::integer
            END AS weight
        FROM read.item_counts AS i
        CROSS JOIN LATERAL (
            SELECT CASE WHEN $9::boolean THEN i.voters_any ELSE i.voters END AS voters
        ) AS votes
        LEFT JOIN read.ground_truth AS g
            ON g.project_id = i.project_id
           AND g.generation = i.generation
           AND g.edition = $4
           AND g.item_id = i.item_id
           AND g.task = asked.task
           AND g.from_position <= $3
           AND g.to_position > $3
        WHERE i.project_id = $1
          AND i.generation = $2
          AND i.from_position <= $3
          AND i.to_position > $3
    ) AS weighed
    WHERE weighed.weight > 0
    ORDER BY
        weighed.weight DESC,
        weighed.item_id
    LIMIT $10
) AS heaviest
ORDER BY
    asked.place,
    heaviest.weight DESC,
    heaviest.item_id
