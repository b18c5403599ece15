-- name: digests
-- One SHA-256 over the rows of each table of a generation, under the edition of its answers.
-- Times stay out of the text (they are in the states' bytes): their form depends on settings.
WITH lines AS (
    SELECT
        'items' AS source,
        i.item_id AS place,
        jsonb_build_array(
            i.item_id, i.position, i.labels, i.voters, i.voters_any, i.open_escalations,
            i.review_requests, encode(sha256(i.state), 'hex')
        ) AS content
    FROM read.items AS i
    WHERE i.project_id = $1
      AND i.generation = $2
    UNION ALL
    SELECT
        'ground_truth',
        jsonb_build_array(g.item_id, g.task)::text COLLATE "C",
        jsonb_build_array(
            g.item_id, g.task, g.category, g.origin, g.absence, g.nominal_weight, g.ordinal_weight
        )
    FROM read.ground_truth AS g
    WHERE g.project_id = $1
      AND g.generation = $2
      AND g.edition = $3
    UNION ALL
    SELECT
        'escalations',
        e.escalation_id::text COLLATE "C",
        jsonb_build_array(
            e.escalation_id, e.item_id, e.is_open, e.level, e.raised_position,
            encode(sha256(e.state), 'hex')
        )
    FROM read.escalations AS e
    WHERE e.project_id = $1
      AND e.generation = $2
    UNION ALL
    SELECT
        'batches',
        b.batch_id,
        jsonb_build_array(
            b.batch_id, b.title, b.batch_kind, b.is_closed, b.items, b.opened_position
        )
    FROM read.batches AS b
    WHERE b.project_id = $1
      AND b.generation = $2
    UNION ALL
    SELECT
        'batch_items',
        jsonb_build_array(m.batch_id, m.item_id)::text COLLATE "C",
        jsonb_build_array(m.batch_id, m.item_id, m.joined_position)
    FROM read.batch_items AS m
    WHERE m.project_id = $1
      AND m.generation = $2
    UNION ALL
    SELECT
        'tallies',
        t.scope,
        jsonb_build_array(t.scope, encode(sha256(t.tally), 'hex'))
    FROM read.tallies AS t
    WHERE t.project_id = $1
      AND t.generation = $2
      AND t.edition = $3
)

SELECT
    l.source,
    count(l.place) AS number_of_rows,
    encode(
        sha256(string_agg(sha256(convert_to(l.content::text, 'UTF8')), '' ORDER BY l.place)), 'hex'
    ) AS digest
FROM lines AS l
GROUP BY l.source
ORDER BY l.source
