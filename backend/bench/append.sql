-- name: make_plain_table
-- What the ledger is held against: the same columns, one INSERT and one commit for each event.
CREATE TABLE IF NOT EXISTS plain_events (
    project_id text NOT NULL,
    stream text NOT NULL,
    version integer NOT NULL,
    event_id uuid PRIMARY KEY,
    type text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    occurred_at timestamptz NOT NULL,
    actor text NOT NULL,
    command_id uuid NOT NULL,
    body bytea NOT NULL,
    UNIQUE (project_id, stream, version)
)

-- name: insert_plain
-- One row, committed by itself.
INSERT INTO plain_events (
    project_id, stream, version, event_id, type, occurred_at, actor, command_id, body
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
