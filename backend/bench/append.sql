-- name: make_plain_table
-- What the ledger is held against: the same columns, written row by row, and nothing promised:
-- positions with gaps, out of order of commit, no versions checked, no command known again.
CREATE TABLE IF NOT EXISTS bench_plain_events (
    project_id text COLLATE "C" NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY,
    stream text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    event_id uuid NOT NULL,
    type text COLLATE "C" NOT NULL,
    schema_version integer NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text COLLATE "C" NOT NULL,
    command_id uuid NOT NULL,
    causation_id uuid,
    correlation_id uuid NOT NULL,
    trace_id text COLLATE "C",
    body json NOT NULL,
    leaf bytea NOT NULL,
    PRIMARY KEY (project_id, position)
)

-- name: insert_plain
-- One row, committed by itself.
INSERT INTO bench_plain_events (
    project_id, stream, version, event_id, type, schema_version, occurred_at, actor, command_id,
    correlation_id, body, leaf
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
