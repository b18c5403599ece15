-- What the facts mean now: rows that the runner folds from the ledger and may rebuild at any time.
--
-- Every row belongs to a generation of its project's projection. A rebuild fills a new generation
-- beside the current one. Rows that depend on policy and taxonomy also name their edition: while
-- a new policy is being applied to all items, answers still come whole from the former edition.
-- Text keys are compared byte for byte, so that their order is Python's.
CREATE SCHEMA read;

CREATE TABLE read.progress (
    project_id              text COLLATE "C" NOT NULL,
    generation              integer     NOT NULL,
    is_current              boolean     NOT NULL,
    is_retired              boolean     NOT NULL DEFAULT false,
    fold_version            integer     NOT NULL,
    position                bigint      NOT NULL,
    rules                   bytea       NOT NULL,
    policy_version          integer     NOT NULL,
    taxonomy_version        integer     NOT NULL,
    refold_policy_version   integer,
    refold_taxonomy_version integer,
    refold_after            text COLLATE "C",
    refold_items            bigint      NOT NULL DEFAULT 0,
    owner                   uuid,
    lease_until             timestamptz NOT NULL DEFAULT '-infinity',
    fence                   bigint      NOT NULL DEFAULT 0,
    stopped_position        bigint,
    stopped_reason          text,
    folded_at               timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT one_progress_per_generation PRIMARY KEY (project_id, generation),
    CONSTRAINT refold_names_both_versions
        CHECK ((refold_policy_version IS NULL) = (refold_taxonomy_version IS NULL)),
    CONSTRAINT no_answers_from_a_retired_generation CHECK (NOT (is_current AND is_retired)),
    CONSTRAINT a_stop_has_a_reason CHECK ((stopped_position IS NULL) = (stopped_reason IS NULL)),
    CONSTRAINT stopped_at_the_next_event CHECK (stopped_position > position)
) WITH (fillfactor = 50);

COMMENT ON COLUMN read.progress.fence IS
    'Rises with every claim: a worker that wakes up late finds another and writes nothing.';
COMMENT ON COLUMN read.progress.is_retired IS
    'No claim is given on it any more; the row stays until the rows of its generation are gone.';
COMMENT ON COLUMN read.progress.policy_version IS
    'Answers hold for this policy and taxonomy version; rules may know newer ones, being refolded.';

CREATE UNIQUE INDEX one_current_generation ON read.progress (project_id) WHERE is_current;

CREATE TABLE read.items (
    project_id       text COLLATE "C" NOT NULL,
    generation       integer NOT NULL,
    item_id          text COLLATE "C" NOT NULL,
    position         bigint  NOT NULL,
    state            bytea   NOT NULL,
    labels           integer NOT NULL,
    voters           integer NOT NULL,
    voters_any       integer NOT NULL,
    open_escalations integer NOT NULL,
    review_requests  integer NOT NULL,
    CONSTRAINT one_row_per_item PRIMARY KEY (project_id, generation, item_id)
);

CREATE INDEX items_to_review ON read.items (project_id, generation, item_id)
    WHERE review_requests > 0;
CREATE INDEX items_escalated ON read.items (project_id, generation, item_id)
    WHERE open_escalations > 0;

CREATE TABLE read.ground_truth (
    project_id     text COLLATE "C" NOT NULL,
    generation     integer NOT NULL,
    edition        integer NOT NULL,
    item_id        text COLLATE "C" NOT NULL,
    task           text COLLATE "C" NOT NULL,
    category       text,
    origin         text,
    absence        text,
    nominal_weight bigint  NOT NULL,
    ordinal_weight bigint  NOT NULL,
    CONSTRAINT one_truth_per_item_and_task
        PRIMARY KEY (project_id, generation, edition, item_id, task),
    CONSTRAINT truth_has_a_value_or_a_reason CHECK ((category IS NULL) <> (absence IS NULL))
);

CREATE INDEX truth_by_absence ON read.ground_truth
    (project_id, generation, edition, task, absence, item_id);

CREATE TABLE read.escalations (
    project_id      text COLLATE "C" NOT NULL,
    generation      integer     NOT NULL,
    escalation_id   uuid        NOT NULL,
    item_id         text COLLATE "C" NOT NULL,
    is_open         boolean     NOT NULL,
    level           integer     NOT NULL,
    due_at          timestamptz NOT NULL,
    raised_position bigint      NOT NULL,
    state           bytea       NOT NULL,
    CONSTRAINT one_row_per_escalation PRIMARY KEY (project_id, generation, escalation_id)
);

COMMENT ON COLUMN read.escalations.due_at IS 'infinity where no time is set: those come last.';

CREATE INDEX escalation_queue ON read.escalations
    (project_id, generation, is_open, level DESC, due_at, raised_position);

CREATE TABLE read.batches (
    project_id      text COLLATE "C" NOT NULL,
    generation      integer NOT NULL,
    batch_id        text COLLATE "C" NOT NULL,
    title           text    NOT NULL,
    batch_kind      text    NOT NULL,
    is_closed       boolean NOT NULL,
    items           integer NOT NULL,
    opened_position bigint  NOT NULL,
    CONSTRAINT one_row_per_batch PRIMARY KEY (project_id, generation, batch_id)
);

CREATE TABLE read.batch_items (
    project_id      text COLLATE "C" NOT NULL,
    generation      integer NOT NULL,
    batch_id        text COLLATE "C" NOT NULL,
    item_id         text COLLATE "C" NOT NULL,
    joined_position bigint  NOT NULL,
    CONSTRAINT item_is_in_a_batch_once PRIMARY KEY (project_id, generation, batch_id, item_id)
);

CREATE INDEX batches_of_an_item ON read.batch_items (project_id, generation, item_id);

-- scope: a batch id, or empty for the whole project.
CREATE TABLE read.tallies (
    project_id text COLLATE "C" NOT NULL,
    generation integer NOT NULL,
    edition    integer NOT NULL,
    scope      text COLLATE "C" NOT NULL,
    tally      bytea   NOT NULL,
    CONSTRAINT one_tally_per_scope PRIMARY KEY (project_id, generation, edition, scope)
);
