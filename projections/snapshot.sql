-- name: moment
-- When a position was recorded; no row for position 0.
SELECT e.recorded_at
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.position = $2

-- name: plan_for_lists
-- Plan statements of this transaction with the filters that are given, and join without loops.
-- Rows of a new generation or edition are unknown to the planner's statistics for a while: it
-- then takes them for very few, and a loop over many would be many times slower than a hash.
SELECT
    set_config('plan_cache_mode', 'force_custom_plan', true),
    set_config('enable_nestloop', 'off', true)
