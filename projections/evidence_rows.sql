-- name: in_batch
-- The items of a batch that weigh most for each requirement asked about; see `evidence.weight`.
-- Each member's rows are looked up by themselves: the last that begins at the position or before.
-- Voters whose votes are dropped, and those whose every answer names a class that was split or
-- retired since, are taken off if there are any.
WITH said AS MATERIALIZED (
    SELECT
        r.item_id,
        r.annotator,
        bool_or(r.member_kind = 'person') AS is_person,
        bool_or(
            r.annotator <> ALL($12::text[])
            AND (r.task, r.taxonomy_version, r.category) NOT IN (
                SELECT
                    gone.task,
                    gone.taxonomy_version,
                    gone.category
                FROM unnest($13::text[], $14::integer[], $15::text[])
                    AS gone (task, taxonomy_version, category)
            )
        ) AS is_heard
    FROM read.readings AS r
    WHERE r.project_id = $1
      AND r.generation = $2
      AND cardinality($12::text[]) + cardinality($13::text[]) > 0
      AND r.from_position <= $3
      AND r.to_position > $3
      AND NOT r.is_retracted
      AND r.standing IN (0, 1)
      AND r.category IS NOT NULL
    GROUP BY
        r.item_id,
        r.annotator
),

lost AS MATERIALIZED (
    SELECT
        s.item_id,
        count(*) FILTER (WHERE s.is_person) AS voters,
        count(*) AS voters_any
    FROM said AS s
    WHERE NOT s.is_heard
    GROUP BY s.item_id
),

members AS MATERIALIZED (
    SELECT
        m.item_id,
        CASE
            WHEN $10::boolean THEN c.voters_any - coalesce(l.voters_any, 0)
            ELSE c.voters - coalesce(l.voters, 0)
        END AS voters,
        c.open_escalations
    FROM read.batch_items AS m
    CROSS JOIN LATERAL (
        SELECT
            i.voters,
            i.voters_any,
            i.open_escalations
        FROM read.item_counts AS i
        WHERE i.project_id = $1
          AND i.generation = $2
          AND i.item_id = m.item_id
          AND i.from_position <= $3
        ORDER BY i.from_position DESC
        LIMIT 1
    ) AS c
    LEFT JOIN lost AS l
        ON l.item_id = m.item_id
    WHERE m.project_id = $1
      AND m.generation = $2
      AND m.batch_id = $5
      AND m.joined_position <= $3
),

truths AS MATERIALIZED (
    SELECT
        m.item_id,
        t.task,
        g.absence,
        g.nominal_weight,
        g.ordinal_weight
    FROM (
        SELECT DISTINCT wanted.task
        FROM unnest($8::text[]) AS wanted (task)
        WHERE wanted.task IS NOT NULL
    ) AS t
    CROSS JOIN members AS m
    CROSS JOIN LATERAL (
        SELECT
            held.absence,
            held.nominal_weight,
            held.ordinal_weight
        FROM read.ground_truth AS held
        WHERE held.project_id = $1
          AND held.generation = $2
          AND held.edition = $4
          AND held.item_id = m.item_id
          AND held.task = t.task
          AND held.from_position <= $3
        ORDER BY held.from_position DESC
        LIMIT 1
    ) AS g
)

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
            m.item_id,
            CASE asked.metric
                WHEN 'coverage' THEN (m.voters = 0)::integer
                WHEN 'overlap' THEN greatest(0, $9::integer - m.voters)
                WHEN 'open_escalations' THEN m.open_escalations
                WHEN 'alpha_nominal' THEN g.nominal_weight
                WHEN 'alpha_ordinal' THEN g.ordinal_weight
                WHEN 'items_without_ground_truth' THEN (g.absence IS NOT NULL)::integer
            END AS weight
        FROM members AS m
        LEFT JOIN truths AS g
            ON g.item_id = m.item_id
           AND g.task = asked.task
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
-- The same over all items of the project, whose rows are read at once.
WITH said AS MATERIALIZED (
    SELECT
        r.item_id,
        r.annotator,
        bool_or(r.member_kind = 'person') AS is_person,
        bool_or(
            r.annotator <> ALL($11::text[])
            AND (r.task, r.taxonomy_version, r.category) NOT IN (
                SELECT
                    gone.task,
                    gone.taxonomy_version,
                    gone.category
                FROM unnest($12::text[], $13::integer[], $14::text[])
                    AS gone (task, taxonomy_version, category)
            )
        ) AS is_heard
    FROM read.readings AS r
    WHERE r.project_id = $1
      AND r.generation = $2
      AND cardinality($11::text[]) + cardinality($12::text[]) > 0
      AND r.from_position <= $3
      AND r.to_position > $3
      AND NOT r.is_retracted
      AND r.standing IN (0, 1)
      AND r.category IS NOT NULL
    GROUP BY
        r.item_id,
        r.annotator
),

lost AS MATERIALIZED (
    SELECT
        s.item_id,
        count(*) FILTER (WHERE s.is_person) AS voters,
        count(*) AS voters_any
    FROM said AS s
    WHERE NOT s.is_heard
    GROUP BY s.item_id
),

members AS MATERIALIZED (
    SELECT
        c.item_id,
        CASE
            WHEN $9::boolean THEN c.voters_any - coalesce(l.voters_any, 0)
            ELSE c.voters - coalesce(l.voters, 0)
        END AS voters,
        c.open_escalations
    FROM read.item_counts AS c
    LEFT JOIN lost AS l
        ON l.item_id = c.item_id
    WHERE c.project_id = $1
      AND c.generation = $2
      AND c.from_position <= $3
      AND c.to_position > $3
),

truths AS MATERIALIZED (
    SELECT
        g.item_id,
        g.task,
        g.absence,
        g.nominal_weight,
        g.ordinal_weight
    FROM read.ground_truth AS g
    WHERE g.project_id = $1
      AND g.generation = $2
      AND g.edition = $4
      AND g.task = ANY($7::text[])
      AND g.from_position <= $3
      AND g.to_position > $3
      AND (g.absence IS NOT NULL OR g.nominal_weight > 0)
)

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
            m.item_id,
            CASE asked.metric
                WHEN 'coverage' THEN (m.voters = 0)::integer
                WHEN 'overlap' THEN greatest(0, $8::integer - m.voters)
                WHEN 'open_escalations' THEN m.open_escalations
            END AS weight
        FROM members AS m
        WHERE asked.task IS NULL
        UNION ALL
        SELECT
            g.item_id,
            CASE asked.metric
                WHEN 'alpha_nominal' THEN g.nominal_weight
                WHEN 'alpha_ordinal' THEN g.ordinal_weight
                WHEN 'items_without_ground_truth' THEN (g.absence IS NOT NULL)::integer
            END
        FROM truths AS g
        WHERE g.task = asked.task
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

-- name: given_before
-- The different answers that were given under older taxonomy versions than one, as of a position.
SELECT DISTINCT
    r.task,
    r.taxonomy_version,
    r.category
FROM read.readings AS r
WHERE r.project_id = $1
  AND r.generation = $2
  AND r.from_position <= $3
  AND r.to_position > $3
  AND r.taxonomy_version < $4
  AND r.category IS NOT NULL
