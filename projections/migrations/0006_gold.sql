-- Gold as rows: every proposal and what became of it, so that answers can be scored by the gold of
-- any moment. A row holds under any terms; the gold that was in force for an item and task is the
-- row that is `active` there, and there is never more than one.
CREATE TABLE read.gold (
    project_id        text COLLATE "C" NOT NULL,
    generation        integer NOT NULL,
    gold_id           uuid    NOT NULL,
    from_position     bigint  NOT NULL,
    to_position       bigint  NOT NULL,
    item_id           text COLLATE "C" NOT NULL,
    task              text COLLATE "C" NOT NULL,
    proposed_position bigint  NOT NULL,
    status            text    NOT NULL,
    category          text    NOT NULL,
    proposed_by       text COLLATE "C" NOT NULL,
    approved_by       text COLLATE "C",
    state             bytea   NOT NULL,
    CONSTRAINT one_row_per_gold_and_position
        PRIMARY KEY (project_id, generation, gold_id, from_position),
    CONSTRAINT gold_holds_for_some_positions CHECK (from_position < to_position),
    CONSTRAINT active_gold_was_approved CHECK (status <> 'active' OR approved_by IS NOT NULL),
    CONSTRAINT approver_is_a_second_person CHECK (approved_by <> proposed_by)
);

CREATE INDEX gold_by_item ON read.gold (project_id, generation, item_id, proposed_position);
CREATE INDEX gold_by_task ON read.gold (project_id, generation, task, item_id)
    WHERE status = 'active';
CREATE UNIQUE INDEX one_gold_begins_at_a_time ON read.gold
    (project_id, generation, item_id, task, from_position) WHERE status = 'active';
