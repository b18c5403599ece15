-- What version 0.2 left behind: its schema, and a project in which every kind of
-- event of that version happened. `python -m tests.released.make 0.2` made it; never edit it.
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

CREATE FUNCTION directory.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% of %.% is refused: the record of erasures only grows',
                    tg_op, tg_table_schema, tg_table_name
        USING ERRCODE = 'restrict_violation';
END
$$;

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

CREATE FUNCTION ledger.add_checkpoint(project text, of_epoch integer, size bigint, signed_note text, signed_with bytea) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    computed bytea;
    signing  integer;
BEGIN
    PERFORM ledger.need_read_committed();
    IF of_epoch = 1 THEN
        INSERT INTO ledger.epochs (project_id, epoch, fork_size, reason, opened_by)
        SELECT p.project_id, 1, 0, 'the first', 'ledger'
        FROM ledger.projects AS p
        WHERE p.project_id = project
        ON CONFLICT ON CONSTRAINT epoch_is_opened_once DO NOTHING;
    END IF;
    -- Sealers of a project take turns on its epoch; the next statements see what the last one did.
    PERFORM FROM ledger.epochs AS o
    WHERE o.project_id = project AND o.epoch = of_epoch
    FOR NO KEY UPDATE;
    IF NOT found OR EXISTS (
        SELECT FROM ledger.epochs AS o WHERE o.project_id = project AND o.epoch > of_epoch
    ) THEN
        RETURN 'epoch_ended';
    END IF;
    IF EXISTS (
        SELECT FROM ledger.checkpoints AS c
        WHERE c.project_id = project AND c.epoch = of_epoch AND c.tree_size >= size
    ) THEN
        RETURN 'already_sealed';
    END IF;
    SELECT k.number INTO signing FROM ledger.signing_keys AS k WHERE k.public_key = signed_with;
    IF NOT found THEN
        RETURN 'key_replaced';
    END IF;
    computed := ledger.root_at(project, size);
    IF computed IS NULL THEN
        RAISE EXCEPTION 'project % has no tree of size %', project, size
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tree_is_recorded_before_it_is_sealed';
    END IF;
    IF split_part(signed_note, E'\n', 1) NOT LIKE '%/' || of_epoch
        OR split_part(signed_note, E'\n', 4) <> ''
        OR NOT ledger.ends_signed(signed_note)
    THEN
        RAISE EXCEPTION 'this is no signed checkpoint of epoch % of project %', of_epoch, project
            USING ERRCODE = 'check_violation', CONSTRAINT = 'note_is_a_signed_checkpoint';
    END IF;
    INSERT INTO ledger.checkpoints (project_id, epoch, tree_size, root, note, key_number)
    VALUES (project, of_epoch, size, computed, signed_note, signing);
    RETURN 'added';
END
$$;

CREATE FUNCTION ledger.add_signing_key(key_number integer, key bytea, signed_statement text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM ledger.need_read_committed();
    IF signed_statement IS NOT NULL AND (
        split_part(signed_statement, E'\n', 2) <> 'labeltrail signing key ' || key_number
        OR split_part(signed_statement, E'\n', 3) <> encode(key, 'base64')
        OR NOT ledger.ends_signed(signed_statement)
    ) THEN
        RAISE EXCEPTION 'this is no signed statement that names signing key %', key_number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statement_names_number_and_key';
    END IF;
    INSERT INTO ledger.signing_keys (number, public_key, statement)
    SELECT key_number, key, signed_statement
    WHERE key_number = 1 + (SELECT coalesce(max(k.number), 0) FROM ledger.signing_keys AS k)
    ON CONFLICT ON CONSTRAINT signing_key_number_is_taken_once DO NOTHING;
    RETURN found;
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
    IF ledger.is_stopped(project) THEN
        RAISE EXCEPTION 'project % is stopped: its ledger does not fit a published checkpoint',
                        project
            USING ERRCODE = 'LT001',
                  HINT = 'Restore the newest backup, or record what happened: '
                         'labeltrail audit resume';
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

CREATE FUNCTION ledger.ends_signed(note text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
BEGIN
    RETURN coalesce(note ~ E'[^\n]\n\n(— [^ +\n]+ [A-Za-z0-9+/]{91}=\n)+$', false);
END
$_$;

CREATE FUNCTION ledger.extend_tiles(project text, tiles_max integer, OUT head bigint, OUT is_whole boolean) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    below  bigint;   -- nodes of the level below
    next   bigint;   -- the tile to add
    room   integer := tiles_max;
    adding integer;
BEGIN
    PERFORM ledger.need_read_committed();
    SELECT coalesce(max(e.position), 0) INTO head
    FROM ledger.events AS e
    WHERE e.project_id = project;
    is_whole := true;
    below := head;
    FOR of_level IN 1 .. 7 LOOP
        EXIT WHEN below < 256;
        SELECT coalesce(max(t.tile) + 1, 0) INTO next
        FROM ledger.tiles AS t
        WHERE t.project_id = project
          AND t.level = of_level;
        adding := greatest(least((below >> 8) - next, room), 0);
        INSERT INTO ledger.tiles (project_id, level, tile, root)
        SELECT project, of_level, n.tile, ledger.root_over(project, of_level - 1, n.tile << 8, 256)
        FROM generate_series(next, next + adding - 1) AS n (tile)
        ON CONFLICT ON CONSTRAINT tile_is_stored_once DO NOTHING;
        is_whole := is_whole AND next + adding >= below >> 8;
        room := room - adding;
        below := next + adding;
    END LOOP;
END
$$;

CREATE FUNCTION ledger.grant_to_service(service name) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA ledger TO %I', service);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO %I', service);
    EXECUTE format(
        'GRANT EXECUTE ON FUNCTION ledger.open_project, ledger.append, ledger.position_at, '
        'ledger.leaf_v1, ledger.root_over, ledger.node_at, ledger.root_at, ledger.is_stopped, '
        'ledger.extend_tiles, ledger.add_checkpoint, ledger.add_signing_key, '
        'ledger.stop_project, ledger.open_epoch TO %I',
        service
    );
END
$$;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE ledger.epochs (
    project_id text NOT NULL COLLATE pg_catalog."C",
    epoch integer NOT NULL,
    fork_size bigint NOT NULL,
    reason text NOT NULL,
    opened_by text NOT NULL,
    opened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT epoch_counts_from_one CHECK ((epoch >= 1)),
    CONSTRAINT epoch_opener_is_short_and_not_empty CHECK (((octet_length(opened_by) >= 1) AND (octet_length(opened_by) <= 800))),
    CONSTRAINT epoch_reason_is_short_and_not_empty CHECK (((octet_length(reason) >= 1) AND (octet_length(reason) <= 4000))),
    CONSTRAINT fork_size_counts_from_zero CHECK ((fork_size >= 0))
);

CREATE TABLE ledger.stops (
    project_id text NOT NULL COLLATE pg_catalog."C",
    epoch integer NOT NULL,
    head bigint NOT NULL,
    reason text NOT NULL,
    published text,
    stopped_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT published_note_is_short CHECK ((octet_length(published) <= 10000)),
    CONSTRAINT stop_epoch_counts_from_one CHECK ((epoch >= 1)),
    CONSTRAINT stop_reason_is_short_and_not_empty CHECK (((octet_length(reason) >= 1) AND (octet_length(reason) <= 4000)))
);

CREATE FUNCTION ledger.is_stopped(project text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (EXISTS (SELECT FROM ledger.stops s WHERE ((s.project_id = is_stopped.project) AND (NOT (EXISTS (SELECT FROM ledger.epochs later WHERE ((later.project_id = s.project_id) AND (later.epoch > s.epoch))))))));

CREATE FUNCTION ledger.leaf_v1(project_id text, "position" bigint, stream text, version integer, event_id uuid, type text, schema_version integer, occurred_at timestamp with time zone, recorded_at timestamp with time zone, actor text, command_id uuid, causation_id uuid, correlation_id uuid, trace_id text, body bytea) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN sha256(('\x00'::bytea || substr(array_send(ARRAY['\x6c6162656c747261696c2e6576656e742e7631'::bytea, convert_to(project_id, 'UTF8'::name), int8send("position"), convert_to(stream, 'UTF8'::name), int8send((version)::bigint), uuid_send(event_id), convert_to(type, 'UTF8'::name), int8send((schema_version)::bigint), int8send(((EXTRACT(epoch FROM occurred_at) * (1000000)::numeric))::bigint), int8send(((EXTRACT(epoch FROM recorded_at) * (1000000)::numeric))::bigint), convert_to(actor, 'UTF8'::name), uuid_send(command_id), uuid_send(causation_id), uuid_send(correlation_id), convert_to(trace_id, 'UTF8'::name), sha256(body)]), 21)));

CREATE FUNCTION ledger.need_read_committed() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'the ledger is written under READ COMMITTED, not %',
                        upper(current_setting('transaction_isolation'))
            USING ERRCODE = 'invalid_transaction_state',
                  HINT = 'Under an older snapshot what is read may be stale.';
    END IF;
END
$$;

CREATE FUNCTION ledger.root_over(project text, of_level integer, first bigint, width integer) RETURNS bytea
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    hashes bytea;  -- side by side, 32 bytes each
BEGIN
    IF of_level = 0 THEN
        SELECT string_agg(e.leaf, ''::bytea ORDER BY e.position) INTO hashes
        FROM ledger.events AS e
        WHERE e.project_id = project
          AND e.position > first
          AND e.position <= first + width;
    ELSE
        SELECT string_agg(t.root, ''::bytea ORDER BY t.tile) INTO hashes
        FROM ledger.tiles AS t
        WHERE t.project_id = project
          AND t.level = of_level
          AND t.tile >= first
          AND t.tile < first + width;
    END IF;
    IF octet_length(hashes) IS DISTINCT FROM width * 32 THEN
        RETURN NULL;
    END IF;
    WHILE octet_length(hashes) > 32 LOOP
        SELECT string_agg(
                   sha256('\x01'::bytea || substr(hashes, pair * 64 + 1, 64)), ''::bytea
                   ORDER BY pair
               )
        INTO hashes
        FROM generate_series(0, octet_length(hashes) / 64 - 1) AS pair;
    END LOOP;
    RETURN hashes;
END
$$;

CREATE FUNCTION ledger.node_at(project text, height integer, place bigint) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ledger.root_over(project, (height / 8), (place << (height % 8)), (1 << (height % 8)));

CREATE FUNCTION ledger.open_epoch(project text, new_epoch integer, last_common_size bigint, why text, operator text, signed_statement text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM ledger.need_read_committed();
    PERFORM FROM ledger.projects AS p WHERE p.project_id = project FOR NO KEY UPDATE;
    -- A sealer that is at work on the present epoch ends first.
    PERFORM FROM ledger.epochs AS o WHERE o.project_id = project FOR NO KEY UPDATE;
    IF split_part(signed_statement, E'\n', 3) IS DISTINCT FROM last_common_size::text
        OR split_part(signed_statement, E'\n', 4)
            IS DISTINCT FROM encode(ledger.root_at(project, last_common_size), 'base64')
        OR NOT ledger.ends_signed(signed_statement)
    THEN
        RAISE EXCEPTION 'epoch % of project % needs a signed statement of its fork',
                        new_epoch, project
            USING ERRCODE = 'check_violation', CONSTRAINT = 'epoch_statement_names_its_fork';
    END IF;
    INSERT INTO ledger.epochs (project_id, epoch, fork_size, reason, opened_by)
    SELECT project, new_epoch, last_common_size, why, operator
    WHERE ledger.is_stopped(project)
      AND new_epoch > (
          SELECT max(s.epoch) FROM ledger.stops AS s WHERE s.project_id = project
      )
    ON CONFLICT ON CONSTRAINT epoch_is_opened_once DO NOTHING;
    IF NOT found THEN
        RETURN false;
    END IF;
    INSERT INTO ledger.epoch_statements (project_id, epoch, note)
    VALUES (project, new_epoch, signed_statement);
    RETURN true;
END
$$;

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

CREATE FUNCTION ledger.root_at(project text, size bigint) RETURNS bytea
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    root bytea := CASE WHEN size = 0 THEN sha256(''::bytea) END;
    node bytea;
BEGIN
    FOR height IN 0 .. 62 LOOP
        IF (size >> height) & 1 = 1 THEN
            node := ledger.node_at(project, height, (size >> height) - 1);
            IF node IS NULL THEN
                RETURN NULL;
            END IF;
            root := coalesce(sha256('\x01'::bytea || node || root), node);
        END IF;
    END LOOP;
    RETURN root;
END
$$;

CREATE FUNCTION ledger.stop_project(project text, why text, published_note text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM ledger.need_read_committed();
    PERFORM FROM ledger.projects AS p WHERE p.project_id = project FOR NO KEY UPDATE;
    INSERT INTO ledger.stops (project_id, epoch, head, reason, published)
    SELECT project,
           (SELECT coalesce(max(o.epoch), 1) FROM ledger.epochs AS o WHERE o.project_id = project),
           (SELECT coalesce(max(e.position), 0) FROM ledger.events AS e
            WHERE e.project_id = project),
           why,
           published_note
    ON CONFLICT ON CONSTRAINT epoch_is_stopped_once DO NOTHING;
    RETURN found;
END
$$;

CREATE TABLE directory.erased_texts (
    project_id text NOT NULL COLLATE pg_catalog."C",
    text_id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    erasure_id uuid NOT NULL
);

CREATE TABLE directory.erasures (
    erasure_id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id text NOT NULL COLLATE pg_catalog."C",
    person_id text NOT NULL COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C",
    requested_by text NOT NULL,
    erased_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT reason_holds_no_words CHECK ((reason = ANY (ARRAY['requested'::text, 'consent-withdrawn'::text, 'no-longer-needed'::text, 'unlawful'::text])))
);

COMMENT ON COLUMN directory.erasures.reason IS 'One of a list, as in Art. 17 GDPR: free text would be where the next personal data went.';

CREATE TABLE directory.subject_keys (
    tenant_id text CONSTRAINT people_tenant_id_not_null NOT NULL,
    person_id text CONSTRAINT people_person_id_not_null NOT NULL,
    key bytea CONSTRAINT people_digest_key_not_null NOT NULL,
    known_since timestamp with time zone DEFAULT now() CONSTRAINT people_known_since_not_null NOT NULL,
    key_id uuid DEFAULT gen_random_uuid() NOT NULL,
    wrapped_by text COLLATE pg_catalog."C",
    digest_form smallint DEFAULT 2 NOT NULL,
    CONSTRAINT digest_form_is_known CHECK ((digest_form = ANY (ARRAY[1, 2]))),
    CONSTRAINT key_is_wrapped_or_32_bytes CHECK (((wrapped_by IS NOT NULL) OR (octet_length(key) = 32)))
);

COMMENT ON COLUMN directory.subject_keys.wrapped_by IS 'The instance''s key that the person''s is encrypted under; NULL where the instance has none.';

CREATE TABLE directory.texts (
    project_id text NOT NULL,
    text_id uuid NOT NULL,
    body text,
    written_at timestamp with time zone DEFAULT now() NOT NULL,
    key_id uuid NOT NULL,
    command_id uuid,
    kind text NOT NULL COLLATE pg_catalog."C",
    ciphertext bytea,
    CONSTRAINT words_are_kept_once CHECK (((body IS NULL) <> (ciphertext IS NULL))),
    CONSTRAINT words_are_never_kept_in_clear CHECK ((body IS NULL))
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

CREATE TABLE ledger.checkpoints (
    project_id text NOT NULL COLLATE pg_catalog."C",
    epoch integer NOT NULL,
    tree_size bigint NOT NULL,
    root bytea NOT NULL,
    note text NOT NULL,
    key_number integer NOT NULL,
    sealed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT checkpoint_epoch_counts_from_one CHECK ((epoch >= 1)),
    CONSTRAINT checkpoint_root_is_a_sha256 CHECK ((octet_length(root) = 32)),
    CONSTRAINT note_is_short CHECK ((octet_length(note) <= 10000)),
    CONSTRAINT note_says_size_and_root CHECK (((split_part(note, '
'::text, 2) = (tree_size)::text) AND (split_part(note, '
'::text, 3) = encode(root, 'base64'::text)))),
    CONSTRAINT tree_size_counts_from_one CHECK ((tree_size >= 1))
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

CREATE TABLE ledger.epoch_statements (
    project_id text NOT NULL COLLATE pg_catalog."C",
    epoch integer NOT NULL,
    note text NOT NULL,
    stated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT epoch_statement_is_short CHECK ((octet_length(note) <= 10000)),
    CONSTRAINT epoch_statement_names_its_epoch CHECK (((split_part(note, '
'::text, 1) ~~ ('%/'::text || epoch)) AND (split_part(note, '
'::text, 2) = ('labeltrail epoch '::text || epoch)))),
    CONSTRAINT first_epoch_needs_no_statement CHECK ((epoch >= 2))
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

CREATE TABLE ledger.signing_keys (
    number integer NOT NULL,
    public_key bytea NOT NULL,
    statement text,
    added_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT later_signing_key_has_a_statement CHECK (((number = 1) = (statement IS NULL))),
    CONSTRAINT signing_key_is_an_ed25519_key CHECK ((octet_length(public_key) = 32)),
    CONSTRAINT signing_key_number_counts_from_one CHECK ((number >= 1)),
    CONSTRAINT statement_is_short CHECK ((octet_length(statement) <= 10000))
);

CREATE TABLE ledger.tiles (
    project_id text NOT NULL COLLATE pg_catalog."C",
    level smallint NOT NULL,
    tile bigint NOT NULL,
    root bytea NOT NULL,
    CONSTRAINT tile_counts_from_zero CHECK ((tile >= 0)),
    CONSTRAINT tile_level_is_1_to_7 CHECK (((level >= 1) AND (level <= 7))),
    CONSTRAINT tile_root_is_a_sha256 CHECK ((octet_length(root) = 32))
);

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
    from_position bigint NOT NULL,
    to_position bigint NOT NULL,
    title text NOT NULL,
    batch_kind text NOT NULL,
    is_closed boolean NOT NULL,
    items integer NOT NULL,
    opened_position bigint NOT NULL,
    CONSTRAINT batch_holds_for_some_positions CHECK ((from_position < to_position))
);

CREATE TABLE read.editions (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    edition integer NOT NULL,
    from_position bigint NOT NULL
);

CREATE TABLE read.escalations (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    escalation_id uuid NOT NULL,
    from_position bigint NOT NULL,
    to_position bigint NOT NULL,
    item_id text NOT NULL COLLATE pg_catalog."C",
    is_open boolean NOT NULL,
    level integer NOT NULL,
    due_at timestamp with time zone NOT NULL,
    raised_position bigint NOT NULL,
    state bytea NOT NULL,
    CONSTRAINT escalation_holds_for_some_positions CHECK ((from_position < to_position))
);

COMMENT ON COLUMN read.escalations.due_at IS 'infinity where no time is set: those come last.';

CREATE TABLE read.ground_truth (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    edition integer NOT NULL,
    item_id text NOT NULL COLLATE pg_catalog."C",
    task text NOT NULL COLLATE pg_catalog."C",
    from_position bigint NOT NULL,
    to_position bigint NOT NULL,
    category text,
    origin text,
    absence text,
    nominal_weight bigint NOT NULL,
    ordinal_weight bigint NOT NULL,
    CONSTRAINT truth_has_a_value_or_a_reason CHECK (((category IS NULL) <> (absence IS NULL))),
    CONSTRAINT truth_holds_for_some_positions CHECK ((from_position < to_position))
);

CREATE TABLE read.item_counts (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    item_id text NOT NULL COLLATE pg_catalog."C",
    from_position bigint NOT NULL,
    to_position bigint NOT NULL,
    labels integer NOT NULL,
    voters integer NOT NULL,
    voters_any integer NOT NULL,
    open_escalations integer NOT NULL,
    review_requests integer NOT NULL,
    CONSTRAINT count_holds_for_some_positions CHECK ((from_position < to_position))
);

CREATE TABLE read.items (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    item_id text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    edition integer NOT NULL,
    state bytea NOT NULL
);

COMMENT ON COLUMN read.items.edition IS 'The newest edition that has rows for the item.';

CREATE TABLE read.outbox (
    project_id text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    kind text NOT NULL,
    scope text NOT NULL COLLATE pg_catalog."C",
    items integer NOT NULL,
    written_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    failure text,
    is_dead boolean DEFAULT false NOT NULL
);

COMMENT ON COLUMN read.outbox.due_at IS 'Not to be tried before: pushed ahead while a process tells it, and longer after each failure.';

CREATE TABLE read.parked (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    stream text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    reason text NOT NULL,
    attempts integer DEFAULT 1 NOT NULL,
    parked_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

COMMENT ON COLUMN read.parked.attempts IS 'Generations that could not fold it, one after the other; parked_at is when the first gave up.';

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
    refold_position bigint,
    row_sum bytea DEFAULT '\x'::bytea NOT NULL,
    edition_sum bytea DEFAULT '\x'::bytea NOT NULL,
    refold_sum bytea DEFAULT '\x'::bytea NOT NULL,
    kept_until timestamp with time zone,
    CONSTRAINT a_stop_has_a_reason CHECK (((stopped_position IS NULL) = (stopped_reason IS NULL))),
    CONSTRAINT no_answers_from_a_retired_generation CHECK ((NOT (is_current AND is_retired))),
    CONSTRAINT only_a_former_generation_is_kept CHECK (((kept_until IS NULL) OR (NOT (is_current OR is_retired)))),
    CONSTRAINT refold_names_versions_and_position CHECK ((num_nulls(refold_policy_version, refold_taxonomy_version, refold_position, refold_after) = ANY (ARRAY[0, 4]))),
    CONSTRAINT stopped_at_the_next_event CHECK ((stopped_position > "position"))
)
WITH (fillfactor='50');

COMMENT ON COLUMN read.progress.is_retired IS 'No claim is given on it any more; the row stays until the rows of its generation are gone.';

COMMENT ON COLUMN read.progress.policy_version IS 'Answers hold for this policy and taxonomy version; rules may know newer ones, being refolded.';

COMMENT ON COLUMN read.progress.fence IS 'Rises with every claim: a worker that wakes up late finds another and writes nothing.';

COMMENT ON COLUMN read.progress.refold_position IS 'Where the new terms came into force: their rows hold from there on.';

COMMENT ON COLUMN read.progress.row_sum IS 'Sum over all row versions that hold under any terms; edition_sum over those of the edition of answers, refold_sum over those of the edition being made. See projections/attestation.py.';

COMMENT ON COLUMN read.progress.kept_until IS 'A former generation whose rows stay so long, to answer from them again.';

CREATE TABLE read.receivers (
    name text NOT NULL,
    added_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE read.tallies (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    edition integer NOT NULL,
    scope text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    changes integer NOT NULL,
    tally bytea NOT NULL
);

CREATE TABLE read.tally_changes (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    edition integer NOT NULL,
    scope text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    change bytea NOT NULL
);

INSERT INTO directory.subject_keys (tenant_id, person_id, key, known_since, key_id, wrapped_by, digest_form) VALUES ('night-sound-archive', 'oskar', '\xb5e0b690fa170a3abbd8dcdb1beb79bed9c05cf985be304dd1642d4d0b37741c', '2026-11-24 18:07:26.065404+00', '1ff35b27-6cf9-4d73-9af6-5a2b855dbc08', NULL, 2);
INSERT INTO directory.subject_keys (tenant_id, person_id, key, known_since, key_id, wrapped_by, digest_form) VALUES ('night-sound-archive', 'lena', '\x42a8e8d25668d168dcaee2e94ad3a274cd424df0590130f1b8800582a0f1a87c', '2026-11-24 18:07:26.075832+00', '1f010ed9-d8e1-479b-97f7-526f7caf6e01', NULL, 2);
INSERT INTO directory.subject_keys (tenant_id, person_id, key, known_since, key_id, wrapped_by, digest_form) VALUES ('night-sound-archive', 'ines', '\x72831ce6546f10c07943c7b61b2d6c26998e808f05cbf38833e38ac48922b7fc', '2026-11-24 18:07:26.072323+00', 'b5a1c21f-f4de-4b9e-9069-b3923f634913', NULL, 2);

INSERT INTO directory.texts (project_id, text_id, body, written_at, key_id, command_id, kind, ciphertext) VALUES ('owls', 'f0878ba3-d044-5632-996a-46c4a89e02b9', NULL, '2026-11-24 18:07:26.071865+00', '1ff35b27-6cf9-4d73-9af6-5a2b855dbc08', '4477015d-307a-4159-a706-186f4395e0e5', 'question', '\xb0fe618a6ad15c6bcc3fe64021f4cfdac4932651d3073cbde69bee89ab36d0642b6f687e517ca37ce9f33afe0f5c6ffb75c913e754c83dce24498d0aee6349f5fb3dff408058');
INSERT INTO directory.texts (project_id, text_id, body, written_at, key_id, command_id, kind, ciphertext) VALUES ('owls', 'd83040db-ac33-5817-b8d5-5720ce9e0cdb', NULL, '2026-11-24 18:07:26.075374+00', 'b5a1c21f-f4de-4b9e-9069-b3923f634913', 'f15a0d3b-6866-4ebd-b7b3-86b67d94f4ab', 'question', '\x46e6ab5c40d98491239d6baf9cc5037039528331891c8be17d0f6578ee9bcf5878e23d229c8d60f89883962d25fb8678fc575e26d2636e5c70803f16bbb66c9448');
INSERT INTO directory.texts (project_id, text_id, body, written_at, key_id, command_id, kind, ciphertext) VALUES ('owls', '00b359ae-156d-5366-9872-c53ba16f6004', NULL, '2026-11-24 18:07:26.078523+00', '1f010ed9-d8e1-479b-97f7-526f7caf6e01', '825cf7d3-9fd9-408a-be27-d4d7deee2290', 'question', '\xbcbb996517c91e22b15efb7ed9ef80c74e79021a900a860e4b6d08434ee3fcd904c2580285d5e8939733cbf5592fca4d277f0fd8ff67721dff01215736e331f5ade6d8492460564471be56830d0f0cff1c');
INSERT INTO directory.texts (project_id, text_id, body, written_at, key_id, command_id, kind, ciphertext) VALUES ('owls', '88ec9c5d-2a4a-52cb-a7d3-c4113c475fcd', NULL, '2026-11-24 18:07:26.085938+00', 'b5a1c21f-f4de-4b9e-9069-b3923f634913', 'd2b4cdb8-2e25-4af7-b67c-1d373016c353', 'question', '\xccd0bb097ee147e5b17769cc79b0f5bf6c04536841ea08e06221f05a2e98f161aaee0032d4c05b5856eacac5f634fd955d8e9da6fd3f56f5fdfb60e25847d6dbf73142b334b4e204eab80984dae05c');

INSERT INTO instance.key_events (number, prefix, kind, tenant_id, actor, is_instance_admin, expires_at, recorded_by, recorded_at) OVERRIDING SYSTEM VALUE VALUES (1, 'f8ddb0dfbdb7d4e3', 'issued', 'night-sound-archive', 'oskar', false, '2027-02-22 18:07:26.192048+00', 'root', '2026-11-24 18:07:26.194025+00');

INSERT INTO instance.keys (prefix, secret_sha, tenant_id, actor, is_instance_admin, issued_at, expires_at, revoked_at, last_used_at) VALUES ('f8ddb0dfbdb7d4e3', '\xc4f8c944a32937eb060803bd8ebc683d1748d7717268a47f5ab9bd4b77acd72b', 'night-sound-archive', 'oskar', false, '2026-11-24 18:07:26.193153+00', '2027-02-22 18:07:26.192048+00', NULL, NULL);

INSERT INTO instance.tenants (tenant_id, known_since) VALUES ('night-sound-archive', '2026-11-24 18:07:26.192612+00');

INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '366e3f42-3cbd-4371-8a2e-f3ff7ada3f2b', '\x331c786f02ff1c4ae162641e966255064b8da74037ad2084a8d60b1928a4bd2b', 1, 1);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '1962d3e6-ea20-47dd-b22d-935b72f19837', '\xcbbbde2c0d9349c8d0fc9ad5f92320b6190e2261fa09799e127379f497dd8686', 2, 2);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '3699be09-e68a-445f-b5e0-af347fe85918', '\xf12fe5ffa5520f5b1eaabe41975c25875a8cf3e715cf11309dfed11afc2a1906', 3, 3);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '688fa584-86c9-4d71-b75c-fed484b8a6a2', '\x00a9e1a4e7e368db52b5360f81ca2db7981a230d3897a5d9f555e3295257424d', 4, 4);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'a0a87e3f-6fe1-4a92-8933-79da33129b1f', '\x5ddddb13a0e8b4a7aa128659a6abb592b1ad043350e0e1d268036f841ad7cc39', 5, 5);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '94d413d5-9299-4b9f-9d07-443860103a47', '\xf8e10323fce78abb6447dd6fd123b8cae013ce6c1e42cefdaba56b98adbb8c45', 6, 6);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'c3d51a46-c2c6-4fb5-a3f8-6783839bcc7d', '\x020c10d5c0a29968386b79e2e15c4b7b3d6767b5cdec48ef82834ac12702ca1d', 7, 7);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '503230ff-da87-464c-b371-d939851e9c48', '\xc7e8b58d623fc700143427b980f342f6be795d919ba24c5ff7fe22d77eb02ad6', 8, 8);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'b3406f39-7c9a-447b-81cd-4e4fc4ef1a70', '\xba5d261462cf0b6e2c72328c1da54a70e1109c41cf807514364d8f052d703798', 9, 9);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'cbfeb50d-7073-4f63-8c29-89754c41f35d', '\xd024d9cb806a6c2a8821df6f4d61c5f2e90a256b0a3955bce29fb550602def02', 10, 10);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '52c9c440-b801-428b-89ce-d23ffc2e3cf3', '\x212f25321b0ca17d0cbb15857f0afc994e64e98595b0472b5789d98d0dcaaacc', 11, 11);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'c4839902-9da7-4c93-9844-d0fea228e65c', '\x27858d3102e5e57da484abcbe803629694b8b8ee967809e780e8bd1d07fad932', 12, 12);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '734f6529-0be1-46fa-b31d-b9cd72e930cf', '\xc38cec35d786d562af8bcaed8cfeabce00fa87adbcd8608143e84df185e68789', 13, 13);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'c9f476d5-17a1-4810-9bed-5a18c6dbacde', '\x81d47b58dd3d70106c9afc7a8aa9de0e5b5e2b15e3b656657de1bf627578a298', 14, 14);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '3f46218f-52f5-47f7-aeab-8f1c6b942ec1', '\x84ce1f8e94f12c7f20f42f34551bef3d22d30e0e1dd2c40a371036d1ec08921d', 15, 15);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'ec1daa60-b5ce-4a78-92ec-0a749a647a2f', '\x64b371101fb8744ced7927b27a3b4b187fbc454a1437009ec6fbfb3bbc86e08e', 16, 16);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '6cfdaf22-87a5-4fba-80dc-004aab180674', '\xfc4a2ba9a6705e4048a207e82b26f8bdc80c62cd8856fe3184b9d2b4d30257bb', 17, 17);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'e9fd84ab-7210-406d-9d6b-9ee12cb887b4', '\x49af2c2affcb0557d92c09e6f58e0d711a66d666363d80f4f63daf4df25c0a11', 18, 18);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'f922eb84-0319-49f8-b6c5-048b5d585577', '\xfaeb31156cba8a4debf7bf379116089c28e3e948182460f09e9fd47a80eb7b9e', 19, 19);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'a4d847dd-4264-4185-af59-ed51a0d6bf82', '\xea2a8980a9ad4d00466d7b720a1d88f22159a04a44307d44d21002d6328ad030', 20, 20);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '87a6dbf1-648b-4b0d-b0ee-79f6851a1e07', '\x70e000ceb4550241a42097b503187d2b0e5f58dfced9a369f3f5170c4a9f580f', 21, 21);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '2baa6574-fbfc-44a8-9bf4-ccb8fec553b6', '\xb59b757a764544ad828bb11c893ed77621fd373cc9327a7be6740657a8c38d00', 22, 22);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '91970627-2b28-4db8-97fe-da1b24331e4a', '\xa45dfbff76e86ef361300e555d3c296e960799dd99dd8fe6b51d096621eb09ec', 23, 23);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '4ba3a282-0527-44c5-b9a4-c96cd079e135', '\x01ebcd62913473b14b7ae6d421b151930880a32f25e0c89084d7f1ebbd5af8d4', 24, 24);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'd776560c-1762-4ec3-842d-ccedfdcd998c', '\xc1e4584b5bf767045abaed08b743a37f546ec3fd736ef9dd6a9f5678e03e8f02', 25, 25);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '4477015d-307a-4159-a706-186f4395e0e5', '\x4b9ae3bae35b698f470c2e44fd079947a722d0e4b61467476df37e117d7bb542', 26, 26);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'f15a0d3b-6866-4ebd-b7b3-86b67d94f4ab', '\xe942f7df7079ba063e40446e5bc10ceceb14173d6f6ae36b68c3269d6efcd729', 27, 27);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '825cf7d3-9fd9-408a-be27-d4d7deee2290', '\x04d363b9d20f135b4acc95c3f956f75a88c9b9c12598f6a9147acca777547707', 28, 28);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'c5d1ed32-c143-4084-973a-42e1ded99d82', '\x5c0aae16cfe6807854a866e9b1b2a832a5f78a94cf09e6f43bcffddb8b14b309', 29, 29);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '59d6a1c0-c1fb-402e-b079-3100b04d2aaa', '\x1d053bf50335e018c933d8025efc9b484a10da0dae9aeb0e0b8ad76ec2dba030', 30, 30);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '9a575fbf-a562-49da-89f0-84826bb9350b', '\x6aee86c9f82d83906cb9d0bad1f0c3b2360066ac324ecd489981cb0a5d799609', 31, 31);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'd2b4cdb8-2e25-4af7-b67c-1d373016c353', '\x4c3a10324ff821eb46f56ceb24267f612e66ba184e922c1f988905ca026a6082', 32, 32);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '3f75370a-878e-4c41-88da-e1fce8dbd1fd', '\x57b5b3e1cead3477553cad811c85e0e221a19ca9634848e17cbe14788479ea9b', 33, 34);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '68d7765b-9e14-4bd9-a181-eed519042411', '\x7b45230b708b6a3cc2ceb78d292e9da3515e79d3881baaa294121e4a5c8fb147', 35, 35);

INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 1, 'project', 1, '01a20ebd-bf03-7193-b454-cc583f4983b2', 'ProjectCreated', 1, '2026-11-24 18:07:25.949674+00', '2026-11-24 18:07:25.967528+00', 'mira', '366e3f42-3cbd-4371-8a2e-f3ff7ada3f2b', NULL, '366e3f42-3cbd-4371-8a2e-f3ff7ada3f2b', NULL, '{"manager":"mira","tenant":"night-sound-archive","title":"Owls of the Ore Mountains"}', '\x80d2a0da8d6751ceb89a033ef21b4d9d02d91b707ca5535c56ea632c4aa2cb21');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 2, 'project', 2, '01a20ebd-bf1c-76c0-9cdb-b5b932e0e620', 'MemberAdded', 1, '2026-11-24 18:07:25.970263+00', '2026-11-24 18:07:25.991153+00', 'mira', '1962d3e6-ea20-47dd-b22d-935b72f19837', NULL, '1962d3e6-ea20-47dd-b22d-935b72f19837', NULL, '{"member":"oskar","member_kind":"person","roles":["annotator"]}', '\x4a6087f8842cfec4a500ae6bab56ac6fbaaeb80452f8360d408d95ffd0dd9d3b');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 3, 'project', 3, '01a20ebd-bf3b-751f-ac19-bb1d3f57de31', 'MemberAdded', 1, '2026-11-24 18:07:25.993478+00', '2026-11-24 18:07:26.011682+00', 'mira', '3699be09-e68a-445f-b5e0-af347fe85918', NULL, '3699be09-e68a-445f-b5e0-af347fe85918', NULL, '{"member":"lena","member_kind":"person","roles":["annotator"]}', '\xb8df8832abd81f0a673817ae098e2538ce566f337fb6ebc5a9d82ad7a72a204e');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 4, 'project', 4, '01a20ebd-bf3e-733d-a5a2-f81b49f0c91e', 'MemberAdded', 1, '2026-11-24 18:07:26.012223+00', '2026-11-24 18:07:26.015104+00', 'mira', '688fa584-86c9-4d71-b75c-fed484b8a6a2', NULL, '688fa584-86c9-4d71-b75c-fed484b8a6a2', NULL, '{"member":"tomek","member_kind":"person","roles":["adjudicator","annotator","reviewer"]}', '\x0283158e10e21320ca7267b0ee3da5351084acf84b4b9d278c367bce51d3c288');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 5, 'project', 5, '01a20ebd-bf41-77f0-b538-cf2f38d2564a', 'MemberAdded', 1, '2026-11-24 18:07:26.015552+00', '2026-11-24 18:07:26.018221+00', 'mira', 'a0a87e3f-6fe1-4a92-8933-79da33129b1f', NULL, 'a0a87e3f-6fe1-4a92-8933-79da33129b1f', NULL, '{"member":"ruth","member_kind":"person","roles":["reviewer"]}', '\x7267d5c1cd143b0df276e725a481a4b82df37a97fba46a278a130e82d9565865');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 6, 'project', 6, '01a20ebd-bf44-76c1-9c92-8b997c78915e', 'MemberAdded', 1, '2026-11-24 18:07:26.018623+00', '2026-11-24 18:07:26.021246+00', 'mira', '94d413d5-9299-4b9f-9d07-443860103a47', NULL, '94d413d5-9299-4b9f-9d07-443860103a47', NULL, '{"member":"ines","member_kind":"person","roles":["adjudicator"]}', '\x878e8934dbbaa5564931b1889e6208f52d84b30530134c6a292a2f13271946a7');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 7, 'project', 7, '01a20ebd-bf47-7571-b892-8db76afa5940', 'MemberAdded', 1, '2026-11-24 18:07:26.021641+00', '2026-11-24 18:07:26.02417+00', 'mira', 'c3d51a46-c2c6-4fb5-a3f8-6783839bcc7d', NULL, 'c3d51a46-c2c6-4fb5-a3f8-6783839bcc7d', NULL, '{"member":"field-desk","member_kind":"person","roles":["service"]}', '\xa513dd8fb653777f1eb50428e4199c6c656d34765b4d13347c3165f0978e9305');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 8, 'project', 8, '01a20ebd-bf4b-771e-b15c-7e703261ad1d', 'MemberAdded', 1, '2026-11-24 18:07:26.024603+00', '2026-11-24 18:07:26.027439+00', 'mira', '503230ff-da87-464c-b371-d939851e9c48', NULL, '503230ff-da87-464c-b371-d939851e9c48', NULL, '{"member":"audrey","member_kind":"person","roles":["auditor"]}', '\xfa3f934ce4b823c963eb80cf9cdef119b9be85b156c1d9d63520b8d933fd35cb');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 9, 'taxonomy', 1, '01a20ebd-bf4e-72d9-a81d-2a86600417f0', 'TaxonomyPublished', 1, '2026-11-24 18:07:26.027859+00', '2026-11-24 18:07:26.030432+00', 'mira', 'b3406f39-7c9a-447b-81cd-4e4fc4ef1a70', NULL, 'b3406f39-7c9a-447b-81cd-4e4fc4ef1a70', NULL, '{"change_note":"Three owls breed here","tasks":[{"allows_cannot_tell":true,"classes":[{"class_id":"tawny","definition":"A quavering hoo-hoo-ooo, or a sharp ke-wick."},{"class_id":"long-eared","definition":"A low, even hoo every two to three seconds."},{"class_id":"little","definition":"A rising, plaintive kiew."}],"kind":"multiclass","name":"species","question":"Which owl calls first?"},{"allows_cannot_tell":false,"classes":[{"class_id":"buried","definition":"Only the spectrogram shows it.","rank":1},{"class_id":"faint","definition":"Audible with headphones.","rank":2},{"class_id":"clear","definition":"Audible over everything else.","rank":3}],"kind":"ordinal","name":"quality","question":"How clear is the call?"},{"allows_cannot_tell":false,"classes":[{"class_id":"yes","definition":"At least one word."},{"class_id":"no","definition":"No word at all."}],"kind":"binary","name":"human_voices","question":"Does a person speak in the recording?"}],"taxonomy_version":1}', '\xcd50461eadb003e69949f4c7a99b517b0643afd8a7344bc029812e77bc636817');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 10, 'guideline', 1, '01a20ebd-bf50-71bc-9b6d-af6dec7414db', 'GuidelineRevised', 1, '2026-11-24 18:07:26.030859+00', '2026-11-24 18:07:26.033276+00', 'mira', 'cbfeb50d-7073-4f63-8c29-89754c41f35d', NULL, 'cbfeb50d-7073-4f63-8c29-89754c41f35d', NULL, '{"change_note":"First handbook","clauses":[{"number":"1","text":"Name the owl that calls first, not loudest.","title":"First call"},{"number":"2","text":"A ke-wick answered by a hoo is one tawny pair.","title":"Duets"}],"guideline_revision":1}', '\x4eb9ffe2a6898a5deff539547b36d0fcddc0ce0f9edeb5d7a948ecbf433c8df4');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 11, 'guideline', 2, '01a20ebd-bf53-70fd-868c-f65e7f766769', 'GuidelinePublished', 1, '2026-11-24 18:07:26.033657+00', '2026-11-24 18:07:26.035788+00', 'mira', '52c9c440-b801-428b-89ce-d23ffc2e3cf3', NULL, '52c9c440-b801-428b-89ce-d23ffc2e3cf3', NULL, '{"guideline_revision":1}', '\x594669e86333680b6faddc5f19532e16028c61d2bc29fcb2f0dce4a220df2351');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 12, 'policy', 1, '01a20ebd-bf57-7101-a2bc-f0d63d294fd3', 'PolicyPublished', 1, '2026-11-24 18:07:26.037338+00', '2026-11-24 18:07:26.039905+00', 'mira', 'c4839902-9da7-4c93-9844-d0fea228e65c', NULL, 'c4839902-9da7-4c93-9844-d0fea228e65c', NULL, '{"change_note":"As agreed in March","policy":{"models_vote":false,"overlap":2,"quorum":2,"requirements":[],"review_disagreements":false,"review_ties":false,"stale_labels":"warn","truth_method":"plurality"},"policy_version":1}', '\xc337d8348d4bb140a9f888cc109cbd788209e8033e824b52f22ffc7026378b28');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 13, 'item/rec-0412', 1, '01a20ebd-bf5a-763f-93e3-46533b7c7e74', 'ItemRegistered', 1, '2026-11-24 18:07:26.040386+00', '2026-11-24 18:07:26.042927+00', 'mira', '734f6529-0be1-46fa-b31d-b9cd72e930cf', NULL, '734f6529-0be1-46fa-b31d-b9cd72e930cf', NULL, '{"modality":"audio"}', '\xe84d1a2d34ef27549f23ee4534a5ac70f33b00746478afc56d178594f593fc95');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 14, 'project', 9, '01a20ebd-bf5b-73b8-921a-8c9d6e052f6c', 'MemberAdded', 1, '2026-11-24 18:07:26.043323+00', '2026-11-24 18:07:26.044119+00', 'mira', 'c9f476d5-17a1-4810-9bed-5a18c6dbacde', NULL, 'c9f476d5-17a1-4810-9bed-5a18c6dbacde', NULL, '{"member":"birdnet-2","member_kind":"model","roles":["annotator"]}', '\x280a60c37a9fbd295775d2e0952517046c55b2c8aa6a9084afbf98f17e8266ad');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 15, 'project', 10, '01a20ebd-bf5e-741d-aae7-ce1e9cecd225', 'MemberRolesChanged', 1, '2026-11-24 18:07:26.044534+00', '2026-11-24 18:07:26.046978+00', 'mira', '3f46218f-52f5-47f7-aeab-8f1c6b942ec1', NULL, '3f46218f-52f5-47f7-aeab-8f1c6b942ec1', NULL, '{"member":"ruth","roles":["auditor","reviewer"]}', '\xb5b0341fcdccf6dc0b16a9b933f65f77613c524c41f40bc812497db90ac912fe');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 16, 'project', 11, '01a20ebd-bf61-7023-9a9f-8beaee464b74', 'MemberRemoved', 1, '2026-11-24 18:07:26.047497+00', '2026-11-24 18:07:26.05004+00', 'mira', 'ec1daa60-b5ce-4a78-92ec-0a749a647a2f', NULL, 'ec1daa60-b5ce-4a78-92ec-0a749a647a2f', NULL, '{"member":"audrey"}', '\x718da4578c8fe85168346897b375cdcd21adcc7b41b7f18a013ac4607b4e0baf');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 17, 'item/rec-0413', 1, '01a20ebd-bf64-71b0-a9e5-c3fe96b7d8f4', 'ItemRegistered', 1, '2026-11-24 18:07:26.05048+00', '2026-11-24 18:07:26.053094+00', 'mira', '6cfdaf22-87a5-4fba-80dc-004aab180674', NULL, '6cfdaf22-87a5-4fba-80dc-004aab180674', NULL, '{"modality":"audio"}', '\xe4b54e5c52ed49d071e6a6e6da469e1adb51ac751c5274babc22c480d0e1f900');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 18, 'item/käuzchen-7 🦉', 1, '01a20ebd-bf66-7775-9674-e30186a58c40', 'ItemRegistered', 1, '2026-11-24 18:07:26.053517+00', '2026-11-24 18:07:26.054376+00', 'mira', 'e9fd84ab-7210-406d-9d6b-9ee12cb887b4', NULL, 'e9fd84ab-7210-406d-9d6b-9ee12cb887b4', NULL, '{"modality":"audio"}', '\x3a4256c5d73e30de4f94d43cdf858bce8935ac2212bba8d54839df52eabe53b8');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 19, 'batch/april', 1, '01a20ebd-bf67-7049-99d5-e9c465b0c3a0', 'BatchOpened', 1, '2026-11-24 18:07:26.05483+00', '2026-11-24 18:07:26.055688+00', 'mira', 'f922eb84-0319-49f8-b6c5-048b5d585577', NULL, 'f922eb84-0319-49f8-b6c5-048b5d585577', NULL, '{"batch_kind":"production","title":"First half of April"}', '\x37f6d5e4a2c34572175cb23dd12e7c9d987e01bf834887b2d6765775decdb254');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 20, 'batch/april', 2, '01a20ebd-bf69-75df-b036-1825fb11fcbd', 'ItemsAddedToBatch', 1, '2026-11-24 18:07:26.05613+00', '2026-11-24 18:07:26.057506+00', 'mira', 'a4d847dd-4264-4185-af59-ed51a0d6bf82', NULL, 'a4d847dd-4264-4185-af59-ed51a0d6bf82', NULL, '{"item_ids":["rec-0412"]}', '\x60bb69b5aa95ec324a4f890008c41ba9e8b4ff98ecc1c8bac11cde10a04db163');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 21, 'item/rec-0412', 2, '01a20ebd-bf6a-7278-9f25-cae3b109cb79', 'LabelSubmitted', 1, '2026-11-24 18:07:26.057979+00', '2026-11-24 18:07:26.058903+00', 'oskar', '87a6dbf1-648b-4b0d-b0ee-79f6851a1e07', NULL, '87a6dbf1-648b-4b0d-b0ee-79f6851a1e07', NULL, '{"annotator":"oskar","answers":{"species":{"value":{"class_id":"tawny","kind":"choice"}}},"guideline_revision":1,"member_kind":"person","repeat":1,"taxonomy_version":1}', '\x50dea062fec84f7d238a76705231bb790029792a35bd10aee4eab75e37903209');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 22, 'item/rec-0412', 3, '01a20ebd-bf6c-721f-9208-be68c94704cf', 'LabelSubmitted', 1, '2026-11-24 18:07:26.059356+00', '2026-11-24 18:07:26.060456+00', 'lena', '2baa6574-fbfc-44a8-9bf4-ccb8fec553b6', NULL, '2baa6574-fbfc-44a8-9bf4-ccb8fec553b6', NULL, '{"annotator":"lena","answers":{"species":{"value":{"class_id":"long-eared","kind":"choice"}}},"guideline_revision":1,"member_kind":"person","repeat":1,"taxonomy_version":1}', '\xa5d89e45efa9cc7c94dc6d1b5dd18f7db7f7d434c437538a3672d31cafeebf00');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 23, 'item/rec-0412', 4, '01a20ebd-bf6d-767f-99fc-d8428cafbb5d', 'LabelSubmitted', 1, '2026-11-24 18:07:26.0609+00', '2026-11-24 18:07:26.061834+00', 'tomek', '91970627-2b28-4db8-97fe-da1b24331e4a', NULL, '91970627-2b28-4db8-97fe-da1b24331e4a', NULL, '{"annotator":"tomek","answers":{"species":{"value":{"class_id":"little","kind":"choice"}}},"guideline_revision":1,"member_kind":"person","repeat":1,"taxonomy_version":1}', '\xaa2930e1f91c59f35c4cf40776bb6f18832d6029916658a878093a71c6eca7c5');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 24, 'item/rec-0412', 5, '01a20ebd-bf6e-777b-8c0c-7ad49dd7d2bc', 'LabelRetracted', 1, '2026-11-24 18:07:26.0623+00', '2026-11-24 18:07:26.063406+00', 'tomek', '4ba3a282-0527-44c5-b9a4-c96cd079e135', '01a20ebd-bf6d-767f-99fc-d8428cafbb5d', '91970627-2b28-4db8-97fe-da1b24331e4a', NULL, '{"label_id":"01a20ebd-bf6d-767f-99fc-d8428cafbb5d","reason":"wrong_item"}', '\x64675e7d759ef1ce13569ef4f63d98532061d6ce9861ff5bc501822f42f04397');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 25, 'item/rec-0412', 6, '01a20ebd-bf70-71dc-b75d-5bb417588bea', 'ItemSkipped', 1, '2026-11-24 18:07:26.063869+00', '2026-11-24 18:07:26.064853+00', 'tomek', 'd776560c-1762-4ec3-842d-ccedfdcd998c', NULL, 'd776560c-1762-4ec3-842d-ccedfdcd998c', NULL, '{"annotator":"tomek","reason":"not_qualified"}', '\xcd5d075d0c06c947dfca53007c3c09789f538e1308b509ac4e112e60e01fefe5');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 26, 'item/rec-0412', 7, '01a20ebd-bf74-7734-9f71-13e2bba39b69', 'EscalationRaised', 1, '2026-11-24 18:07:26.067589+00', '2026-11-24 18:07:26.070177+00', 'oskar', '4477015d-307a-4159-a706-186f4395e0e5', NULL, '4477015d-307a-4159-a706-186f4395e0e5', NULL, '{"guideline_revision":1,"level":1,"question":{"digest":"8dcd9085177d1d92834bcb09bf415e39ed618c4008abfb9d957c5dcd1a05b358","text_id":"f0878ba3-d044-5632-996a-46c4a89e02b9"},"raised_by":"oskar"}', '\x4341de8de2550a63e665a3b396ede9532ec19ba5fabacb43b008fa191b174110');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 28, 'item/rec-0412', 9, '01a20ebd-bf7d-77ca-8aa8-66bfbf91007e', 'EscalationRaised', 1, '2026-11-24 18:07:26.076248+00', '2026-11-24 18:07:26.07793+00', 'lena', '825cf7d3-9fd9-408a-be27-d4d7deee2290', NULL, '825cf7d3-9fd9-408a-be27-d4d7deee2290', NULL, '{"guideline_revision":1,"level":1,"question":{"digest":"fa43c11d3dbab8f90d055b627c0fd08b79a6b43869e5b9a2ca07a824a13f6698","text_id":"00b359ae-156d-5366-9872-c53ba16f6004"},"raised_by":"lena"}', '\xed0a5c9bf285ac65e7a42ced2fc26effa88da27dd3dc31c8e28261eb5a0864b8');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 30, 'item/rec-0412', 11, '01a20ebd-bf80-7488-8146-3837375b179f', 'ReviewRequested', 1, '2026-11-24 18:07:26.080255+00', '2026-11-24 18:07:26.081247+00', 'lena', '59d6a1c0-c1fb-402e-b079-3100b04d2aaa', NULL, '59d6a1c0-c1fb-402e-b079-3100b04d2aaa', NULL, '{"cause":"requested","requested_by":"lena"}', '\xbf6b78ec2ac19f0292416473f71392cfe20f74387b8dbdb87d5e5cda5f44bfcb');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 32, 'item/rec-0412', 13, '01a20ebd-bf84-759c-aa76-b02700ecdb3d', 'ItemAdjudicated', 1, '2026-11-24 18:07:26.083703+00', '2026-11-24 18:07:26.085361+00', 'ines', 'd2b4cdb8-2e25-4af7-b67c-1d373016c353', '01a20ebd-bf6c-721f-9208-be68c94704cf', '2baa6574-fbfc-44a8-9bf4-ccb8fec553b6', NULL, '{"adjudicator":"ines","answers":{"species":{"value":{"class_id":"tawny","kind":"choice"}}},"guideline_revision":1,"judged":["01a20ebd-bf6a-7278-9f25-cae3b109cb79","01a20ebd-bf6c-721f-9208-be68c94704cf"],"rationale":{"digest":"70c166364f516d41cedb653dd59d836d5e1a3408bc882f448d229a1a1c74d1a3","text_id":"88ec9c5d-2a4a-52cb-a7d3-c4113c475fcd"},"taxonomy_version":1}', '\x2a1ba5c20e387e7c714ee2b511565ed3145ab84ab05e122332e6499524bcf5d2');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 35, 'batch/april', 3, '01a20ebd-bf88-7241-a6f9-04e4858a6ace', 'BatchClosed', 1, '2026-11-24 18:07:26.087922+00', '2026-11-24 18:07:26.088816+00', 'mira', '68d7765b-9e14-4bd9-a181-eed519042411', NULL, '68d7765b-9e14-4bd9-a181-eed519042411', NULL, '{}', '\xfc7fd8867d78ecb3eec1a68aeff303204f3f96fe10572caa7afe1cfc3baa19ad');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 27, 'item/rec-0412', 8, '01a20ebd-bf79-718f-8e54-8709ccb80baa', 'EscalationResolved', 1, '2026-11-24 18:07:26.073048+00', '2026-11-24 18:07:26.074648+00', 'ines', 'f15a0d3b-6866-4ebd-b7b3-86b67d94f4ab', '01a20ebd-bf74-7734-9f71-13e2bba39b69', '4477015d-307a-4159-a706-186f4395e0e5', NULL, '{"clause":"2","decision":"guideline_applies","escalation_id":"01a20ebd-bf74-7734-9f71-13e2bba39b69","guideline_revision":1,"rationale":{"digest":"0cbcc44ac7ad0ea907af66ee4567e715fd90d848b4c1052ea944e5c039dcb68b","text_id":"d83040db-ac33-5817-b8d5-5720ce9e0cdb"},"resolved_by":"ines"}', '\xd6770855089c898f4000500cf2fb6643232819fba64e7f273086ac176ce5fcb7');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 29, 'item/rec-0412', 10, '01a20ebd-bf7f-711e-95dd-2e3419cd8717', 'EscalationWithdrawn', 1, '2026-11-24 18:07:26.078861+00', '2026-11-24 18:07:26.07982+00', 'lena', 'c5d1ed32-c143-4084-973a-42e1ded99d82', '01a20ebd-bf7d-77ca-8aa8-66bfbf91007e', '825cf7d3-9fd9-408a-be27-d4d7deee2290', NULL, '{"escalation_id":"01a20ebd-bf7d-77ca-8aa8-66bfbf91007e","withdrawn_by":"lena"}', '\x286139359640919285ab4fcebeb82d62f56f573106b776ee88b86c9aef9d3552');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 31, 'item/rec-0412', 12, '01a20ebd-bf82-76ec-8ee6-6b470376857c', 'LabelReviewed', 1, '2026-11-24 18:07:26.081649+00', '2026-11-24 18:07:26.082705+00', 'ruth', '9a575fbf-a562-49da-89f0-84826bb9350b', '01a20ebd-bf6c-721f-9208-be68c94704cf', '2baa6574-fbfc-44a8-9bf4-ccb8fec553b6', NULL, '{"guideline_revision":1,"judged":"01a20ebd-bf6c-721f-9208-be68c94704cf","label_id":"01a20ebd-bf6c-721f-9208-be68c94704cf","reviewer":"ruth","verdict":"approved"}', '\xd55ab9d5c1999bca84547f06884b199c16168022a907b027afe292ec84fb0029');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 33, 'item/rec-0412', 14, '01a20ebd-bf87-70a1-8d1a-13a8ca2920a5', 'LabelRevised', 1, '2026-11-24 18:07:26.086323+00', '2026-11-24 18:07:26.087444+00', 'oskar', '3f75370a-878e-4c41-88da-e1fce8dbd1fd', '01a20ebd-bf6a-7278-9f25-cae3b109cb79', '87a6dbf1-648b-4b0d-b0ee-79f6851a1e07', NULL, '{"answers":{"quality":{"value":{"kind":"rating","rank":2}},"species":{"value":{"class_id":"tawny","kind":"choice"}}},"guideline_revision":1,"label_id":"01a20ebd-bf6a-7278-9f25-cae3b109cb79","taxonomy_version":1}', '\xf44f0c1e0f5f9aef2c695fab1799e8c32a292aeb8f5cf1f77611e7228063af87');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 34, 'item/rec-0412', 15, '01a20ebd-bf87-70a1-8d1a-13a9e385dba8', 'AdjudicationReopened', 1, '2026-11-24 18:07:26.086323+00', '2026-11-24 18:07:26.087445+00', 'system', '3f75370a-878e-4c41-88da-e1fce8dbd1fd', '01a20ebd-bf87-70a1-8d1a-13a8ca2920a5', '87a6dbf1-648b-4b0d-b0ee-79f6851a1e07', NULL, '{"adjudication":"01a20ebd-bf84-759c-aa76-b02700ecdb3d","changed_label":"01a20ebd-bf6a-7278-9f25-cae3b109cb79"}', '\x0e33d78a4b33c702f0e8b903c6daf249ebe6cc7f039c2068c7c0a741ee9235c9');

INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('ledger', 1, '0001_ledger', '43b41cf30f6e1a893c80f7925e3dc6bd2c19c7dc560f5342ad25e06e737867bd', '2026-11-24 18:07:25.784858+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('ledger', 2, '0002_append', 'c31c08345347ab0360febc9297f72dfe24388f5aa0459490e6d37990e8db4af9', '2026-11-24 18:07:25.788105+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('ledger', 3, '0003_proof', 'b09fce3771edf7c818818be36e71071eb328a8f8d9d2f18f86777799ffda6837', '2026-11-24 18:07:25.801978+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('ledger', 4, '0004_stops', '4becb538220aef5cf69d92dcdc75dc8dc95d696fd281b3715f853d3cda3a6049', '2026-11-24 18:07:25.804357+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('ledger', 5, '0005_epoch_statements', '3e1f2c054978769eb80298f332e948cb9b26d3c0ca5c076e81ef35fe4d215ca3', '2026-11-24 18:07:25.808787+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('directory', 1, '0001_directory', '04f6194c04f5587f0b3741e21051ba721ff36fc9f20467b96c092a7ddbf6bab8', '2026-11-24 18:07:25.816395+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('directory', 2, '0002_subject_keys', '83fa913d09c16b9de8ceca6c3b2545bb9853ba3bde08c653dd0e0f608c12d9c2', '2026-11-24 18:07:25.836976+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('instance', 1, '0001_instance', 'a85fe5cced336be02ef132f99620b9efbec1c43db89841e6840c98614e6dbe9e', '2026-11-24 18:07:25.848244+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('read', 1, '0001_read', 'a05aa455e11e5e97db5a2865644f53c1a3578a292a39e61468e03acf7d7c581d', '2026-11-24 18:07:25.884219+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('read', 2, '0002_validity', '376f75a6efb2aa5134f56404f265b965c039e025ce94fbcb0d5a99cedb99992e', '2026-11-24 18:07:25.917649+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('read', 3, '0003_machinery', 'ff5e1b322a637faa878c0bdc57ac947876a6b83c3f6ee367071ea90462e60b93', '2026-11-24 18:07:25.920651+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('read', 4, '0004_outbox', '4c56e7a52d1cdebde8b8d83e3f69b7d8e7dbe52c4536aa8d9456fd2a13e08716', '2026-11-24 18:07:25.925383+00');

INSERT INTO ledger.projects (project_id, tenant_id, opened_at) VALUES ('owls', 'night-sound-archive', '2026-11-24 18:07:25.951403+00');

INSERT INTO read.editions (project_id, generation, edition, from_position) VALUES ('owls', 1, 1, 9);

INSERT INTO read.progress (project_id, generation, is_current, is_retired, fold_version, "position", rules, policy_version, taxonomy_version, refold_policy_version, refold_taxonomy_version, refold_after, refold_items, owner, lease_until, fence, stopped_position, stopped_reason, folded_at, refold_position, row_sum, edition_sum, refold_sum, kept_until) VALUES ('owls', 1, true, false, 2, 9, '\x85a967756964656c696e6582a97075626c697368656490a97265766973696f6e7390a6706f6c69637981a876657273696f6e7390a770726f6a65637483a76d656d6265727388a661756472657982ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391a761756469746f72aa6669656c642d6465736b82ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391a773657276696365a4696e657382ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391ab61646a7564696361746f72a46c656e6182ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391a9616e6e6f7461746f72a46d69726182ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391a76d616e61676572a56f736b617282ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391a9616e6e6f7461746f72a47275746882ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391a87265766965776572a5746f6d656b82ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657393ab61646a7564696361746f72a9616e6e6f7461746f72a87265766965776572a674656e616e74b36e696768742d736f756e642d61726368697665a57469746c65b94f776c73206f6620746865204f7265204d6f756e7461696e73a87461786f6e6f6d7981a876657273696f6e73919385b2616c6c6f77735f63616e6e6f745f74656c6cc3a7636c61737365739382a8636c6173735f6964a57461776e79aa646566696e6974696f6ed92c4120717561766572696e6720686f6f2d686f6f2d6f6f6f2c206f722061207368617270206b652d7769636b2e82a8636c6173735f6964aa6c6f6e672d6561726564aa646566696e6974696f6ed92b41206c6f772c206576656e20686f6f2065766572792074776f20746f207468726565207365636f6e64732e82a8636c6173735f6964a66c6974746c65aa646566696e6974696f6eb94120726973696e672c20706c61696e74697665206b6965772ea46b696e64aa6d756c7469636c617373a46e616d65a773706563696573a87175657374696f6eb65768696368206f776c2063616c6c732066697273743f85b2616c6c6f77735f63616e6e6f745f74656c6cc2a7636c61737365739383a8636c6173735f6964a6627572696564aa646566696e6974696f6ebe4f6e6c7920746865207370656374726f6772616d2073686f77732069742ea472616e6b0183a8636c6173735f6964a56661696e74aa646566696e6974696f6eb841756469626c652077697468206865616470686f6e65732ea472616e6b0283a8636c6173735f6964a5636c656172aa646566696e6974696f6ebd41756469626c65206f7665722065766572797468696e6720656c73652ea472616e6b03a46b696e64a76f7264696e616ca46e616d65a77175616c697479a87175657374696f6eb6486f7720636c656172206973207468652063616c6c3f85b2616c6c6f77735f63616e6e6f745f74656c6cc2a7636c61737365739282a8636c6173735f6964a3796573aa646566696e6974696f6eb24174206c65617374206f6e6520776f72642e82a8636c6173735f6964a26e6faa646566696e6974696f6eaf4e6f20776f726420617420616c6c2ea46b696e64a662696e617279a46e616d65ac68756d616e5f766f69636573a87175657374696f6ed925446f6573206120706572736f6e20737065616b20696e20746865207265636f7264696e673fa876657273696f6e7384a967756964656c696e6500a6706f6c69637900a770726f6a65637408a87461786f6e6f6d7901', 0, 1, NULL, NULL, NULL, 0, NULL, '-infinity', 1, NULL, NULL, '2026-11-24 18:07:26.190135+00', NULL, '\x', '\x', '\x', NULL);

SELECT pg_catalog.setval('instance.key_events_number_seq', 1, true);

ALTER TABLE ONLY directory.erasures
    ADD CONSTRAINT erasure_is_recorded_once PRIMARY KEY (erasure_id);

ALTER TABLE ONLY directory.subject_keys
    ADD CONSTRAINT key_has_one_name UNIQUE (key_id);

ALTER TABLE ONLY directory.texts
    ADD CONSTRAINT one_body_per_text PRIMARY KEY (project_id, text_id);

ALTER TABLE ONLY directory.subject_keys
    ADD CONSTRAINT one_key_per_person PRIMARY KEY (tenant_id, person_id);

ALTER TABLE ONLY directory.erased_texts
    ADD CONSTRAINT text_is_erased_once PRIMARY KEY (project_id, text_id);

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

ALTER TABLE ONLY ledger.epochs
    ADD CONSTRAINT epoch_is_opened_once PRIMARY KEY (project_id, epoch);

ALTER TABLE ONLY ledger.epoch_statements
    ADD CONSTRAINT epoch_is_stated_once PRIMARY KEY (project_id, epoch);

ALTER TABLE ONLY ledger.stops
    ADD CONSTRAINT epoch_is_stopped_once PRIMARY KEY (project_id, epoch);

ALTER TABLE ONLY ledger.events
    ADD CONSTRAINT event_id_is_used_once UNIQUE (project_id, event_id);

ALTER TABLE ONLY ledger.migrations
    ADD CONSTRAINT migration_runs_once PRIMARY KEY (set_name, number);

ALTER TABLE ONLY ledger.events
    ADD CONSTRAINT position_is_taken_once PRIMARY KEY (project_id, "position");

ALTER TABLE ONLY ledger.projects
    ADD CONSTRAINT project_is_opened_once PRIMARY KEY (project_id);

ALTER TABLE ONLY ledger.signing_keys
    ADD CONSTRAINT signing_key_is_added_once UNIQUE (public_key);

ALTER TABLE ONLY ledger.signing_keys
    ADD CONSTRAINT signing_key_number_is_taken_once PRIMARY KEY (number);

ALTER TABLE ONLY ledger.events
    ADD CONSTRAINT stream_version_is_taken_once UNIQUE (project_id, stream, version);

ALTER TABLE ONLY ledger.tiles
    ADD CONSTRAINT tile_is_stored_once PRIMARY KEY (project_id, level, tile);

ALTER TABLE ONLY ledger.checkpoints
    ADD CONSTRAINT tree_size_is_sealed_once PRIMARY KEY (project_id, epoch, tree_size);

ALTER TABLE ONLY read.editions
    ADD CONSTRAINT edition_comes_into_force_once PRIMARY KEY (project_id, generation, edition);

ALTER TABLE ONLY read.batch_items
    ADD CONSTRAINT item_is_in_a_batch_once PRIMARY KEY (project_id, generation, batch_id, item_id);

ALTER TABLE ONLY read.tally_changes
    ADD CONSTRAINT one_change_per_scope_and_position PRIMARY KEY (project_id, generation, edition, scope, "position");

ALTER TABLE ONLY read.item_counts
    ADD CONSTRAINT one_count_per_item_and_position PRIMARY KEY (project_id, generation, item_id, from_position);

ALTER TABLE ONLY read.progress
    ADD CONSTRAINT one_progress_per_generation PRIMARY KEY (project_id, generation);

ALTER TABLE ONLY read.batches
    ADD CONSTRAINT one_row_per_batch_and_position PRIMARY KEY (project_id, generation, batch_id, from_position);

ALTER TABLE ONLY read.escalations
    ADD CONSTRAINT one_row_per_escalation_and_position PRIMARY KEY (project_id, generation, escalation_id, from_position);

ALTER TABLE ONLY read.items
    ADD CONSTRAINT one_row_per_item PRIMARY KEY (project_id, generation, item_id);

ALTER TABLE ONLY read.tallies
    ADD CONSTRAINT one_tally_per_scope_and_position PRIMARY KEY (project_id, generation, edition, scope, "position");

ALTER TABLE ONLY read.ground_truth
    ADD CONSTRAINT one_truth_per_item_task_and_position PRIMARY KEY (project_id, generation, edition, item_id, task, from_position);

ALTER TABLE ONLY read.receivers
    ADD CONSTRAINT receiver_is_named_once PRIMARY KEY (name);

ALTER TABLE ONLY read.parked
    ADD CONSTRAINT stream_is_parked_once PRIMARY KEY (project_id, generation, stream);

ALTER TABLE ONLY read.outbox
    ADD CONSTRAINT told_once PRIMARY KEY (project_id, "position", kind, scope);

CREATE INDEX erasures_of_a_person ON directory.erasures USING btree (tenant_id, person_id, erased_at);

CREATE INDEX texts_in_clear ON directory.texts USING btree (project_id, text_id) WHERE (body IS NOT NULL);

CREATE INDEX texts_of_an_erasure ON directory.erased_texts USING btree (erasure_id);

CREATE INDEX texts_under_a_key ON directory.texts USING btree (key_id);

CREATE INDEX batches_of_an_item ON read.batch_items USING btree (project_id, generation, item_id);

CREATE INDEX escalation_queue ON read.escalations USING btree (project_id, generation, is_open, level DESC, due_at, raised_position);

CREATE INDEX items_escalated ON read.item_counts USING btree (project_id, generation, item_id) WHERE (open_escalations > 0);

CREATE INDEX items_to_review ON read.item_counts USING btree (project_id, generation, item_id) WHERE (review_requests > 0);

CREATE UNIQUE INDEX one_current_generation ON read.progress USING btree (project_id) WHERE is_current;

CREATE INDEX truth_by_absence ON read.ground_truth USING btree (project_id, generation, edition, task, absence, item_id);

CREATE TRIGGER rows_are_never_changed BEFORE DELETE OR UPDATE ON directory.erased_texts FOR EACH ROW EXECUTE FUNCTION directory.refuse_change();

ALTER TABLE directory.erased_texts ENABLE ALWAYS TRIGGER rows_are_never_changed;

CREATE TRIGGER rows_are_never_changed BEFORE DELETE OR UPDATE ON directory.erasures FOR EACH ROW EXECUTE FUNCTION directory.refuse_change();

ALTER TABLE directory.erasures ENABLE ALWAYS TRIGGER rows_are_never_changed;

CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON directory.erased_texts FOR EACH STATEMENT EXECUTE FUNCTION directory.refuse_change();

ALTER TABLE directory.erased_texts ENABLE ALWAYS TRIGGER table_is_never_emptied;

CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON directory.erasures FOR EACH STATEMENT EXECUTE FUNCTION directory.refuse_change();

ALTER TABLE directory.erasures ENABLE ALWAYS TRIGGER table_is_never_emptied;

CREATE TRIGGER rows_are_never_changed BEFORE DELETE OR UPDATE ON instance.key_events FOR EACH ROW EXECUTE FUNCTION instance.refuse_change();

ALTER TABLE instance.key_events ENABLE ALWAYS TRIGGER rows_are_never_changed;

CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON instance.key_events FOR EACH STATEMENT EXECUTE FUNCTION instance.refuse_change();

ALTER TABLE instance.key_events ENABLE ALWAYS TRIGGER table_is_never_emptied;

CREATE TRIGGER rows_are_never_changed BEFORE DELETE OR UPDATE ON ledger.checkpoints FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.checkpoints ENABLE ALWAYS TRIGGER rows_are_never_changed;

CREATE TRIGGER rows_are_never_changed BEFORE DELETE OR UPDATE ON ledger.commands FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.commands ENABLE ALWAYS TRIGGER rows_are_never_changed;

CREATE TRIGGER rows_are_never_changed BEFORE DELETE OR UPDATE ON ledger.epoch_statements FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.epoch_statements ENABLE ALWAYS TRIGGER rows_are_never_changed;

CREATE TRIGGER rows_are_never_changed BEFORE DELETE OR UPDATE ON ledger.epochs FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.epochs ENABLE ALWAYS TRIGGER rows_are_never_changed;

CREATE TRIGGER rows_are_never_changed BEFORE DELETE OR UPDATE ON ledger.events FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER rows_are_never_changed;

CREATE TRIGGER rows_are_never_changed BEFORE DELETE OR UPDATE ON ledger.projects FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.projects ENABLE ALWAYS TRIGGER rows_are_never_changed;

CREATE TRIGGER rows_are_never_changed BEFORE DELETE OR UPDATE ON ledger.signing_keys FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.signing_keys ENABLE ALWAYS TRIGGER rows_are_never_changed;

CREATE TRIGGER rows_are_never_changed BEFORE DELETE OR UPDATE ON ledger.stops FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.stops ENABLE ALWAYS TRIGGER rows_are_never_changed;

CREATE TRIGGER rows_are_never_changed BEFORE DELETE OR UPDATE ON ledger.tiles FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.tiles ENABLE ALWAYS TRIGGER rows_are_never_changed;

CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.checkpoints FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.checkpoints ENABLE ALWAYS TRIGGER table_is_never_emptied;

CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.commands FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.commands ENABLE ALWAYS TRIGGER table_is_never_emptied;

CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.epoch_statements FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.epoch_statements ENABLE ALWAYS TRIGGER table_is_never_emptied;

CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.epochs FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.epochs ENABLE ALWAYS TRIGGER table_is_never_emptied;

CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.events FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER table_is_never_emptied;

CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.projects FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.projects ENABLE ALWAYS TRIGGER table_is_never_emptied;

CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.signing_keys FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.signing_keys ENABLE ALWAYS TRIGGER table_is_never_emptied;

CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.stops FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.stops ENABLE ALWAYS TRIGGER table_is_never_emptied;

CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.tiles FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.tiles ENABLE ALWAYS TRIGGER table_is_never_emptied;

ALTER TABLE ONLY directory.erased_texts
    ADD CONSTRAINT text_went_in_an_erasure FOREIGN KEY (erasure_id) REFERENCES directory.erasures(erasure_id);

ALTER TABLE ONLY directory.texts
    ADD CONSTRAINT words_go_with_their_key FOREIGN KEY (key_id) REFERENCES directory.subject_keys(key_id) ON DELETE CASCADE;

ALTER TABLE ONLY instance.keys
    ADD CONSTRAINT key_belongs_to_a_tenant FOREIGN KEY (tenant_id) REFERENCES instance.tenants(tenant_id);

REVOKE ALL ON FUNCTION directory.refuse_change() FROM PUBLIC;

REVOKE ALL ON FUNCTION instance.grant_to_service(service name) FROM PUBLIC;

REVOKE ALL ON FUNCTION instance.refuse_change() FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.add_checkpoint(project text, of_epoch integer, size bigint, signed_note text, signed_with bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.add_signing_key(key_number integer, key bytea, signed_statement text) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.append(project text, command_ids uuid[], request_shas bytea[], correlation_ids uuid[], trace_ids text[], expected_counts integer[], event_counts integer[], group_streams text[], expected_streams integer[], expected_versions integer[], event_streams integer[], event_ids uuid[], event_types text[], schema_versions integer[], occurred_ats timestamp with time zone[], actors text[], causation_ids uuid[], bodies bytea[], OUT outcomes text[], OUT first_positions bigint[], OUT last_positions bigint[], OUT conflict_streams integer[], OUT conflict_versions integer[], OUT head_before bigint, OUT recorded_from timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.ends_signed(note text) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.extend_tiles(project text, tiles_max integer, OUT head bigint, OUT is_whole boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.grant_to_service(service name) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.is_stopped(project text) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.leaf_v1(project_id text, "position" bigint, stream text, version integer, event_id uuid, type text, schema_version integer, occurred_at timestamp with time zone, recorded_at timestamp with time zone, actor text, command_id uuid, causation_id uuid, correlation_id uuid, trace_id text, body bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.need_read_committed() FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.root_over(project text, of_level integer, first bigint, width integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.node_at(project text, height integer, place bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.open_epoch(project text, new_epoch integer, last_common_size bigint, why text, operator text, signed_statement text) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.open_project(project text, tenant text) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.position_at(project text, moment timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.refuse_change() FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.root_at(project text, size bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.stop_project(project text, why text, published_note text) FROM PUBLIC;

-- PostgreSQL database dump complete

