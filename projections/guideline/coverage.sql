-- name: cited
-- How many decisions went by each revision and clause, up to a position: labels as they stand, and
-- reviews, resolutions and adjudications as they were made. Without a clause: all of the revision.
WITH labels AS (
    SELECT
        e.position,
        e.type,
        coalesce((e.body ->> 'label_id')::uuid, e.event_id) AS label_id,
        e.body
    FROM ledger.events AS e
    WHERE e.project_id = $1
      AND e.position <= $2
      AND e.stream >= 'item/'
      AND e.stream < 'item0'
      AND e.type IN ('LabelSubmitted', 'LabelRevised', 'LabelRetracted')
),
standing AS (
    SELECT DISTINCT ON (l.label_id)
        l.type,
        l.body
    FROM labels AS l
    ORDER BY
        l.label_id,
        l.position DESC
),
decided AS (
    SELECT
        'label' AS act,
        (s.body ->> 'guideline_revision')::integer AS revision,
        s.body -> 'clauses' AS clauses
    FROM standing AS s
    WHERE s.type <> 'LabelRetracted'
    UNION ALL
    SELECT
        CASE e.type
            WHEN 'LabelReviewed' THEN 'review'
            WHEN 'EscalationResolved' THEN 'resolution'
            ELSE 'adjudication'
        END,
        (e.body ->> 'guideline_revision')::integer,
        CASE
            WHEN e.body ->> 'clause' IS NOT NULL THEN json_build_array(e.body ->> 'clause')
        END
    FROM ledger.events AS e
    WHERE e.project_id = $1
      AND e.position <= $2
      AND e.stream >= 'item/'
      AND e.stream < 'item0'
      AND e.type IN ('LabelReviewed', 'EscalationResolved', 'ItemAdjudicated')
)
SELECT
    d.revision,
    NULL::text AS clause,
    d.act,
    count(*) AS decisions
FROM decided AS d
GROUP BY
    d.revision,
    d.act
UNION ALL
SELECT
    d.revision,
    c.clause,
    d.act,
    count(*)
FROM decided AS d
CROSS JOIN LATERAL json_array_elements_text(d.clauses) AS c (clause)
WHERE d.clauses IS NOT NULL
GROUP BY
    d.revision,
    c.clause,
    d.act
ORDER BY
    1,
    2 NULLS FIRST,
    3
