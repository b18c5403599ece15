-- Streams that a projection has set aside, and generations that are kept for a way back.

-- The event at `position` cannot be folded: it and all that follows in its stream is passed over.
CREATE TABLE read.parked (
    project_id text COLLATE "C" NOT NULL,
    generation integer     NOT NULL,
    stream     text COLLATE "C" NOT NULL,
    position   bigint      NOT NULL,
    reason     text        NOT NULL,
    attempts   integer     NOT NULL DEFAULT 1,
    parked_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT stream_is_parked_once PRIMARY KEY (project_id, generation, stream)
);

COMMENT ON COLUMN read.parked.attempts IS
    'Generations that could not fold it, one after the other; parked_at is when the first gave up.';

ALTER TABLE read.progress
    ADD COLUMN kept_until timestamptz,
    ADD CONSTRAINT only_a_former_generation_is_kept
        CHECK (kept_until IS NULL OR NOT (is_current OR is_retired));

COMMENT ON COLUMN read.progress.kept_until IS
    'A former generation whose rows stay so long, to answer from them again.';
