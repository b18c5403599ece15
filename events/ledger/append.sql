-- name: append_group
-- One round: each command of the group gets its own outcome, all in one transaction.
SELECT
    outcomes,
    first_positions,
    last_positions,
    conflict_streams,
    conflict_versions,
    head_before,
    recorded_from
FROM ledger.append(
    project => $1,
    command_ids => $2,
    request_shas => $3,
    correlation_ids => $4,
    trace_ids => $5,
    expected_counts => $6,
    event_counts => $7,
    group_streams => $8,
    expected_streams => $9,
    expected_versions => $10,
    event_streams => $11,
    event_ids => $12,
    event_types => $13,
    schema_versions => $14,
    occurred_ats => $15,
    actors => $16,
    causation_ids => $17,
    bodies => $18
)

-- name: open_project
-- Make the row that appends to the project take turns on; false when it was there.
SELECT ledger.open_project(project => $1, tenant => $2)
