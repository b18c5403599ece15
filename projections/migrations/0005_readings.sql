-- What statistics from scratch rest on, as rows: every answer with what was said of it, and every
-- item as it was registered. Statistics read them as columns, a million at a time.
--
-- A reading is what one label says of one task. It holds from `from_position` on, like other rows,
-- and under any terms: whether its category is one of the taxonomy's is for the question to say.
CREATE TABLE read.readings (
    project_id         text COLLATE "C" NOT NULL,
    generation         integer     NOT NULL,
    task               text COLLATE "C" NOT NULL,
    label_id           uuid        NOT NULL,
    from_position      bigint      NOT NULL,
    to_position        bigint      NOT NULL,
    item_id            text COLLATE "C" NOT NULL,
    item_position      bigint      NOT NULL,
    annotator          text COLLATE "C" NOT NULL,
    member_kind        text        NOT NULL,
    repeat             integer     NOT NULL,
    category           text,
    independent        text,
    is_independent     boolean     NOT NULL,
    standing           smallint    NOT NULL,
    is_retracted       boolean     NOT NULL,
    suggested          text,
    submitted_position bigint      NOT NULL,
    position           bigint      NOT NULL,
    occurred_at        timestamptz NOT NULL,
    taxonomy_version   integer     NOT NULL,
    guideline_revision integer     NOT NULL,
    seconds_spent      double precision,
    CONSTRAINT one_reading_per_label_task_and_position
        PRIMARY KEY (project_id, generation, task, label_id, from_position),
    CONSTRAINT reading_holds_for_some_positions CHECK (from_position < to_position)
);

COMMENT ON COLUMN read.readings.item_position IS
    'Where the item was registered: the item as a number, see read.registered_items.position.';
COMMENT ON COLUMN read.readings.category IS
    'Of the answer as it stands; NULL for "cannot tell", and where the label has none any more.';
COMMENT ON COLUMN read.readings.independent IS
    'Of the last answer before anything about the item was reviewed or adjudicated; NULL for '
    '"cannot tell", and where is_independent says that there is none.';
COMMENT ON COLUMN read.readings.standing IS
    'What the review in force says: 0 nothing, 1 approved, 2 rejected, 3 corrected.';
COMMENT ON COLUMN read.readings.suggested IS
    'What a model had proposed and the annotator was shown; NULL for nothing.';

CREATE TABLE read.registered_items (
    project_id     text COLLATE "C" NOT NULL,
    generation     integer NOT NULL,
    item_id        text COLLATE "C" NOT NULL,
    position       bigint  NOT NULL,
    modality       text    NOT NULL,
    uri            text,
    source         text,
    content_sha256 text,
    attributes     json    NOT NULL,
    CONSTRAINT item_is_registered_once PRIMARY KEY (project_id, generation, item_id)
);

CREATE INDEX items_by_content ON read.registered_items (project_id, generation, content_sha256)
    WHERE content_sha256 IS NOT NULL;
