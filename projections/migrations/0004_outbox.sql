-- What is to be told to the outside: written with the rows that it is about, removed once told.

-- Whoever wants to be told; while there is nobody, nothing is written.
CREATE TABLE read.receivers (
    name     text        NOT NULL,
    added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT receiver_is_named_once PRIMARY KEY (name)
);

-- scope: a batch id, or empty for the whole project.
CREATE TABLE read.outbox (
    project_id text COLLATE "C" NOT NULL,
    position   bigint      NOT NULL,
    kind       text        NOT NULL,
    scope      text COLLATE "C" NOT NULL,
    items      integer     NOT NULL,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts   integer     NOT NULL DEFAULT 0,
    due_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    failure    text,
    is_dead    boolean     NOT NULL DEFAULT false,
    CONSTRAINT told_once PRIMARY KEY (project_id, position, kind, scope)
);

COMMENT ON COLUMN read.outbox.due_at IS
    'Not to be tried before: pushed ahead while a process tells it, and longer after each failure.';
