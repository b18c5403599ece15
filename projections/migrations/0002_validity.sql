-- Rows that say from which position to which they hold, so that now and any moment of the past are
-- the same query.
--
-- A row holds from `from_position` on and until just before `to_position`; 9223372036854775807
-- there means that it still holds. A row is written once; later only its end is set.
-- Rows that depend on policy and taxonomy name their edition, and an edition's rows begin where it
-- came into force: whoever asks about a position takes the edition that was in force there.
-- Read models are never migrated by content, they are folded anew: all rows go.
DROP TABLE read.items, read.ground_truth, read.escalations, read.batches, read.batch_items,
    read.tallies;
DELETE FROM read.progress;

ALTER TABLE read.progress
    ADD COLUMN refold_position bigint,
    ADD COLUMN row_sum         bytea NOT NULL DEFAULT '',
    ADD COLUMN edition_sum     bytea NOT NULL DEFAULT '',
    ADD COLUMN refold_sum      bytea NOT NULL DEFAULT '',
    DROP CONSTRAINT refold_names_both_versions,
    ADD CONSTRAINT refold_names_versions_and_position CHECK (
        num_nulls(refold_policy_version, refold_taxonomy_version, refold_position, refold_after)
            IN (0, 4)
    );

COMMENT ON COLUMN read.progress.refold_position IS
    'Where the new terms came into force: their rows hold from there on.';
COMMENT ON COLUMN read.progress.row_sum IS
    'Sum over all row versions that hold under any terms; edition_sum over those of the edition of '
    'answers, refold_sum over those of the edition being made. See projections/attestation.py.';

-- Where each edition came into force. Rows of an edition that begin where the next one is in force
-- answer nothing: they were written while answers still came from it.
CREATE TABLE read.editions (
    project_id    text COLLATE "C" NOT NULL,
    generation    integer NOT NULL,
    edition       integer NOT NULL,
    from_position bigint  NOT NULL,
    CONSTRAINT edition_comes_into_force_once PRIMARY KEY (project_id, generation, edition)
);

-- What folding goes on from: the item as its last event left it.
CREATE TABLE read.items (
    project_id text COLLATE "C" NOT NULL,
    generation integer NOT NULL,
    item_id    text COLLATE "C" NOT NULL,
    position   bigint  NOT NULL,
    edition    integer NOT NULL,
    state      bytea   NOT NULL,
    CONSTRAINT one_row_per_item PRIMARY KEY (project_id, generation, item_id)
);

COMMENT ON COLUMN read.items.edition IS 'The newest edition that has rows for the item.';

CREATE TABLE read.item_counts (
    project_id       text COLLATE "C" NOT NULL,
    generation       integer NOT NULL,
    item_id          text COLLATE "C" NOT NULL,
    from_position    bigint  NOT NULL,
    to_position      bigint  NOT NULL,
    labels           integer NOT NULL,
    voters           integer NOT NULL,
    voters_any       integer NOT NULL,
    open_escalations integer NOT NULL,
    review_requests  integer NOT NULL,
    CONSTRAINT one_count_per_item_and_position
        PRIMARY KEY (project_id, generation, item_id, from_position),
    CONSTRAINT count_holds_for_some_positions CHECK (from_position < to_position)
);

CREATE INDEX items_to_review ON read.item_counts (project_id, generation, item_id)
    WHERE review_requests > 0;
CREATE INDEX items_escalated ON read.item_counts (project_id, generation, item_id)
    WHERE open_escalations > 0;

CREATE TABLE read.ground_truth (
    project_id     text COLLATE "C" NOT NULL,
    generation     integer NOT NULL,
    edition        integer NOT NULL,
    item_id        text COLLATE "C" NOT NULL,
    task           text COLLATE "C" NOT NULL,
    from_position  bigint  NOT NULL,
    to_position    bigint  NOT NULL,
    category       text,
    origin         text,
    absence        text,
    nominal_weight bigint  NOT NULL,
    ordinal_weight bigint  NOT NULL,
    CONSTRAINT one_truth_per_item_task_and_position
        PRIMARY KEY (project_id, generation, edition, item_id, task, from_position),
    CONSTRAINT truth_holds_for_some_positions CHECK (from_position < to_position),
    CONSTRAINT truth_has_a_value_or_a_reason CHECK ((category IS NULL) <> (absence IS NULL))
);

CREATE INDEX truth_by_absence ON read.ground_truth
    (project_id, generation, edition, task, absence, item_id);

CREATE TABLE read.escalations (
    project_id      text COLLATE "C" NOT NULL,
    generation      integer     NOT NULL,
    escalation_id   uuid        NOT NULL,
    from_position   bigint      NOT NULL,
    to_position     bigint      NOT NULL,
    item_id         text COLLATE "C" NOT NULL,
    is_open         boolean     NOT NULL,
    level           integer     NOT NULL,
    due_at          timestamptz NOT NULL,
    raised_position bigint      NOT NULL,
    state           bytea       NOT NULL,
    CONSTRAINT one_row_per_escalation_and_position
        PRIMARY KEY (project_id, generation, escalation_id, from_position),
    CONSTRAINT escalation_holds_for_some_positions CHECK (from_position < to_position)
);

COMMENT ON COLUMN read.escalations.due_at IS 'infinity where no time is set: those come last.';

CREATE INDEX escalation_queue ON read.escalations
    (project_id, generation, is_open, level DESC, due_at, raised_position);

CREATE TABLE read.batches (
    project_id      text COLLATE "C" NOT NULL,
    generation      integer NOT NULL,
    batch_id        text COLLATE "C" NOT NULL,
    from_position   bigint  NOT NULL,
    to_position     bigint  NOT NULL,
    title           text    NOT NULL,
    batch_kind      text    NOT NULL,
    is_closed       boolean NOT NULL,
    items           integer NOT NULL,
    opened_position bigint  NOT NULL,
    CONSTRAINT one_row_per_batch_and_position
        PRIMARY KEY (project_id, generation, batch_id, from_position),
    CONSTRAINT batch_holds_for_some_positions CHECK (from_position < to_position)
);

-- Membership is for ever, so it has no end.
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
-- A tally as of any position: the last one at or before it, plus the changes since, of which there
-- are never many. `changes` counts those between a tally and the one before it.
CREATE TABLE read.tallies (
    project_id text COLLATE "C" NOT NULL,
    generation integer NOT NULL,
    edition    integer NOT NULL,
    scope      text COLLATE "C" NOT NULL,
    position   bigint  NOT NULL,
    changes    integer NOT NULL,
    tally      bytea   NOT NULL,
    CONSTRAINT one_tally_per_scope_and_position
        PRIMARY KEY (project_id, generation, edition, scope, position)
);

CREATE TABLE read.tally_changes (
    project_id text COLLATE "C" NOT NULL,
    generation integer NOT NULL,
    edition    integer NOT NULL,
    scope      text COLLATE "C" NOT NULL,
    position   bigint  NOT NULL,
    change     bytea   NOT NULL,
    CONSTRAINT one_change_per_scope_and_position
        PRIMARY KEY (project_id, generation, edition, scope, position)
);
