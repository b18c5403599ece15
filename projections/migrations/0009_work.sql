-- What each item still wants of annotators, and who holds it, under the terms of an edition. An
-- item that wants nobody and is held by nobody has no row; nor has any where the policy gives
-- nothing out.
CREATE TABLE read.work (
    project_id          text COLLATE "C" NOT NULL,
    generation          integer     NOT NULL,
    edition             integer     NOT NULL,
    item_id             text COLLATE "C" NOT NULL,
    from_position       bigint      NOT NULL,
    to_position         bigint      NOT NULL,
    is_gold             boolean     NOT NULL,
    free                integer     NOT NULL,
    held                integer     NOT NULL,
    lapses_at           timestamptz NOT NULL,
    priority            bigint      NOT NULL,
    registered_position bigint      NOT NULL,
    done_by             text[] COLLATE "C" NOT NULL,
    held_by             text[] COLLATE "C" NOT NULL,
    returned_by         text[] COLLATE "C" NOT NULL,
    CONSTRAINT one_want_per_item_and_position
        PRIMARY KEY (project_id, generation, edition, item_id, from_position),
    CONSTRAINT want_holds_for_some_positions CHECK (from_position < to_position),
    CONSTRAINT item_without_a_want_has_no_row CHECK (free > 0 OR held > 0)
);

COMMENT ON COLUMN read.work.lapses_at IS
    'When the first of the leases runs out, infinity where there is none. A lease that ran out '
    'still counts in held until an event says so.';
COMMENT ON COLUMN read.work.done_by IS 'Who labeled or skipped it, or set its gold.';

CREATE INDEX open_work ON read.work
    (project_id, generation, edition, is_gold, priority DESC, registered_position)
    WHERE free > 0 AND to_position = 9223372036854775807;
CREATE INDEX held_work ON read.work (project_id, generation, edition, lapses_at)
    WHERE held > 0 AND to_position = 9223372036854775807;
