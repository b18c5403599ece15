-- name: demanded
-- Resolutions up to a position that demand a change of the guideline, in order.
SELECT
    e.stream,
    (e.body ->> 'escalation_id')::uuid AS escalation_id,
    e.body ->> 'demand' AS demand,
    e.body ->> 'clause' AS clause,
    (e.body ->> 'guideline_revision')::integer AS guideline_revision,
    e.body ->> 'resolved_by' AS resolved_by,
    e.recorded_at,
    e.position
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.position <= $2
  AND e.stream >= 'item/'
  AND e.stream < 'item0'
  AND e.type = 'EscalationResolved'
  AND e.body ->> 'demand' IS NOT NULL
ORDER BY e.position
