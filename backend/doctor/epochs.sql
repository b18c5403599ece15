-- name: restored
-- Projects that are in another epoch than the first.
SELECT o.project_id
FROM ledger.epochs AS o
WHERE o.epoch > 1
GROUP BY o.project_id
ORDER BY o.project_id
LIMIT 100
