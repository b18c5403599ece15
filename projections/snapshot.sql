-- name: moment
-- When a position was recorded, NULL for position 0, and the streams parked by then as JSON.
SELECT
    (
        SELECT e.recorded_at
        FROM ledger.events AS e
        WHERE e.project_id = $1
          AND e.position = $2
    ) AS recorded_at,
    (
        SELECT coalesce(
            json_agg(
                json_build_object(
                    'stream', p.stream, 'position', p.position, 'reason', p.reason
                )
                ORDER BY p.position
            ),
            '[]'
        )::text
        FROM read.parked AS p
        INNER JOIN read.progress AS r
            ON r.project_id = p.project_id
           AND r.generation = p.generation
        WHERE p.project_id = $1
          AND r.is_current
          AND p.position <= $2
    ) AS parked

-- name: plan_for_lists
-- Plan statements of this transaction with the filters that are given, and join without loops.
-- Rows of a new generation or edition are unknown to the planner's statistics for a while: it
-- then takes them for very few, and a loop over many would be many times slower than a hash.
SELECT
    set_config('plan_cache_mode', 'force_custom_plan', true),
    set_config('enable_nestloop', 'off', true)
