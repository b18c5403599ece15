-- The ledger of every project: facts in one dense order, appended under one lock, never changed.
--
-- Position is given out while the project's row in ledger.projects is locked and until commit, so
-- commit order is position order: whoever has read position N has seen everything up to N.
-- A constraint is named after the rule it keeps, and errors are told by that name.
-- Keys sort by bytes (COLLATE "C"): faster, and no system upgrade can change their order.

CREATE TABLE ledger.projects (
    project_id text        COLLATE "C" NOT NULL,
    tenant_id  text        COLLATE "C" NOT NULL,
    opened_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT project_is_opened_once PRIMARY KEY (project_id),
    CONSTRAINT project_id_is_short_and_not_empty CHECK (octet_length(project_id) BETWEEN 1 AND 200),
    CONSTRAINT tenant_id_is_short_and_not_empty CHECK (octet_length(tenant_id) BETWEEN 1 AND 800)
);

COMMENT ON TABLE ledger.projects IS
    'One row per project, never updated: it is the lock that appends to a project take turns on.';

-- body is json and not jsonb: the bytes that were hashed are the bytes that are kept.
-- No foreign key to projects: the only way in, ledger.append, holds that row's lock.
CREATE TABLE ledger.events (
    project_id     text        COLLATE "C" NOT NULL,
    position       bigint      NOT NULL,
    stream         text        COLLATE "C" NOT NULL,
    version        integer     NOT NULL,
    event_id       uuid        NOT NULL,
    type           text        COLLATE "C" NOT NULL,
    schema_version integer     NOT NULL,
    occurred_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    actor          text        COLLATE "C" NOT NULL,
    command_id     uuid        NOT NULL,
    causation_id   uuid,
    correlation_id uuid        NOT NULL,
    trace_id       text        COLLATE "C",
    body           json        NOT NULL,
    leaf           bytea       NOT NULL,
    CONSTRAINT position_is_taken_once PRIMARY KEY (project_id, position),
    CONSTRAINT stream_version_is_taken_once UNIQUE (project_id, stream, version),
    CONSTRAINT event_id_is_used_once UNIQUE (project_id, event_id),
    CONSTRAINT position_counts_from_one CHECK (position >= 1),
    CONSTRAINT version_counts_from_one CHECK (version >= 1),
    CONSTRAINT schema_version_counts_from_one CHECK (schema_version >= 1),
    CONSTRAINT stream_is_short_and_not_empty CHECK (octet_length(stream) BETWEEN 1 AND 1000),
    CONSTRAINT type_is_short_and_not_empty CHECK (octet_length(type) BETWEEN 1 AND 200),
    CONSTRAINT actor_is_short_and_not_empty CHECK (octet_length(actor) BETWEEN 1 AND 800),
    CONSTRAINT trace_id_is_short CHECK (octet_length(trace_id) <= 200),
    CONSTRAINT body_is_at_most_one_mebibyte CHECK (octet_length(body::text) <= 1048576),
    CONSTRAINT leaf_is_a_sha256 CHECK (octet_length(leaf) = 32),
    -- Python's years; it also shuts out infinity, which has no place on a time line.
    CONSTRAINT occurred_at_is_in_years_1_to_9999
        CHECK (occurred_at >= '0001-01-01 00:00+00' AND occurred_at < '10000-01-01 00:00+00')
);

-- Which requests were answered already, and with which events.
CREATE TABLE ledger.commands (
    project_id     text   COLLATE "C" NOT NULL,
    command_id     uuid   NOT NULL,
    request_sha    bytea  NOT NULL,
    first_position bigint NOT NULL,
    last_position  bigint NOT NULL,
    CONSTRAINT command_id_is_used_once PRIMARY KEY (project_id, command_id),
    CONSTRAINT request_sha_is_a_sha256 CHECK (octet_length(request_sha) = 32),
    CONSTRAINT command_wrote_at_least_one_event CHECK (first_position BETWEEN 1 AND last_position)
);

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of %.% is refused: the ledger only grows',
                    tg_op, tg_table_schema, tg_table_name
        USING ERRCODE = 'restrict_violation',
              HINT = 'Record a new event that corrects the earlier one.';
END
$$;

CREATE TRIGGER rows_are_never_changed BEFORE UPDATE OR DELETE ON ledger.projects
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER rows_are_never_changed BEFORE UPDATE OR DELETE ON ledger.events
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER rows_are_never_changed BEFORE UPDATE OR DELETE ON ledger.commands
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.projects
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.events
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.commands
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- ALWAYS: an ordinary trigger sleeps under session_replication_role = replica.
ALTER TABLE ledger.projects ENABLE ALWAYS TRIGGER rows_are_never_changed;
ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER rows_are_never_changed;
ALTER TABLE ledger.commands ENABLE ALWAYS TRIGGER rows_are_never_changed;
ALTER TABLE ledger.projects ENABLE ALWAYS TRIGGER table_is_never_emptied;
ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER table_is_never_emptied;
ALTER TABLE ledger.commands ENABLE ALWAYS TRIGGER table_is_never_emptied;

-- RFC 9162 leaf hash of envelope version 1 (events/envelope.py is the same in Python; the golden
-- vectors hold both to it). array_send writes every element as its length and its bytes and NULL as
-- length -1, which is the envelope's own rule; its twenty bytes of header are cut off.
-- FROZEN: another envelope is another function, never a change of this one.
CREATE FUNCTION ledger.leaf_v1(
    project_id text, "position" bigint, stream text, version integer, event_id uuid, type text,
    schema_version integer, occurred_at timestamptz, recorded_at timestamptz, actor text,
    command_id uuid, causation_id uuid, correlation_id uuid, trace_id text, body bytea
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256('\x00'::bytea || substr(array_send(ARRAY[
    '\x6c6162656c747261696c2e6576656e742e7631'::bytea,  -- labeltrail.event.v1
    convert_to(project_id, 'UTF8'),
    int8send("position"),
    convert_to(stream, 'UTF8'),
    int8send(version),
    uuid_send(event_id),
    convert_to(type, 'UTF8'),
    int8send(schema_version),
    int8send((extract(epoch FROM occurred_at) * 1000000)::bigint),
    int8send((extract(epoch FROM recorded_at) * 1000000)::bigint),
    convert_to(actor, 'UTF8'),
    uuid_send(command_id),
    uuid_send(causation_id),
    uuid_send(correlation_id),
    convert_to(trace_id, 'UTF8'),
    sha256(body)
]), 21));
