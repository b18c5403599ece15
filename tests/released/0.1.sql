-- What version 0.1 left behind: its schema, and a project in which every kind of
-- event of that version happened. `python -m tests.released.make 0.1` made it; never edit it.
--
-- PostgreSQL database dump

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE SCHEMA directory;

CREATE SCHEMA instance;

CREATE SCHEMA ledger;

CREATE SCHEMA read;

CREATE FUNCTION instance.grant_to_service(service name) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA instance TO %I', service);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA instance TO %I', service);
    EXECUTE format('GRANT UPDATE (last_used_at) ON instance.keys TO %I', service);
END
$$;

CREATE FUNCTION instance.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% of %.% is refused: the history of keys only grows',
                    tg_op, tg_table_schema, tg_table_name
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION ledger.append(project text, command_ids uuid[], request_shas bytea[], correlation_ids uuid[], trace_ids text[], expected_counts integer[], event_counts integer[], group_streams text[], expected_streams integer[], expected_versions integer[], event_streams integer[], event_ids uuid[], event_types text[], schema_versions integer[], occurred_ats timestamp with time zone[], actors text[], causation_ids uuid[], bodies bytea[], OUT outcomes text[], OUT first_positions bigint[], OUT last_positions bigint[], OUT conflict_streams integer[], OUT conflict_versions integer[], OUT head_before bigint, OUT recorded_from timestamp with time zone) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
DECLARE
    command_count   integer := cardinality(command_ids);
    versions        integer[];  -- of group_streams, as the commands so far leave them
    twins           integer[];  -- the first command of the group with the same id
    known_first     bigint[];   -- of a twin that is stored, here or earlier
    known_last      bigint[];
    known_sha       bytea[];
    known_here      integer[];  -- the command of this group that stored it
    event_positions bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(event_ids)]);
    event_versions  integer[] := array_fill(NULL::integer, ARRAY[cardinality(event_ids)]);
    event_commands  integer[] := array_fill(NULL::integer, ARRAY[cardinality(event_ids)]);
    head            bigint := 0;
    head_time       timestamptz;
    next_expected   integer := 1;
    next_event      integer := 1;
    twin            integer;
    spot            integer;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'ledger.append needs READ COMMITTED, not %',
                        upper(current_setting('transaction_isolation'))
            USING ERRCODE = 'invalid_transaction_state',
                  HINT = 'Under an older snapshot the head that is read may be stale.';
    END IF;

    PERFORM FROM ledger.projects AS p WHERE p.project_id = project FOR NO KEY UPDATE;
    IF NOT found THEN
        RETURN;
    END IF;

    -- From here until commit this project is ours, and each statement sees all that came before.
    SELECT e.position, e.recorded_at INTO head, head_time
    FROM ledger.events AS e
    WHERE e.project_id = project
    ORDER BY e.position DESC
    LIMIT 1;
    head := coalesce(head, 0);
    head_before := head;
    recorded_from := greatest(clock_timestamp(), head_time + interval '1 microsecond');

    SELECT array_agg(coalesce(latest.version, 0) ORDER BY s.place)
    INTO versions
    FROM unnest(group_streams) WITH ORDINALITY AS s (stream, place)
    LEFT JOIN LATERAL (
        SELECT e.version
        FROM ledger.events AS e
        WHERE e.project_id = project
          AND e.stream = s.stream
        ORDER BY e.version DESC
        LIMIT 1
    ) AS latest ON true;

    SELECT array_agg(g.twin ORDER BY g.place),
           array_agg(stored.first_position ORDER BY g.place),
           array_agg(stored.last_position ORDER BY g.place),
           array_agg(stored.request_sha ORDER BY g.place)
    INTO twins, known_first, known_last, known_sha
    FROM (
        SELECT c.command_id,
               c.place,
               min(c.place) OVER (PARTITION BY c.command_id) AS twin
        FROM unnest(command_ids) WITH ORDINALITY AS c (command_id, place)
    ) AS g
    LEFT JOIN LATERAL (
        SELECT k.first_position,
               k.last_position,
               k.request_sha
        FROM ledger.commands AS k
        WHERE k.project_id = project
          AND k.command_id = g.command_id
        LIMIT 1
    ) AS stored ON true;

    outcomes := array_fill(NULL::text, ARRAY[command_count]);
    first_positions := array_fill(NULL::bigint, ARRAY[command_count]);
    last_positions := first_positions;
    conflict_streams := array_fill(NULL::integer, ARRAY[command_count]);
    conflict_versions := conflict_streams;
    known_here := conflict_streams;

    FOR c IN 1 .. command_count LOOP
        twin := twins[c];
        IF known_first[twin] IS NOT NULL THEN
            first_positions[c] := known_first[twin];
            last_positions[c] := known_last[twin];
            IF request_shas[c] = coalesce(known_sha[twin], request_shas[known_here[twin]]) THEN
                outcomes[c] := 'duplicate';
            ELSE
                outcomes[c] := 'key_reused';
            END IF;
        ELSE
            FOR e IN next_expected .. next_expected + expected_counts[c] - 1 LOOP
                spot := expected_streams[e];
                IF versions[spot] IS DISTINCT FROM expected_versions[e] THEN
                    outcomes[c] := 'conflict';
                    conflict_streams[c] := spot;
                    conflict_versions[c] := versions[spot];
                    EXIT;
                END IF;
            END LOOP;
            IF outcomes[c] IS NULL THEN
                outcomes[c] := 'appended';
                first_positions[c] := head + 1;
                FOR e IN next_event .. next_event + event_counts[c] - 1 LOOP
                    head := head + 1;
                    spot := event_streams[e];
                    versions[spot] := versions[spot] + 1;
                    event_positions[e] := head;
                    event_versions[e] := versions[spot];
                    event_commands[e] := c;
                END LOOP;
                last_positions[c] := head;
                known_first[twin] := first_positions[c];
                known_last[twin] := head;
                known_here[twin] := c;
            END IF;
        END IF;
        next_expected := next_expected + expected_counts[c];
        next_event := next_event + event_counts[c];
    END LOOP;

    IF head = head_before THEN
        RETURN;
    END IF;

    INSERT INTO ledger.events (
        project_id, position, stream, version, event_id, type, schema_version, occurred_at,
        recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf
    )
    SELECT project, n.position, n.stream, n.version, n.event_id, n.type, n.schema_version,
           n.occurred_at, n.recorded_at, n.actor, n.command_id, n.causation_id,
           n.correlation_id, n.trace_id,
           convert_from(n.body, 'UTF8')::json,
           ledger.leaf_v1(
               project, n.position, n.stream, n.version, n.event_id, n.type, n.schema_version,
               n.occurred_at, n.recorded_at, n.actor, n.command_id, n.causation_id,
               n.correlation_id, n.trace_id, n.body
           )
    FROM (
        SELECT a.position,
               group_streams[a.spot] AS stream,
               a.version,
               a.event_id,
               a.type,
               a.schema_version,
               a.occurred_at,
               recorded_from + (a.position - head_before - 1) * interval '1 microsecond'
                   AS recorded_at,
               a.actor,
               command_ids[a.command] AS command_id,
               a.causation_id,
               correlation_ids[a.command] AS correlation_id,
               trace_ids[a.command] AS trace_id,
               a.body
        FROM unnest(
            event_positions, event_streams, event_versions, event_commands, event_ids, event_types,
            schema_versions, occurred_ats, actors, causation_ids, bodies
        ) AS a (
            position, spot, version, command, event_id, type,
            schema_version, occurred_at, actor, causation_id, body
        )
        WHERE a.position IS NOT NULL
        OFFSET 0  -- computes each column once, for the row and for its leaf
    ) AS n;

    INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position)
    SELECT project, c.command_id, c.request_sha, c.first_position, c.last_position
    FROM unnest(command_ids, request_shas, outcomes, first_positions, last_positions)
        AS c (command_id, request_sha, outcome, first_position, last_position)
    WHERE c.outcome = 'appended';
END
$$;

CREATE FUNCTION ledger.grant_to_service(service name) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA ledger TO %I', service);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO %I', service);
    EXECUTE format('GRANT EXECUTE ON FUNCTION ledger.open_project TO %I', service);
    EXECUTE format('GRANT EXECUTE ON FUNCTION ledger.append TO %I', service);
    EXECUTE format('GRANT EXECUTE ON FUNCTION ledger.position_at TO %I', service);
    EXECUTE format('GRANT EXECUTE ON FUNCTION ledger.leaf_v1 TO %I', service);
END
$$;

CREATE FUNCTION ledger.leaf_v1(project_id text, "position" bigint, stream text, version integer, event_id uuid, type text, schema_version integer, occurred_at timestamp with time zone, recorded_at timestamp with time zone, actor text, command_id uuid, causation_id uuid, correlation_id uuid, trace_id text, body bytea) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN sha256(('\x00'::bytea || substr(array_send(ARRAY['\x6c6162656c747261696c2e6576656e742e7631'::bytea, convert_to(project_id, 'UTF8'::name), int8send("position"), convert_to(stream, 'UTF8'::name), int8send((version)::bigint), uuid_send(event_id), convert_to(type, 'UTF8'::name), int8send((schema_version)::bigint), int8send(((EXTRACT(epoch FROM occurred_at) * (1000000)::numeric))::bigint), int8send(((EXTRACT(epoch FROM recorded_at) * (1000000)::numeric))::bigint), convert_to(actor, 'UTF8'::name), uuid_send(command_id), uuid_send(causation_id), uuid_send(correlation_id), convert_to(trace_id, 'UTF8'::name), sha256(body)]), 21)));

CREATE FUNCTION ledger.open_project(project text, tenant text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO ledger.projects (project_id, tenant_id)
    VALUES (project, tenant)
    ON CONFLICT ON CONSTRAINT project_is_opened_once DO NOTHING;
    RETURN found;
END
$$;

CREATE FUNCTION ledger.position_at(project text, moment timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    low    bigint := 0;
    high   bigint := coalesce(
        (SELECT max(e.position) FROM ledger.events AS e WHERE e.project_id = project), 0
    );
    middle bigint;
BEGIN
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        IF (
            SELECT e.recorded_at <= moment
            FROM ledger.events AS e
            WHERE e.project_id = project
              AND e.position = middle
        ) THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END
$$;

CREATE FUNCTION ledger.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% of %.% is refused: the ledger only grows',
                    tg_op, tg_table_schema, tg_table_name
        USING ERRCODE = 'restrict_violation',
              HINT = 'Record a new event that corrects the earlier one.';
END
$$;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE directory.people (
    tenant_id text NOT NULL,
    person_id text NOT NULL,
    digest_key bytea NOT NULL,
    known_since timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE directory.texts (
    project_id text NOT NULL,
    text_id uuid NOT NULL,
    tenant_id text NOT NULL,
    person_id text NOT NULL,
    body text NOT NULL,
    written_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE instance.key_events (
    number bigint NOT NULL,
    prefix text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL,
    tenant_id text NOT NULL COLLATE pg_catalog."C",
    actor text NOT NULL COLLATE pg_catalog."C",
    is_instance_admin boolean NOT NULL,
    expires_at timestamp with time zone,
    recorded_by text NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT key_event_is_of_a_known_kind CHECK ((kind = ANY (ARRAY['issued'::text, 'revoked'::text])))
);

ALTER TABLE instance.key_events ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME instance.key_events_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE instance.keys (
    prefix text NOT NULL COLLATE pg_catalog."C",
    secret_sha bytea NOT NULL,
    tenant_id text NOT NULL COLLATE pg_catalog."C",
    actor text NOT NULL COLLATE pg_catalog."C",
    is_instance_admin boolean NOT NULL,
    issued_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    CONSTRAINT actor_is_short_and_not_empty CHECK (((octet_length(actor) >= 1) AND (octet_length(actor) <= 800))),
    CONSTRAINT key_expires_after_it_was_issued CHECK ((expires_at > issued_at)),
    CONSTRAINT secret_sha_is_a_sha256 CHECK ((octet_length(secret_sha) = 32))
);

CREATE TABLE instance.tenants (
    tenant_id text NOT NULL COLLATE pg_catalog."C",
    known_since timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT tenant_id_is_short_and_not_empty CHECK (((octet_length(tenant_id) >= 1) AND (octet_length(tenant_id) <= 800)))
);

CREATE TABLE ledger.commands (
    project_id text NOT NULL COLLATE pg_catalog."C",
    command_id uuid NOT NULL,
    request_sha bytea NOT NULL,
    first_position bigint NOT NULL,
    last_position bigint NOT NULL,
    CONSTRAINT command_wrote_at_least_one_event CHECK (((first_position >= 1) AND (first_position <= last_position))),
    CONSTRAINT request_sha_is_a_sha256 CHECK ((octet_length(request_sha) = 32))
);

CREATE TABLE ledger.events (
    project_id text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    stream text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL COLLATE pg_catalog."C",
    schema_version integer NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor text NOT NULL COLLATE pg_catalog."C",
    command_id uuid NOT NULL,
    causation_id uuid,
    correlation_id uuid NOT NULL,
    trace_id text COLLATE pg_catalog."C",
    body json NOT NULL,
    leaf bytea NOT NULL,
    CONSTRAINT actor_is_short_and_not_empty CHECK (((octet_length(actor) >= 1) AND (octet_length(actor) <= 800))),
    CONSTRAINT body_is_at_most_one_mebibyte CHECK ((octet_length((body)::text) <= 1048576)),
    CONSTRAINT leaf_is_a_sha256 CHECK ((octet_length(leaf) = 32)),
    CONSTRAINT occurred_at_is_in_years_1_to_9999 CHECK (((occurred_at >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (occurred_at < '10000-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT position_counts_from_one CHECK (("position" >= 1)),
    CONSTRAINT schema_version_counts_from_one CHECK ((schema_version >= 1)),
    CONSTRAINT stream_is_short_and_not_empty CHECK (((octet_length(stream) >= 1) AND (octet_length(stream) <= 1000))),
    CONSTRAINT trace_id_is_short CHECK ((octet_length(trace_id) <= 200)),
    CONSTRAINT type_is_short_and_not_empty CHECK (((octet_length(type) >= 1) AND (octet_length(type) <= 200))),
    CONSTRAINT version_counts_from_one CHECK ((version >= 1))
);

CREATE TABLE ledger.migrations (
    set_name text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE ledger.projects (
    project_id text NOT NULL COLLATE pg_catalog."C",
    tenant_id text NOT NULL COLLATE pg_catalog."C",
    opened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT project_id_is_short_and_not_empty CHECK (((octet_length(project_id) >= 1) AND (octet_length(project_id) <= 200))),
    CONSTRAINT tenant_id_is_short_and_not_empty CHECK (((octet_length(tenant_id) >= 1) AND (octet_length(tenant_id) <= 800)))
);

COMMENT ON TABLE ledger.projects IS 'One row per project, never updated: it is the lock that appends to a project take turns on.';

CREATE TABLE read.batch_items (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    batch_id text NOT NULL COLLATE pg_catalog."C",
    item_id text NOT NULL COLLATE pg_catalog."C",
    joined_position bigint NOT NULL
);

CREATE TABLE read.batches (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    batch_id text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL,
    batch_kind text NOT NULL,
    is_closed boolean NOT NULL,
    items integer NOT NULL,
    opened_position bigint NOT NULL
);

CREATE TABLE read.escalations (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    escalation_id uuid NOT NULL,
    item_id text NOT NULL COLLATE pg_catalog."C",
    is_open boolean NOT NULL,
    level integer NOT NULL,
    due_at timestamp with time zone NOT NULL,
    raised_position bigint NOT NULL,
    state bytea NOT NULL
);

COMMENT ON COLUMN read.escalations.due_at IS 'infinity where no time is set: those come last.';

CREATE TABLE read.ground_truth (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    edition integer NOT NULL,
    item_id text NOT NULL COLLATE pg_catalog."C",
    task text NOT NULL COLLATE pg_catalog."C",
    category text,
    origin text,
    absence text,
    nominal_weight bigint NOT NULL,
    ordinal_weight bigint NOT NULL,
    CONSTRAINT truth_has_a_value_or_a_reason CHECK (((category IS NULL) <> (absence IS NULL)))
);

CREATE TABLE read.items (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    item_id text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    state bytea NOT NULL,
    labels integer NOT NULL,
    voters integer NOT NULL,
    voters_any integer NOT NULL,
    open_escalations integer NOT NULL,
    review_requests integer NOT NULL
);

CREATE TABLE read.progress (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    is_current boolean NOT NULL,
    is_retired boolean DEFAULT false NOT NULL,
    fold_version integer NOT NULL,
    "position" bigint NOT NULL,
    rules bytea NOT NULL,
    policy_version integer NOT NULL,
    taxonomy_version integer NOT NULL,
    refold_policy_version integer,
    refold_taxonomy_version integer,
    refold_after text COLLATE pg_catalog."C",
    refold_items bigint DEFAULT 0 NOT NULL,
    owner uuid,
    lease_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    fence bigint DEFAULT 0 NOT NULL,
    stopped_position bigint,
    stopped_reason text,
    folded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT a_stop_has_a_reason CHECK (((stopped_position IS NULL) = (stopped_reason IS NULL))),
    CONSTRAINT no_answers_from_a_retired_generation CHECK ((NOT (is_current AND is_retired))),
    CONSTRAINT refold_names_both_versions CHECK (((refold_policy_version IS NULL) = (refold_taxonomy_version IS NULL))),
    CONSTRAINT stopped_at_the_next_event CHECK ((stopped_position > "position"))
)
WITH (fillfactor='50');

COMMENT ON COLUMN read.progress.is_retired IS 'No claim is given on it any more; the row stays until the rows of its generation are gone.';

COMMENT ON COLUMN read.progress.policy_version IS 'Answers hold for this policy and taxonomy version; rules may know newer ones, being refolded.';

COMMENT ON COLUMN read.progress.fence IS 'Rises with every claim: a worker that wakes up late finds another and writes nothing.';

CREATE TABLE read.tallies (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    edition integer NOT NULL,
    scope text NOT NULL COLLATE pg_catalog."C",
    tally bytea NOT NULL
);

INSERT INTO directory.people (tenant_id, person_id, digest_key, known_since) VALUES ('night-sound-archive', 'oskar', '\x986c28ecdfb51038268942aeafe7b937f5e934be616f61f000d85ca927dae79f', '2026-11-24 14:21:10.707727+00');
INSERT INTO directory.people (tenant_id, person_id, digest_key, known_since) VALUES ('night-sound-archive', 'lena', '\x024787b9574192eb58896c3bb9e2d60da24d3406dabbcbf10a3e66f57b8c0c93', '2026-11-24 14:21:10.718394+00');
INSERT INTO directory.people (tenant_id, person_id, digest_key, known_since) VALUES ('night-sound-archive', 'ines', '\x72b07d58254109b69f6ba873c93bf20c0cff88bf98aeab8b94732a30f456617f', '2026-11-24 14:21:10.712702+00');

INSERT INTO directory.texts (project_id, text_id, tenant_id, person_id, body, written_at) VALUES ('owls', '2f9c588e-0150-5a85-96fc-794c08254262', 'night-sound-archive', 'oskar', 'Is a ke-wick alone enough for a tawny owl?', '2026-11-24 14:21:10.712063+00');
INSERT INTO directory.texts (project_id, text_id, tenant_id, person_id, body, written_at) VALUES ('owls', 'b3f66ec4-0fc8-5340-99b2-2969a922ea6d', 'night-sound-archive', 'ines', 'Yes: both calls are of the same bird.', '2026-11-24 14:21:10.717428+00');
INSERT INTO directory.texts (project_id, text_id, tenant_id, person_id, body, written_at) VALUES ('owls', '7972e889-95bb-558b-84cc-0830f472e32a', 'night-sound-archive', 'lena', 'Wer ruft da, Waldohreule oder Uhu?
Zweiter Ruf: 0:41.', '2026-11-24 14:21:10.725636+00');
INSERT INTO directory.texts (project_id, text_id, tenant_id, person_id, body, written_at) VALUES ('owls', '5e8539c7-be73-5e4d-9753-4804800c2022', 'night-sound-archive', 'ines', '0:12 is a tawny owl; the second bird answers later.', '2026-11-24 14:21:10.738267+00');

INSERT INTO instance.key_events (number, prefix, kind, tenant_id, actor, is_instance_admin, expires_at, recorded_by, recorded_at) OVERRIDING SYSTEM VALUE VALUES (1, '11c55a342c7598ca', 'issued', 'night-sound-archive', 'oskar', false, '2027-02-22 14:21:10.865971+00', 'root', '2026-11-24 14:21:10.869659+00');

INSERT INTO instance.keys (prefix, secret_sha, tenant_id, actor, is_instance_admin, issued_at, expires_at, revoked_at, last_used_at) VALUES ('11c55a342c7598ca', '\xb2cc6c5ef8f3c07d4b24b9070496f03b0555f5c628f442f585435f7b21d39dfc', 'night-sound-archive', 'oskar', false, '2026-11-24 14:21:10.867847+00', '2027-02-22 14:21:10.865971+00', NULL, NULL);

INSERT INTO instance.tenants (tenant_id, known_since) VALUES ('night-sound-archive', '2026-11-24 14:21:10.867095+00');

INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'fa0859ea-636e-4399-8fcb-98399c2e0b4f', '\x331c786f02ff1c4ae162641e966255064b8da74037ad2084a8d60b1928a4bd2b', 1, 1);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'f363c9ad-3946-464f-b44e-b1bf03463315', '\xcbbbde2c0d9349c8d0fc9ad5f92320b6190e2261fa09799e127379f497dd8686', 2, 2);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '25d29a83-4584-4a2e-b9e9-1233f7970eee', '\xf12fe5ffa5520f5b1eaabe41975c25875a8cf3e715cf11309dfed11afc2a1906', 3, 3);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '4a0439c0-be2f-4d92-81b3-5a9a78a7b37c', '\x00a9e1a4e7e368db52b5360f81ca2db7981a230d3897a5d9f555e3295257424d', 4, 4);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'cf8d4dc7-160f-4ce8-a179-ad12c6c192e5', '\x5ddddb13a0e8b4a7aa128659a6abb592b1ad043350e0e1d268036f841ad7cc39', 5, 5);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '404c1819-c475-4f58-a2b6-bf2deee0d51a', '\xf8e10323fce78abb6447dd6fd123b8cae013ce6c1e42cefdaba56b98adbb8c45', 6, 6);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '7ec5a9b0-28d4-4b40-b70c-9d12b92836f2', '\x020c10d5c0a29968386b79e2e15c4b7b3d6767b5cdec48ef82834ac12702ca1d', 7, 7);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'b87690ae-929c-4fca-971d-a4f4f045717c', '\xc7e8b58d623fc700143427b980f342f6be795d919ba24c5ff7fe22d77eb02ad6', 8, 8);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '8eb6b0bc-bcae-4ab6-8220-fe63c8f565ce', '\xba5d261462cf0b6e2c72328c1da54a70e1109c41cf807514364d8f052d703798', 9, 9);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'bbde707c-e6d3-400a-bf74-4b95468f687b', '\xd024d9cb806a6c2a8821df6f4d61c5f2e90a256b0a3955bce29fb550602def02', 10, 10);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '9362497e-ff78-4029-98bb-c09bb1857dcc', '\x212f25321b0ca17d0cbb15857f0afc994e64e98595b0472b5789d98d0dcaaacc', 11, 11);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '86f2fae4-af27-4dd8-8ce1-638d715ad780', '\x27858d3102e5e57da484abcbe803629694b8b8ee967809e780e8bd1d07fad932', 12, 12);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '61a6d4c0-bb52-4431-ac0f-1fd20b4d3351', '\xc38cec35d786d562af8bcaed8cfeabce00fa87adbcd8608143e84df185e68789', 13, 13);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '7085ff1c-2685-4951-8497-fcafa6ade7b9', '\x81d47b58dd3d70106c9afc7a8aa9de0e5b5e2b15e3b656657de1bf627578a298', 14, 14);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'd34af69e-e10f-4ed6-8d45-1a6f030dc84b', '\x84ce1f8e94f12c7f20f42f34551bef3d22d30e0e1dd2c40a371036d1ec08921d', 15, 15);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'a90c828d-d186-479a-887b-8c633e58db1e', '\x64b371101fb8744ced7927b27a3b4b187fbc454a1437009ec6fbfb3bbc86e08e', 16, 16);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '71ad15cc-21e5-4fc4-80b8-3e180fb6264c', '\xfc4a2ba9a6705e4048a207e82b26f8bdc80c62cd8856fe3184b9d2b4d30257bb', 17, 17);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'ec677d72-c9fe-4b4a-a149-39af71119e7d', '\x49af2c2affcb0557d92c09e6f58e0d711a66d666363d80f4f63daf4df25c0a11', 18, 18);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '820cede3-d278-4446-a151-488e991162e8', '\xfaeb31156cba8a4debf7bf379116089c28e3e948182460f09e9fd47a80eb7b9e', 19, 19);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'e28963d2-00cd-42b0-a980-9f4882e73477', '\xea2a8980a9ad4d00466d7b720a1d88f22159a04a44307d44d21002d6328ad030', 20, 20);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'd14384dc-2d9e-4c75-88de-e1cbba20a2e1', '\x70e000ceb4550241a42097b503187d2b0e5f58dfced9a369f3f5170c4a9f580f', 21, 21);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'eb4c395e-7118-43ef-8f88-ccc4d518bb95', '\xb59b757a764544ad828bb11c893ed77621fd373cc9327a7be6740657a8c38d00', 22, 22);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'eca2968d-8fef-4dcf-b861-161be24e0a8b', '\xa45dfbff76e86ef361300e555d3c296e960799dd99dd8fe6b51d096621eb09ec', 23, 23);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '889d257a-af34-4b6f-8aa4-7a7d05bfa766', '\x3fc90634237c57836ce302c3cc74fbbc1f2d85f053b7a5238d3a98e982212f3c', 24, 24);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '8580eb60-1389-413e-93d1-5a923a0e2f04', '\xc1e4584b5bf767045abaed08b743a37f546ec3fd736ef9dd6a9f5678e03e8f02', 25, 25);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '5d209eda-8685-4580-9d16-fde854f8e164', '\xc53ec4730d98c3ffa764dc370545d8169197bd80d54207e9fc37a290bf60e8bc', 26, 26);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '9de1f8b0-aa4a-42b9-a73d-19fbb054af17', '\xd60490dd748a8a6d45ba65398fd1be32f7bfe37b20b87c758498fa2f564241b4', 27, 27);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '2b1abe8f-33ec-4246-8341-951eeb2da92d', '\xe5996d3af0676456cec867569ace0d7f12472cb636c008ffc4e9f315e59a4b29', 28, 28);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '8abe1617-f4be-48a3-81ce-302fa768de8f', '\xe8889332d525d2c8d41c138746001963b8a5e673c36513a0320bf1c83fea9ea0', 29, 29);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '270147bb-70b1-440e-a0a4-098c1005dd4e', '\x1d053bf50335e018c933d8025efc9b484a10da0dae9aeb0e0b8ad76ec2dba030', 30, 30);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '9140a844-2bac-470f-b22a-bd3f8aa9640d', '\xe2bf84498718e78d8a4769ce4afee3941178541f3ca1940edf35f42cbf029134', 31, 31);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '59447d8c-eced-4a6b-9123-d0eb50f030b4', '\x8f99273a514bba653db393d4506b56686cdf479023a26dac5ea8a93e9168de9d', 32, 32);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '4de98e78-78e4-4b3b-ae17-7f06c2eaf035', '\x0688239365e439bd36a6c54278b31f5018c67083181a17d720f80d7cadf362c9', 33, 34);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '1ca67410-f23d-4a5c-8242-cee5b0ef6fb2', '\x7b45230b708b6a3cc2ceb78d292e9da3515e79d3881baaa294121e4a5c8fb147', 35, 35);

INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 1, 'project', 1, '01a20dee-99e1-775f-b5c2-b5000d0792f1', 'ProjectCreated', 1, '2026-11-24 14:21:10.480702+00', '2026-11-24 14:21:10.52797+00', 'mira', 'fa0859ea-636e-4399-8fcb-98399c2e0b4f', NULL, 'fa0859ea-636e-4399-8fcb-98399c2e0b4f', NULL, '{"manager":"mira","tenant":"night-sound-archive","title":"Owls of the Ore Mountains"}', '\x7d51b215929fab48441ef765028e357316c361cdd2c81365ce9a867c7eede92a');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 2, 'project', 2, '01a20dee-9a1c-77a9-8538-5d36c806d958', 'MemberAdded', 1, '2026-11-24 14:21:10.53644+00', '2026-11-24 14:21:10.592886+00', 'mira', 'f363c9ad-3946-464f-b44e-b1bf03463315', NULL, 'f363c9ad-3946-464f-b44e-b1bf03463315', NULL, '{"member":"oskar","member_kind":"person","roles":["annotator"]}', '\x854d361a1cc4d9972d0a802e7c34bf582d3c33580ee33de8fb006ba8983b33f4');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 3, 'project', 3, '01a20dee-9a62-7666-8724-92b5694a228e', 'MemberAdded', 1, '2026-11-24 14:21:10.600706+00', '2026-11-24 14:21:10.627095+00', 'mira', '25d29a83-4584-4a2e-b9e9-1233f7970eee', NULL, '25d29a83-4584-4a2e-b9e9-1233f7970eee', NULL, '{"member":"lena","member_kind":"person","roles":["annotator"]}', '\xdb965cc514a2fec7b95d399742d1dceb52de1480b124ec4989ab16a2aac432f9');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 4, 'project', 4, '01a20dee-9a66-7411-be44-838b1890dffd', 'MemberAdded', 1, '2026-11-24 14:21:10.627706+00', '2026-11-24 14:21:10.630686+00', 'mira', '4a0439c0-be2f-4d92-81b3-5a9a78a7b37c', NULL, '4a0439c0-be2f-4d92-81b3-5a9a78a7b37c', NULL, '{"member":"tomek","member_kind":"person","roles":["adjudicator","annotator","reviewer"]}', '\x2cfc362da3bb587f07810bb5fc6fdbfda392eefca8134ba00f0219a1e86d8a81');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 5, 'project', 5, '01a20dee-9a69-757e-9430-dd3683c21d83', 'MemberAdded', 1, '2026-11-24 14:21:10.63113+00', '2026-11-24 14:21:10.634069+00', 'mira', 'cf8d4dc7-160f-4ce8-a179-ad12c6c192e5', NULL, 'cf8d4dc7-160f-4ce8-a179-ad12c6c192e5', NULL, '{"member":"ruth","member_kind":"person","roles":["reviewer"]}', '\x65f48a2d6acf771e0506a32ac7b7dab0f57e89453ffe81b016cd6f383b8db482');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 6, 'project', 6, '01a20dee-9a6d-77cb-9386-66623d8acfce', 'MemberAdded', 1, '2026-11-24 14:21:10.63449+00', '2026-11-24 14:21:10.637434+00', 'mira', '404c1819-c475-4f58-a2b6-bf2deee0d51a', NULL, '404c1819-c475-4f58-a2b6-bf2deee0d51a', NULL, '{"member":"ines","member_kind":"person","roles":["adjudicator"]}', '\xfb01a5570e7b74dadf3f530144d5ba6a1446dfbfb9806d73576c617921a4f4d6');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 7, 'project', 7, '01a20dee-9a70-724c-a17f-50205e15f5dd', 'MemberAdded', 1, '2026-11-24 14:21:10.637828+00', '2026-11-24 14:21:10.640601+00', 'mira', '7ec5a9b0-28d4-4b40-b70c-9d12b92836f2', NULL, '7ec5a9b0-28d4-4b40-b70c-9d12b92836f2', NULL, '{"member":"field-desk","member_kind":"person","roles":["service"]}', '\x188471541703f9e740c3718c4b6bc84f167a1d95080226221debd68da3ae874d');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 8, 'project', 8, '01a20dee-9a7b-72cc-a6e0-ef34fd894ad5', 'MemberAdded', 1, '2026-11-24 14:21:10.641069+00', '2026-11-24 14:21:10.652458+00', 'mira', 'b87690ae-929c-4fca-971d-a4f4f045717c', NULL, 'b87690ae-929c-4fca-971d-a4f4f045717c', NULL, '{"member":"audrey","member_kind":"person","roles":["auditor"]}', '\xb0c9dd75aea486348d1e5cc77cd7c813410724600267ad38068be9e910de11e2');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 9, 'taxonomy', 1, '01a20dee-9a87-749b-aaca-3a48085e5fd2', 'TaxonomyPublished', 1, '2026-11-24 14:21:10.653076+00', '2026-11-24 14:21:10.664295+00', 'mira', '8eb6b0bc-bcae-4ab6-8220-fe63c8f565ce', NULL, '8eb6b0bc-bcae-4ab6-8220-fe63c8f565ce', NULL, '{"change_note":"Three owls breed here","tasks":[{"allows_cannot_tell":true,"classes":[{"class_id":"tawny","definition":"A quavering hoo-hoo-ooo, or a sharp ke-wick."},{"class_id":"long-eared","definition":"A low, even hoo every two to three seconds."},{"class_id":"little","definition":"A rising, plaintive kiew."}],"kind":"multiclass","name":"species","question":"Which owl calls first?"},{"allows_cannot_tell":false,"classes":[{"class_id":"buried","definition":"Only the spectrogram shows it.","rank":1},{"class_id":"faint","definition":"Audible with headphones.","rank":2},{"class_id":"clear","definition":"Audible over everything else.","rank":3}],"kind":"ordinal","name":"quality","question":"How clear is the call?"},{"allows_cannot_tell":false,"classes":[{"class_id":"yes","definition":"At least one word."},{"class_id":"no","definition":"No word at all."}],"kind":"binary","name":"human_voices","question":"Does a person speak in the recording?"}],"taxonomy_version":1}', '\xc104bf15aae811108cea503d9f5dab0686e5756b6ce6385bc909956f62593b8e');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 10, 'guideline', 1, '01a20dee-9a8d-76ad-b797-f91fb4e4c601', 'GuidelineRevised', 1, '2026-11-24 14:21:10.666113+00', '2026-11-24 14:21:10.669672+00', 'mira', 'bbde707c-e6d3-400a-bf74-4b95468f687b', NULL, 'bbde707c-e6d3-400a-bf74-4b95468f687b', NULL, '{"change_note":"First handbook","clauses":[{"number":"1","text":"Name the owl that calls first, not loudest.","title":"First call"},{"number":"2","text":"A ke-wick answered by a hoo is one tawny pair.","title":"Duets"}],"guideline_revision":1}', '\x2455151bb0d4123b70db415c81baa8016d093c9d8e4eaca318df2e8513803990');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 11, 'guideline', 2, '01a20dee-9a90-72b6-b59f-a13078146720', 'GuidelinePublished', 1, '2026-11-24 14:21:10.670335+00', '2026-11-24 14:21:10.672485+00', 'mira', '9362497e-ff78-4029-98bb-c09bb1857dcc', NULL, '9362497e-ff78-4029-98bb-c09bb1857dcc', NULL, '{"guideline_revision":1}', '\x97a3865d97d0620a2ad58b149a51e18434696c8f515bbf47c57522e3e85806ff');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 12, 'policy', 1, '01a20dee-9a93-7755-bf33-48abb3d25571', 'PolicyPublished', 1, '2026-11-24 14:21:10.672917+00', '2026-11-24 14:21:10.675872+00', 'mira', '86f2fae4-af27-4dd8-8ce1-638d715ad780', NULL, '86f2fae4-af27-4dd8-8ce1-638d715ad780', NULL, '{"change_note":"As agreed in March","policy":{"models_vote":false,"overlap":2,"quorum":2,"requirements":[],"review_disagreements":false,"review_ties":false,"stale_labels":"warn","truth_method":"plurality"},"policy_version":1}', '\xc496f0b165dd2bfea8f63169e08f501347ff99b88b6cb7972c9ce204f30da1ae');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 13, 'item/rec-0412', 1, '01a20dee-9a97-745d-8ef0-c3fb4ae69b00', 'ItemRegistered', 1, '2026-11-24 14:21:10.676359+00', '2026-11-24 14:21:10.679285+00', 'mira', '61a6d4c0-bb52-4431-ac0f-1fd20b4d3351', NULL, '61a6d4c0-bb52-4431-ac0f-1fd20b4d3351', NULL, '{"modality":"audio"}', '\xa624a83ea3d230b2f3584ead13782ab35307324d1f36a98a39f032f2f253f215');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 14, 'project', 9, '01a20dee-9a98-706a-a265-5a4e3a157f87', 'MemberAdded', 1, '2026-11-24 14:21:10.679733+00', '2026-11-24 14:21:10.680762+00', 'mira', '7085ff1c-2685-4951-8497-fcafa6ade7b9', NULL, '7085ff1c-2685-4951-8497-fcafa6ade7b9', NULL, '{"member":"birdnet-2","member_kind":"model","roles":["annotator"]}', '\x911ee7a860fb05574be35cec8c2e20f03c15ea4edf7ffd988b427b783de468f8');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 15, 'project', 10, '01a20dee-9a9d-70b4-89a8-62c806a7c0f9', 'MemberRolesChanged', 1, '2026-11-24 14:21:10.681531+00', '2026-11-24 14:21:10.685965+00', 'mira', 'd34af69e-e10f-4ed6-8d45-1a6f030dc84b', NULL, 'd34af69e-e10f-4ed6-8d45-1a6f030dc84b', NULL, '{"member":"ruth","roles":["auditor","reviewer"]}', '\x9b462f2b01b3548041dbc6c667f68fc925e10690b9ba8b7bceb90709d15494f3');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 16, 'project', 11, '01a20dee-9aa2-7257-8d32-1e7ae233c2d2', 'MemberRemoved', 1, '2026-11-24 14:21:10.686503+00', '2026-11-24 14:21:10.690814+00', 'mira', 'a90c828d-d186-479a-887b-8c633e58db1e', NULL, 'a90c828d-d186-479a-887b-8c633e58db1e', NULL, '{"member":"audrey"}', '\x8e974b8d5a2414309cd432ff5718912abaa18452975a563cb2c158e36b873c72');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 17, 'item/rec-0413', 1, '01a20dee-9aa5-7010-ac06-89bf818c74b9', 'ItemRegistered', 1, '2026-11-24 14:21:10.691215+00', '2026-11-24 14:21:10.694199+00', 'mira', '71ad15cc-21e5-4fc4-80b8-3e180fb6264c', NULL, '71ad15cc-21e5-4fc4-80b8-3e180fb6264c', NULL, '{"modality":"audio"}', '\xe18869919c03173b5b84537345f33fb0122495e5282f1107d94281c8efda230b');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 18, 'item/käuzchen-7 🦉', 1, '01a20dee-9aa7-7064-9b08-84728d7e3e23', 'ItemRegistered', 1, '2026-11-24 14:21:10.694619+00', '2026-11-24 14:21:10.695585+00', 'mira', 'ec677d72-c9fe-4b4a-a149-39af71119e7d', NULL, 'ec677d72-c9fe-4b4a-a149-39af71119e7d', NULL, '{"modality":"audio"}', '\xf01e7992a1716ac89033a41547a90d62f431e86fbafc662d4dd97db984f24281');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 19, 'batch/april', 1, '01a20dee-9aa8-74e7-9eb1-85a68973f74a', 'BatchOpened', 1, '2026-11-24 14:21:10.696033+00', '2026-11-24 14:21:10.697078+00', 'mira', '820cede3-d278-4446-a151-488e991162e8', NULL, '820cede3-d278-4446-a151-488e991162e8', NULL, '{"batch_kind":"production","title":"First half of April"}', '\xcff6a93fd7fa4477e69fff1e38abcaca3ac4a1e975f96123343dda97cdc85fb8');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 20, 'batch/april', 2, '01a20dee-9aaa-7308-acba-c60e4894af4c', 'ItemsAddedToBatch', 1, '2026-11-24 14:21:10.697426+00', '2026-11-24 14:21:10.698811+00', 'mira', 'e28963d2-00cd-42b0-a980-9f4882e73477', NULL, 'e28963d2-00cd-42b0-a980-9f4882e73477', NULL, '{"item_ids":["rec-0412"]}', '\x4e240c3b515344b59caeca2c823196f485939cb5b0e2ac3e60c7970531d8b90f');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 21, 'item/rec-0412', 2, '01a20dee-9aac-73c8-aba0-c8c15532392d', 'LabelSubmitted', 1, '2026-11-24 14:21:10.699199+00', '2026-11-24 14:21:10.700521+00', 'oskar', 'd14384dc-2d9e-4c75-88de-e1cbba20a2e1', NULL, 'd14384dc-2d9e-4c75-88de-e1cbba20a2e1', NULL, '{"annotator":"oskar","answers":{"species":{"value":{"class_id":"tawny","kind":"choice"}}},"guideline_revision":1,"member_kind":"person","repeat":1,"taxonomy_version":1}', '\x65caea623ba11e87fae1f46f34f7c87f71a2171aa25354f0e2a7dd121641ebd1');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 22, 'item/rec-0412', 3, '01a20dee-9aad-74c0-9db2-0c3aa92ba96e', 'LabelSubmitted', 1, '2026-11-24 14:21:10.701073+00', '2026-11-24 14:21:10.70222+00', 'lena', 'eb4c395e-7118-43ef-8f88-ccc4d518bb95', NULL, 'eb4c395e-7118-43ef-8f88-ccc4d518bb95', NULL, '{"annotator":"lena","answers":{"species":{"value":{"class_id":"long-eared","kind":"choice"}}},"guideline_revision":1,"member_kind":"person","repeat":1,"taxonomy_version":1}', '\x7587f239f056a3df737d17ce614e3e8b24f1825f1f40d4bec6b5103655cfaeb3');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 23, 'item/rec-0412', 4, '01a20dee-9aaf-719d-991c-cfc72efa4fe8', 'LabelSubmitted', 1, '2026-11-24 14:21:10.702599+00', '2026-11-24 14:21:10.703994+00', 'tomek', 'eca2968d-8fef-4dcf-b861-161be24e0a8b', NULL, 'eca2968d-8fef-4dcf-b861-161be24e0a8b', NULL, '{"annotator":"tomek","answers":{"species":{"value":{"class_id":"little","kind":"choice"}}},"guideline_revision":1,"member_kind":"person","repeat":1,"taxonomy_version":1}', '\x56e8a297061dd99012074e6dc443effacaaa7ede9027b2132163088f6f981091');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 24, 'item/rec-0412', 5, '01a20dee-9ab1-7173-b78c-59b70d13d076', 'LabelRetracted', 1, '2026-11-24 14:21:10.704352+00', '2026-11-24 14:21:10.705654+00', 'tomek', '889d257a-af34-4b6f-8aa4-7a7d05bfa766', '01a20dee-9aaf-719d-991c-cfc72efa4fe8', 'eca2968d-8fef-4dcf-b861-161be24e0a8b', NULL, '{"label_id":"01a20dee-9aaf-719d-991c-cfc72efa4fe8","reason":"wrong_item"}', '\xc407b24890191349f61119e40189d16ff4365410e8098844a158eca884efba2b');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 25, 'item/rec-0412', 6, '01a20dee-9ab2-7154-9cef-3ad29cee912f', 'ItemSkipped', 1, '2026-11-24 14:21:10.706079+00', '2026-11-24 14:21:10.707174+00', 'tomek', '8580eb60-1389-413e-93d1-5a923a0e2f04', NULL, '8580eb60-1389-413e-93d1-5a923a0e2f04', NULL, '{"annotator":"tomek","reason":"not_qualified"}', '\x43a68e218aa0c7fdda3609f7d3aae77581e55226380a7c300e0d6f82b65c128a');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 26, 'item/rec-0412', 7, '01a20dee-9ab5-72a0-9e2f-261f8c64a4f8', 'EscalationRaised', 1, '2026-11-24 14:21:10.70888+00', '2026-11-24 14:21:10.710728+00', 'oskar', '5d209eda-8685-4580-9d16-fde854f8e164', NULL, '5d209eda-8685-4580-9d16-fde854f8e164', NULL, '{"guideline_revision":1,"level":1,"question":{"digest":"61b081c31c7dd9086a2a9fffc518a87834b12baadfc4dd8134d2a76d47d68841","text_id":"2f9c588e-0150-5a85-96fc-794c08254262"},"raised_by":"oskar"}', '\x54de57452a1553c6787c0755ea0e354481937279b9f534abb483ea5257de3b71');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 28, 'item/rec-0412', 9, '01a20dee-9abf-70f1-b88b-8e578369b303', 'EscalationRaised', 1, '2026-11-24 14:21:10.718821+00', '2026-11-24 14:21:10.724236+00', 'lena', '2b1abe8f-33ec-4246-8341-951eeb2da92d', NULL, '2b1abe8f-33ec-4246-8341-951eeb2da92d', NULL, '{"guideline_revision":1,"level":1,"question":{"digest":"fbfacd8b2733baa6aaf83fae31f2702154a79087b0c577ee36437914aa556fa2","text_id":"7972e889-95bb-558b-84cc-0830f472e32a"},"raised_by":"lena"}', '\xe0f703cc64350469b01448ea597bdd48aadedf3dab48b8a5f768b243e61daed7');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 30, 'item/rec-0412', 11, '01a20dee-9aca-775e-a841-981bc6805ba1', 'ReviewRequested', 1, '2026-11-24 14:21:10.729305+00', '2026-11-24 14:21:10.730495+00', 'lena', '270147bb-70b1-440e-a0a4-098c1005dd4e', NULL, '270147bb-70b1-440e-a0a4-098c1005dd4e', NULL, '{"cause":"requested","requested_by":"lena"}', '\x4bdc7c9f6d8d6e357ec5243bfff1eddce93d9557b2eca8678fca8ab3a927a09b');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 32, 'item/rec-0412', 13, '01a20dee-9ad0-76b1-83ef-3c80719e2062', 'ItemAdjudicated', 1, '2026-11-24 14:21:10.734594+00', '2026-11-24 14:21:10.737673+00', 'ines', '59447d8c-eced-4a6b-9123-d0eb50f030b4', '01a20dee-9aad-74c0-9db2-0c3aa92ba96e', 'eb4c395e-7118-43ef-8f88-ccc4d518bb95', NULL, '{"adjudicator":"ines","answers":{"species":{"value":{"class_id":"tawny","kind":"choice"}}},"guideline_revision":1,"judged":["01a20dee-9aac-73c8-aba0-c8c15532392d","01a20dee-9aad-74c0-9db2-0c3aa92ba96e"],"rationale":{"digest":"07416f54eb7f4b0a0789550523099f5efce6c80025f6b3053de5a79f7d6ac102","text_id":"5e8539c7-be73-5e4d-9753-4804800c2022"},"taxonomy_version":1}', '\xd23486a6d6e4015d663189343ea48290f7891012b0c2c98b09bec61dbfedd35d');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 35, 'batch/april', 3, '01a20dee-9ad6-7205-a6d5-e5f2b5498398', 'BatchClosed', 1, '2026-11-24 14:21:10.741669+00', '2026-11-24 14:21:10.742785+00', 'mira', '1ca67410-f23d-4a5c-8242-cee5b0ef6fb2', NULL, '1ca67410-f23d-4a5c-8242-cee5b0ef6fb2', NULL, '{}', '\x2cecea526a657ab6529647c984c5f7fe390b183c2bf75f6b9523d015bdce5841');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 27, 'item/rec-0412', 8, '01a20dee-9aba-768b-9b09-b7e4c803fed5', 'EscalationResolved', 1, '2026-11-24 14:21:10.713319+00', '2026-11-24 14:21:10.715307+00', 'ines', '9de1f8b0-aa4a-42b9-a73d-19fbb054af17', '01a20dee-9ab5-72a0-9e2f-261f8c64a4f8', '5d209eda-8685-4580-9d16-fde854f8e164', NULL, '{"clause":"2","decision":"guideline_applies","escalation_id":"01a20dee-9ab5-72a0-9e2f-261f8c64a4f8","guideline_revision":1,"rationale":{"digest":"36a2fc5522e81e97445997b0ae1e1979b0323c7d583202564b5cd6ca9fe7839f","text_id":"b3f66ec4-0fc8-5340-99b2-2969a922ea6d"},"resolved_by":"ines"}', '\x63aab490006a84d4c0142af2e47c49fab21652f07615d834e65ba1000e43183b');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 29, 'item/rec-0412', 10, '01a20dee-9ac8-7371-9540-6aa7e6eba9d0', 'EscalationWithdrawn', 1, '2026-11-24 14:21:10.726659+00', '2026-11-24 14:21:10.728833+00', 'lena', '8abe1617-f4be-48a3-81ce-302fa768de8f', '01a20dee-9abf-70f1-b88b-8e578369b303', '2b1abe8f-33ec-4246-8341-951eeb2da92d', NULL, '{"escalation_id":"01a20dee-9abf-70f1-b88b-8e578369b303","withdrawn_by":"lena"}', '\x7701d7564035505d5d4ab4ae2d7de7f890a295921878f297feee560673aa9c59');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 31, 'item/rec-0412', 12, '01a20dee-9acb-7104-a0cc-e2e012d72296', 'LabelReviewed', 1, '2026-11-24 14:21:10.730933+00', '2026-11-24 14:21:10.732232+00', 'ruth', '9140a844-2bac-470f-b22a-bd3f8aa9640d', '01a20dee-9aad-74c0-9db2-0c3aa92ba96e', 'eb4c395e-7118-43ef-8f88-ccc4d518bb95', NULL, '{"guideline_revision":1,"judged":"01a20dee-9aad-74c0-9db2-0c3aa92ba96e","label_id":"01a20dee-9aad-74c0-9db2-0c3aa92ba96e","reviewer":"ruth","verdict":"approved"}', '\xad16bc7f8d05470abf563be03b8a93888e06eeac0ba18cc042fdd28c688523f5');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 33, 'item/rec-0412', 14, '01a20dee-9ad4-71cd-aa13-6b10df33ddd8', 'LabelRevised', 1, '2026-11-24 14:21:10.739642+00', '2026-11-24 14:21:10.74122+00', 'oskar', '4de98e78-78e4-4b3b-ae17-7f06c2eaf035', '01a20dee-9aac-73c8-aba0-c8c15532392d', 'd14384dc-2d9e-4c75-88de-e1cbba20a2e1', NULL, '{"answers":{"quality":{"value":{"kind":"rating","rank":2}},"species":{"value":{"class_id":"tawny","kind":"choice"}}},"guideline_revision":1,"label_id":"01a20dee-9aac-73c8-aba0-c8c15532392d","taxonomy_version":1}', '\xbb0e98ca465df50382a31198ca6734e834677295366c45eb6823d2bcc1a87cb3');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 34, 'item/rec-0412', 15, '01a20dee-9ad4-71cd-aa13-6b115c26e19b', 'AdjudicationReopened', 1, '2026-11-24 14:21:10.739642+00', '2026-11-24 14:21:10.741221+00', 'system', '4de98e78-78e4-4b3b-ae17-7f06c2eaf035', '01a20dee-9ad4-71cd-aa13-6b10df33ddd8', 'd14384dc-2d9e-4c75-88de-e1cbba20a2e1', NULL, '{"adjudication":"01a20dee-9ad0-76b1-83ef-3c80719e2062","changed_label":"01a20dee-9aac-73c8-aba0-c8c15532392d"}', '\xf33ae3a627484b7d385fe847855d9eda7b4b82fc86fdc2e13a150eb96c34cd59');

INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('ledger', 1, '0001_ledger', '43b41cf30f6e1a893c80f7925e3dc6bd2c19c7dc560f5342ad25e06e737867bd', '2026-11-24 14:21:10.388634+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('ledger', 2, '0002_append', 'c31c08345347ab0360febc9297f72dfe24388f5aa0459490e6d37990e8db4af9', '2026-11-24 14:21:10.395757+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('directory', 1, '0001_directory', '04f6194c04f5587f0b3741e21051ba721ff36fc9f20467b96c092a7ddbf6bab8', '2026-11-24 14:21:10.404+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('instance', 1, '0001_instance', 'a85fe5cced336be02ef132f99620b9efbec1c43db89841e6840c98614e6dbe9e', '2026-11-24 14:21:10.42206+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('read', 1, '0001_read', 'a05aa455e11e5e97db5a2865644f53c1a3578a292a39e61468e03acf7d7c581d', '2026-11-24 14:21:10.45992+00');

INSERT INTO ledger.projects (project_id, tenant_id, opened_at) VALUES ('owls', 'night-sound-archive', '2026-11-24 14:21:10.485578+00');

INSERT INTO read.batch_items (project_id, generation, batch_id, item_id, joined_position) VALUES ('owls', 1, 'april', 'rec-0412', 20);

INSERT INTO read.batches (project_id, generation, batch_id, title, batch_kind, is_closed, items, opened_position) VALUES ('owls', 1, 'april', 'First half of April', 'production', false, 1, 19);

INSERT INTO read.ground_truth (project_id, generation, edition, item_id, task, category, origin, absence, nominal_weight, ordinal_weight) VALUES ('owls', 1, 2, 'käuzchen-7 🦉', 'species', NULL, NULL, 'no_labels', 0, 0);
INSERT INTO read.ground_truth (project_id, generation, edition, item_id, task, category, origin, absence, nominal_weight, ordinal_weight) VALUES ('owls', 1, 2, 'käuzchen-7 🦉', 'quality', NULL, NULL, 'no_labels', 0, 0);
INSERT INTO read.ground_truth (project_id, generation, edition, item_id, task, category, origin, absence, nominal_weight, ordinal_weight) VALUES ('owls', 1, 2, 'käuzchen-7 🦉', 'human_voices', NULL, NULL, 'no_labels', 0, 0);
INSERT INTO read.ground_truth (project_id, generation, edition, item_id, task, category, origin, absence, nominal_weight, ordinal_weight) VALUES ('owls', 1, 2, 'rec-0412', 'species', NULL, NULL, 'no_labels', 0, 0);
INSERT INTO read.ground_truth (project_id, generation, edition, item_id, task, category, origin, absence, nominal_weight, ordinal_weight) VALUES ('owls', 1, 2, 'rec-0412', 'quality', NULL, NULL, 'no_labels', 0, 0);
INSERT INTO read.ground_truth (project_id, generation, edition, item_id, task, category, origin, absence, nominal_weight, ordinal_weight) VALUES ('owls', 1, 2, 'rec-0412', 'human_voices', NULL, NULL, 'no_labels', 0, 0);
INSERT INTO read.ground_truth (project_id, generation, edition, item_id, task, category, origin, absence, nominal_weight, ordinal_weight) VALUES ('owls', 1, 2, 'rec-0413', 'species', NULL, NULL, 'no_labels', 0, 0);
INSERT INTO read.ground_truth (project_id, generation, edition, item_id, task, category, origin, absence, nominal_weight, ordinal_weight) VALUES ('owls', 1, 2, 'rec-0413', 'quality', NULL, NULL, 'no_labels', 0, 0);
INSERT INTO read.ground_truth (project_id, generation, edition, item_id, task, category, origin, absence, nominal_weight, ordinal_weight) VALUES ('owls', 1, 2, 'rec-0413', 'human_voices', NULL, NULL, 'no_labels', 0, 0);

INSERT INTO read.items (project_id, generation, item_id, "position", state, labels, voters, voters_any, open_escalations, review_requests) VALUES ('owls', 1, 'rec-0412', 13, '\x88aa7265676973746572656481a86d6f64616c697479a5617564696fa776657273696f6e01a66c6162656c7380aa736b69707065645f627980af7265766965775f726571756573747390ab657363616c6174696f6e7380ac61646a756469636174696f6ec0b172657665616c65645f706f736974696f6ec0', 0, 0, 0, 0, 0);
INSERT INTO read.items (project_id, generation, item_id, "position", state, labels, voters, voters_any, open_escalations, review_requests) VALUES ('owls', 1, 'rec-0413', 17, '\x88aa7265676973746572656481a86d6f64616c697479a5617564696fa776657273696f6e01a66c6162656c7380aa736b69707065645f627980af7265766965775f726571756573747390ab657363616c6174696f6e7380ac61646a756469636174696f6ec0b172657665616c65645f706f736974696f6ec0', 0, 0, 0, 0, 0);
INSERT INTO read.items (project_id, generation, item_id, "position", state, labels, voters, voters_any, open_escalations, review_requests) VALUES ('owls', 1, 'käuzchen-7 🦉', 18, '\x88aa7265676973746572656481a86d6f64616c697479a5617564696fa776657273696f6e01a66c6162656c7380aa736b69707065645f627980af7265766965775f726571756573747390ab657363616c6174696f6e7380ac61646a756469636174696f6ec0b172657665616c65645f706f736974696f6ec0', 0, 0, 0, 0, 0);

INSERT INTO read.progress (project_id, generation, is_current, is_retired, fold_version, "position", rules, policy_version, taxonomy_version, refold_policy_version, refold_taxonomy_version, refold_after, refold_items, owner, lease_until, fence, stopped_position, stopped_reason, folded_at) VALUES ('owls', 1, true, false, 1, 20, '\x85a967756964656c696e6582a97075626c69736865649101a97265766973696f6e73919283a66e756d626572a131a474657874d92b4e616d6520746865206f776c20746861742063616c6c732066697273742c206e6f74206c6f75646573742ea57469746c65aa46697273742063616c6c83a66e756d626572a132a474657874d92e41206b652d7769636b20616e737765726564206279206120686f6f206973206f6e65207461776e7920706169722ea57469746c65a54475657473a6706f6c69637981a876657273696f6e739188ab6d6f64656c735f766f7465c2a76f7665726c617002a671756f72756d02ac726571756972656d656e747390b47265766965775f64697361677265656d656e7473c2ab7265766965775f74696573c2ac7374616c655f6c6162656c73a47761726eac74727574685f6d6574686f64a9706c7572616c697479a770726f6a65637483a76d656d6265727388a9626972646e65742d3282ab6d656d6265725f6b696e64a56d6f64656ca5726f6c657391a9616e6e6f7461746f72aa6669656c642d6465736b82ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391a773657276696365a4696e657382ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391ab61646a7564696361746f72a46c656e6182ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391a9616e6e6f7461746f72a46d69726182ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391a76d616e61676572a56f736b617282ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391a9616e6e6f7461746f72a47275746882ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657392a761756469746f72a87265766965776572a5746f6d656b82ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657393ab61646a7564696361746f72a9616e6e6f7461746f72a87265766965776572a674656e616e74b36e696768742d736f756e642d61726368697665a57469746c65b94f776c73206f6620746865204f7265204d6f756e7461696e73a87461786f6e6f6d7981a876657273696f6e73919385b2616c6c6f77735f63616e6e6f745f74656c6cc3a7636c61737365739382a8636c6173735f6964a57461776e79aa646566696e6974696f6ed92c4120717561766572696e6720686f6f2d686f6f2d6f6f6f2c206f722061207368617270206b652d7769636b2e82a8636c6173735f6964aa6c6f6e672d6561726564aa646566696e6974696f6ed92b41206c6f772c206576656e20686f6f2065766572792074776f20746f207468726565207365636f6e64732e82a8636c6173735f6964a66c6974746c65aa646566696e6974696f6eb94120726973696e672c20706c61696e74697665206b6965772ea46b696e64aa6d756c7469636c617373a46e616d65a773706563696573a87175657374696f6eb65768696368206f776c2063616c6c732066697273743f85b2616c6c6f77735f63616e6e6f745f74656c6cc2a7636c61737365739383a8636c6173735f6964a6627572696564aa646566696e6974696f6ebe4f6e6c7920746865207370656374726f6772616d2073686f77732069742ea472616e6b0183a8636c6173735f6964a56661696e74aa646566696e6974696f6eb841756469626c652077697468206865616470686f6e65732ea472616e6b0283a8636c6173735f6964a5636c656172aa646566696e6974696f6ebd41756469626c65206f7665722065766572797468696e6720656c73652ea472616e6b03a46b696e64a76f7264696e616ca46e616d65a77175616c697479a87175657374696f6eb6486f7720636c656172206973207468652063616c6c3f85b2616c6c6f77735f63616e6e6f745f74656c6cc2a7636c61737365739282a8636c6173735f6964a3796573aa646566696e6974696f6eb24174206c65617374206f6e6520776f72642e82a8636c6173735f6964a26e6faa646566696e6974696f6eaf4e6f20776f726420617420616c6c2ea46b696e64a662696e617279a46e616d65ac68756d616e5f766f69636573a87175657374696f6ed925446f6573206120706572736f6e20737065616b20696e20746865207265636f7264696e673fa876657273696f6e7384a967756964656c696e6502a6706f6c69637901a770726f6a6563740ba87461786f6e6f6d7901', 1, 1, NULL, NULL, NULL, 0, NULL, '-infinity', 1, NULL, NULL, '2026-11-24 14:21:10.859743+00');

INSERT INTO read.tallies (project_id, generation, edition, scope, tally) VALUES ('owls', 1, 2, '', '\x7b226974656d73223a332c226974656d735f657363616c61746564223a302c226974656d735f6c6162656c6564223a302c226974656d735f746f5f726576696577223a302c226f70656e5f657363616c6174696f6e73223a302c227265766965775f7265717565737473223a302c227461736b73223a7b2268756d616e5f766f69636573223a7b22616273656e636573223a7b226e6f5f6c6162656c73223a337d2c2261677265656d656e74223a7b226275636b657473223a7b2230223a7b226974656d73223a332c227061697273223a7b7d2c22746f74616c73223a7b7d7d7d2c226578636c7573696f6e73223a7b7d7d2c22616e6e6f7461746f7273223a7b7d2c226f726967696e73223a7b7d7d2c227175616c697479223a7b22616273656e636573223a7b226e6f5f6c6162656c73223a337d2c2261677265656d656e74223a7b226275636b657473223a7b2230223a7b226974656d73223a332c227061697273223a7b7d2c22746f74616c73223a7b7d7d7d2c226578636c7573696f6e73223a7b7d7d2c22616e6e6f7461746f7273223a7b7d2c226f726967696e73223a7b7d7d2c2273706563696573223a7b22616273656e636573223a7b226e6f5f6c6162656c73223a337d2c2261677265656d656e74223a7b226275636b657473223a7b2230223a7b226974656d73223a332c227061697273223a7b7d2c22746f74616c73223a7b7d7d7d2c226578636c7573696f6e73223a7b7d7d2c22616e6e6f7461746f7273223a7b7d2c226f726967696e73223a7b7d7d7d2c22766f74657273223a7b2230223a337d2c22766f746572735f616e79223a7b2230223a337d7d');
INSERT INTO read.tallies (project_id, generation, edition, scope, tally) VALUES ('owls', 1, 2, 'april', '\x7b226974656d73223a312c226974656d735f657363616c61746564223a302c226974656d735f6c6162656c6564223a302c226974656d735f746f5f726576696577223a302c226f70656e5f657363616c6174696f6e73223a302c227265766965775f7265717565737473223a302c227461736b73223a7b2268756d616e5f766f69636573223a7b22616273656e636573223a7b226e6f5f6c6162656c73223a317d2c2261677265656d656e74223a7b226275636b657473223a7b2230223a7b226974656d73223a312c227061697273223a7b7d2c22746f74616c73223a7b7d7d7d2c226578636c7573696f6e73223a7b7d7d2c22616e6e6f7461746f7273223a7b7d2c226f726967696e73223a7b7d7d2c227175616c697479223a7b22616273656e636573223a7b226e6f5f6c6162656c73223a317d2c2261677265656d656e74223a7b226275636b657473223a7b2230223a7b226974656d73223a312c227061697273223a7b7d2c22746f74616c73223a7b7d7d7d2c226578636c7573696f6e73223a7b7d7d2c22616e6e6f7461746f7273223a7b7d2c226f726967696e73223a7b7d7d2c2273706563696573223a7b22616273656e636573223a7b226e6f5f6c6162656c73223a317d2c2261677265656d656e74223a7b226275636b657473223a7b2230223a7b226974656d73223a312c227061697273223a7b7d2c22746f74616c73223a7b7d7d7d2c226578636c7573696f6e73223a7b7d7d2c22616e6e6f7461746f7273223a7b7d2c226f726967696e73223a7b7d7d7d2c22766f74657273223a7b2230223a317d2c22766f746572735f616e79223a7b2230223a317d7d');

SELECT pg_catalog.setval('instance.key_events_number_seq', 1, true);

ALTER TABLE ONLY directory.texts
    ADD CONSTRAINT one_body_per_text PRIMARY KEY (project_id, text_id);

ALTER TABLE ONLY directory.people
    ADD CONSTRAINT one_key_per_person PRIMARY KEY (tenant_id, person_id);

ALTER TABLE ONLY instance.key_events
    ADD CONSTRAINT key_event_is_numbered_once PRIMARY KEY (number);

ALTER TABLE ONLY instance.key_events
    ADD CONSTRAINT key_is_issued_and_revoked_once UNIQUE (prefix, kind);

ALTER TABLE ONLY instance.keys
    ADD CONSTRAINT key_prefix_is_used_once PRIMARY KEY (prefix);

ALTER TABLE ONLY instance.tenants
    ADD CONSTRAINT tenant_is_known_once PRIMARY KEY (tenant_id);

ALTER TABLE ONLY ledger.commands
    ADD CONSTRAINT command_id_is_used_once PRIMARY KEY (project_id, command_id);

ALTER TABLE ONLY ledger.events
    ADD CONSTRAINT event_id_is_used_once UNIQUE (project_id, event_id);

ALTER TABLE ONLY ledger.migrations
    ADD CONSTRAINT migration_runs_once PRIMARY KEY (set_name, number);

ALTER TABLE ONLY ledger.events
    ADD CONSTRAINT position_is_taken_once PRIMARY KEY (project_id, "position");

ALTER TABLE ONLY ledger.projects
    ADD CONSTRAINT project_is_opened_once PRIMARY KEY (project_id);

ALTER TABLE ONLY ledger.events
    ADD CONSTRAINT stream_version_is_taken_once UNIQUE (project_id, stream, version);

ALTER TABLE ONLY read.batch_items
    ADD CONSTRAINT item_is_in_a_batch_once PRIMARY KEY (project_id, generation, batch_id, item_id);

ALTER TABLE ONLY read.progress
    ADD CONSTRAINT one_progress_per_generation PRIMARY KEY (project_id, generation);

ALTER TABLE ONLY read.batches
    ADD CONSTRAINT one_row_per_batch PRIMARY KEY (project_id, generation, batch_id);

ALTER TABLE ONLY read.escalations
    ADD CONSTRAINT one_row_per_escalation PRIMARY KEY (project_id, generation, escalation_id);

ALTER TABLE ONLY read.items
    ADD CONSTRAINT one_row_per_item PRIMARY KEY (project_id, generation, item_id);

ALTER TABLE ONLY read.tallies
    ADD CONSTRAINT one_tally_per_scope PRIMARY KEY (project_id, generation, edition, scope);

ALTER TABLE ONLY read.ground_truth
    ADD CONSTRAINT one_truth_per_item_and_task PRIMARY KEY (project_id, generation, edition, item_id, task);

CREATE INDEX texts_of_a_person ON directory.texts USING btree (tenant_id, person_id);

CREATE INDEX batches_of_an_item ON read.batch_items USING btree (project_id, generation, item_id);

CREATE INDEX escalation_queue ON read.escalations USING btree (project_id, generation, is_open, level DESC, due_at, raised_position);

CREATE INDEX items_escalated ON read.items USING btree (project_id, generation, item_id) WHERE (open_escalations > 0);

CREATE INDEX items_to_review ON read.items USING btree (project_id, generation, item_id) WHERE (review_requests > 0);

CREATE UNIQUE INDEX one_current_generation ON read.progress USING btree (project_id) WHERE is_current;

CREATE INDEX truth_by_absence ON read.ground_truth USING btree (project_id, generation, edition, task, absence, item_id);

CREATE TRIGGER rows_are_never_changed BEFORE DELETE OR UPDATE ON instance.key_events FOR EACH ROW EXECUTE FUNCTION instance.refuse_change();

ALTER TABLE instance.key_events ENABLE ALWAYS TRIGGER rows_are_never_changed;

CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON instance.key_events FOR EACH STATEMENT EXECUTE FUNCTION instance.refuse_change();

ALTER TABLE instance.key_events ENABLE ALWAYS TRIGGER table_is_never_emptied;

CREATE TRIGGER rows_are_never_changed BEFORE DELETE OR UPDATE ON ledger.commands FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.commands ENABLE ALWAYS TRIGGER rows_are_never_changed;

CREATE TRIGGER rows_are_never_changed BEFORE DELETE OR UPDATE ON ledger.events FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER rows_are_never_changed;

CREATE TRIGGER rows_are_never_changed BEFORE DELETE OR UPDATE ON ledger.projects FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.projects ENABLE ALWAYS TRIGGER rows_are_never_changed;

CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.commands FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.commands ENABLE ALWAYS TRIGGER table_is_never_emptied;

CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.events FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER table_is_never_emptied;

CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.projects FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.projects ENABLE ALWAYS TRIGGER table_is_never_emptied;

ALTER TABLE ONLY instance.keys
    ADD CONSTRAINT key_belongs_to_a_tenant FOREIGN KEY (tenant_id) REFERENCES instance.tenants(tenant_id);

REVOKE ALL ON FUNCTION instance.grant_to_service(service name) FROM PUBLIC;

REVOKE ALL ON FUNCTION instance.refuse_change() FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.append(project text, command_ids uuid[], request_shas bytea[], correlation_ids uuid[], trace_ids text[], expected_counts integer[], event_counts integer[], group_streams text[], expected_streams integer[], expected_versions integer[], event_streams integer[], event_ids uuid[], event_types text[], schema_versions integer[], occurred_ats timestamp with time zone[], actors text[], causation_ids uuid[], bodies bytea[], OUT outcomes text[], OUT first_positions bigint[], OUT last_positions bigint[], OUT conflict_streams integer[], OUT conflict_versions integer[], OUT head_before bigint, OUT recorded_from timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.grant_to_service(service name) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.leaf_v1(project_id text, "position" bigint, stream text, version integer, event_id uuid, type text, schema_version integer, occurred_at timestamp with time zone, recorded_at timestamp with time zone, actor text, command_id uuid, causation_id uuid, correlation_id uuid, trace_id text, body bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.open_project(project text, tenant text) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.position_at(project text, moment timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.refuse_change() FROM PUBLIC;

-- PostgreSQL database dump complete

