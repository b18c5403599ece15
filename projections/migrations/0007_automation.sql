-- How far the automatic rules of each project have looked. It belongs to no generation of rows: a
-- rebuild changes what is known, never what was done.
CREATE TABLE read.automation (
    project_id  text COLLATE "C" NOT NULL,
    position    bigint      NOT NULL DEFAULT 0,
    wakes_at    timestamptz,
    lease_until timestamptz NOT NULL DEFAULT '-infinity',
    fence       bigint      NOT NULL DEFAULT 0,
    behind      jsonb       NOT NULL DEFAULT '{}',
    failures    integer     NOT NULL DEFAULT 0,
    failure     text,
    retry_at    timestamptz NOT NULL DEFAULT '-infinity',
    CONSTRAINT one_automation_per_project PRIMARY KEY (project_id)
);

COMMENT ON COLUMN read.automation.position IS
    'Every event up to it was looked at, and what follows from it recorded.';
COMMENT ON COLUMN read.automation.wakes_at IS
    'When time alone may bring something about; NULL: never.';
COMMENT ON COLUMN read.automation.behind IS
    'Rules that failed, with the position up to which each has looked: the others go on.';
COMMENT ON COLUMN read.automation.failure IS
    'Why the last rule failed; it is tried again at retry_at, later each time.';
