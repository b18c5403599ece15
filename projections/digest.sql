-- name: look
-- The first statement of a transaction: what it sees from here on stands still.
SELECT pg_current_snapshot()

-- name: digest
-- One SHA-256 over the rows of a table of a generation, in a form that no cut of pages changes.
-- Rows of an edition that begin where the next is in force answer nothing and stay out, and of
-- tallies only the last counts: where the others stand depends on the pages.
-- Times are told as microseconds, or stay out (they are in the states' bytes): as text their form
-- depends on settings.
WITH ends AS (
    SELECT
        e.edition,
        e.from_position,
        coalesce(
            lead(e.from_position) OVER (ORDER BY e.edition), 9223372036854775807
        ) AS to_position
    FROM (
        SELECT
            0 AS edition,
            0 AS from_position
        UNION ALL
        SELECT
            kept.edition,
            kept.from_position
        FROM read.editions AS kept
        WHERE kept.project_id = $1
          AND kept.generation = $2
    ) AS e
),

lines AS (
    SELECT
        'items' AS source,
        i.item_id AS place,
        jsonb_build_array(i.item_id, i.position, encode(sha256(i.state), 'hex')) AS content
    FROM read.items AS i
    WHERE i.project_id = $1
      AND i.generation = $2
    UNION ALL
    SELECT
        'item_counts',
        jsonb_build_array(c.item_id, c.from_position)::text COLLATE "C",
        jsonb_build_array(
            c.item_id, c.from_position, c.to_position, c.labels, c.voters, c.voters_any,
            c.open_escalations, c.review_requests
        )
    FROM read.item_counts AS c
    WHERE c.project_id = $1
      AND c.generation = $2
    UNION ALL
    SELECT
        'ground_truth',
        jsonb_build_array(g.edition, g.item_id, g.task, g.from_position)::text COLLATE "C",
        jsonb_build_array(
            g.edition, g.item_id, g.task, g.from_position,
            CASE WHEN g.to_position < e.to_position THEN g.to_position END,
            g.category, g.origin, g.absence, g.nominal_weight, g.ordinal_weight
        )
    FROM read.ground_truth AS g
    INNER JOIN ends AS e
        ON e.edition = g.edition
    WHERE g.project_id = $1
      AND g.generation = $2
      AND g.from_position < e.to_position
    UNION ALL
    SELECT
        'work',
        jsonb_build_array(w.edition, w.item_id, w.from_position)::text COLLATE "C",
        jsonb_build_array(
            w.edition, w.item_id, w.from_position,
            CASE WHEN w.to_position < e.to_position THEN w.to_position END,
            w.is_gold, w.free, w.held,
            CASE
                WHEN isfinite(w.lapses_at) THEN (1000000 * extract(epoch FROM w.lapses_at))::bigint
            END,
            w.priority, w.registered_position, w.done_by, w.held_by, w.returned_by
        )
    FROM read.work AS w
    INNER JOIN ends AS e
        ON e.edition = w.edition
    WHERE w.project_id = $1
      AND w.generation = $2
      AND w.from_position < e.to_position
    UNION ALL
    SELECT
        'escalations',
        jsonb_build_array(s.escalation_id, s.from_position)::text COLLATE "C",
        jsonb_build_array(
            s.escalation_id, s.from_position, s.to_position, s.item_id, s.is_open, s.level,
            s.raised_position, encode(sha256(s.state), 'hex')
        )
    FROM read.escalations AS s
    WHERE s.project_id = $1
      AND s.generation = $2
    UNION ALL
    SELECT
        'batches',
        jsonb_build_array(b.batch_id, b.from_position)::text COLLATE "C",
        jsonb_build_array(
            b.batch_id, b.from_position, b.to_position, b.title, b.batch_kind, b.is_closed,
            b.items, b.opened_position
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
        'editions',
        kept.edition::text COLLATE "C",
        jsonb_build_array(kept.edition, kept.from_position)
    FROM read.editions AS kept
    WHERE kept.project_id = $1
      AND kept.generation = $2
    UNION ALL
    SELECT
        'tallies',
        t.scope,
        jsonb_build_array(t.scope, t.position, encode(sha256(t.tally), 'hex'))
    FROM (
        SELECT DISTINCT ON (kept.scope)
            kept.scope,
            kept.position,
            kept.tally
        FROM read.tallies AS kept
        WHERE kept.project_id = $1
          AND kept.generation = $2
          AND kept.edition = $3
        ORDER BY
            kept.scope,
            kept.position DESC
    ) AS t
    UNION ALL
    SELECT
        'tally_changes',
        jsonb_build_array(c.edition, c.scope, c.position)::text COLLATE "C",
        jsonb_build_array(c.edition, c.scope, c.position, encode(sha256(c.change), 'hex'))
    FROM read.tally_changes AS c
    INNER JOIN ends AS e
        ON e.edition = c.edition
    WHERE c.project_id = $1
      AND c.generation = $2
      AND c.position < e.to_position
    UNION ALL
    SELECT
        'gold',
        jsonb_build_array(o.gold_id, o.from_position)::text COLLATE "C",
        jsonb_build_array(
            o.gold_id, o.from_position, o.to_position, o.item_id, o.task, o.proposed_position,
            o.status, o.category, o.proposed_by, o.approved_by, encode(sha256(o.state), 'hex')
        )
    FROM read.gold AS o
    WHERE o.project_id = $1
      AND o.generation = $2
    UNION ALL
    SELECT
        'readings',
        jsonb_build_array(r.task, r.label_id, r.from_position)::text COLLATE "C",
        jsonb_build_array(
            r.task, r.label_id, r.from_position, r.to_position, r.item_id, r.item_position,
            r.annotator, r.member_kind, r.repeat, r.category, r.independent, r.is_independent,
            r.standing, r.is_retracted, r.suggested, r.submitted_position, r.position,
            (1000000 * extract(epoch FROM r.occurred_at))::bigint, r.taxonomy_version,
            r.guideline_revision, encode(float8send(r.seconds_spent), 'hex'), r.independent_version
        )
    FROM read.readings AS r
    WHERE r.project_id = $1
      AND r.generation = $2
    UNION ALL
    SELECT
        'registered_items',
        i.item_id,
        jsonb_build_array(
            i.item_id, i.position, i.modality, i.uri, i.source, i.content_sha256,
            i.attributes::text
        )
    FROM read.registered_items AS i
    WHERE i.project_id = $1
      AND i.generation = $2
    UNION ALL
    SELECT
        'parked',
        p.stream,
        jsonb_build_array(p.stream, p.position)
    FROM read.parked AS p
    WHERE p.project_id = $1
      AND p.generation = $2
)

SELECT
    count(l.place) AS number_of_rows,
    encode(
        sha256(string_agg(sha256(convert_to(l.content::text, 'UTF8')), '' ORDER BY l.place)), 'hex'
    ) AS digest
FROM lines AS l
WHERE l.source = $4::text
GROUP BY l.source
