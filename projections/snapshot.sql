-- name: moment
-- When a position was recorded; no row for position 0.
SELECT e.recorded_at
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.position = $2

-- name: plan_for_filters
-- Plan with the filters that are given in this transaction: a general plan would scan all items.
SELECT set_config('plan_cache_mode', 'force_custom_plan', true)
