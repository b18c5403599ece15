-- What version 0.3 left behind: its schema, and a project in which every kind of
-- event of that version happened. `python -m tests.released.make 0.3` made it; never edit it.
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

CREATE TABLE read.gold (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    gold_id uuid NOT NULL,
    from_position bigint NOT NULL,
    to_position bigint NOT NULL,
    item_id text NOT NULL COLLATE pg_catalog."C",
    task text NOT NULL COLLATE pg_catalog."C",
    proposed_position bigint NOT NULL,
    status text NOT NULL,
    category text NOT NULL,
    proposed_by text NOT NULL COLLATE pg_catalog."C",
    approved_by text COLLATE pg_catalog."C",
    state bytea NOT NULL,
    CONSTRAINT active_gold_was_approved CHECK (((status <> 'active'::text) OR (approved_by IS NOT NULL))),
    CONSTRAINT approver_is_a_second_person CHECK ((approved_by <> proposed_by)),
    CONSTRAINT gold_holds_for_some_positions CHECK ((from_position < to_position))
);

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

CREATE TABLE read.readings (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    task text NOT NULL COLLATE pg_catalog."C",
    label_id uuid NOT NULL,
    from_position bigint NOT NULL,
    to_position bigint NOT NULL,
    item_id text NOT NULL COLLATE pg_catalog."C",
    item_position bigint NOT NULL,
    annotator text NOT NULL COLLATE pg_catalog."C",
    member_kind text NOT NULL,
    repeat integer NOT NULL,
    category text,
    independent text,
    is_independent boolean NOT NULL,
    standing smallint NOT NULL,
    is_retracted boolean NOT NULL,
    suggested text,
    submitted_position bigint NOT NULL,
    "position" bigint NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    taxonomy_version integer NOT NULL,
    guideline_revision integer NOT NULL,
    seconds_spent double precision,
    CONSTRAINT reading_holds_for_some_positions CHECK ((from_position < to_position))
);

COMMENT ON COLUMN read.readings.item_position IS 'Where the item was registered: the item as a number, see read.registered_items.position.';

COMMENT ON COLUMN read.readings.category IS 'Of the answer as it stands; NULL for "cannot tell", and where the label has none any more.';

COMMENT ON COLUMN read.readings.independent IS 'Of the last answer before anything about the item was reviewed or adjudicated; NULL for "cannot tell", and where is_independent says that there is none.';

COMMENT ON COLUMN read.readings.standing IS 'What the review in force says: 0 nothing, 1 approved, 2 rejected, 3 corrected.';

COMMENT ON COLUMN read.readings.suggested IS 'What a model had proposed and the annotator was shown; NULL for nothing.';

CREATE TABLE read.receivers (
    name text NOT NULL,
    added_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE read.registered_items (
    project_id text NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    item_id text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    modality text NOT NULL,
    uri text,
    source text,
    content_sha256 text,
    attributes json NOT NULL
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

INSERT INTO directory.subject_keys (tenant_id, person_id, key, known_since, key_id, wrapped_by, digest_form) VALUES ('night-sound-archive', 'oskar', '\x49f2a7405d4e5b4a247d831ba7d2fb7bccfff65fffc8a3b66d87766244c77563', '2026-11-24 21:31:41.010462+00', 'd4d2454f-df47-4c35-bff9-016ab9dc76c6', NULL, 2);
INSERT INTO directory.subject_keys (tenant_id, person_id, key, known_since, key_id, wrapped_by, digest_form) VALUES ('night-sound-archive', 'lena', '\xf8a70fa85fc866976cb7e2bf77968ea6b7ce595e1f4c595ceb7bfde12b311658', '2026-11-24 21:31:41.034389+00', 'b177764f-70bb-4278-be55-c7f433c02441', NULL, 2);
INSERT INTO directory.subject_keys (tenant_id, person_id, key, known_since, key_id, wrapped_by, digest_form) VALUES ('night-sound-archive', 'ines', '\xc172eef7b593e6598806c8213c6d9bf65e7b9d811fbfb383fc8792cd6ae1b68e', '2026-11-24 21:31:41.027598+00', '73d514d2-887f-4f4a-befa-066ee2d5f222', NULL, 2);

INSERT INTO directory.texts (project_id, text_id, body, written_at, key_id, command_id, kind, ciphertext) VALUES ('owls', '0ba01245-7d0f-5638-b69d-15dc0ace1b60', NULL, '2026-11-24 21:31:41.02568+00', 'd4d2454f-df47-4c35-bff9-016ab9dc76c6', '17d212b3-3123-4db8-a685-3e9e6e4052ae', 'question', '\xfe82433404375ffbf48abc784336bd7de8dc312f1b5c6b22e9d972a3e9ed8d30513ad7b586c93342592128da58585a9799781a4d4356b79e940929fa71c2ec1cc1f0428d6996');
INSERT INTO directory.texts (project_id, text_id, body, written_at, key_id, command_id, kind, ciphertext) VALUES ('owls', '85ec081c-1fce-5234-ba35-67f396ffa542', NULL, '2026-11-24 21:31:41.033975+00', '73d514d2-887f-4f4a-befa-066ee2d5f222', 'ece463d5-cfb3-4606-b367-299671ddc7e1', 'question', '\x112faa6ba5aa89ff3c8224dc00a987149c50b95821ba49b3c835a036ff9745d970162821ebf6e3e29d1522bea2a86dd544c386642a2622611c7d0cba7d6529dfab');
INSERT INTO directory.texts (project_id, text_id, body, written_at, key_id, command_id, kind, ciphertext) VALUES ('owls', '30d5fd3a-083c-5828-9e0e-2b200c49583a', NULL, '2026-11-24 21:31:41.041798+00', 'b177764f-70bb-4278-be55-c7f433c02441', 'dd108606-9b7a-4f5f-aa29-18f9aa16e752', 'question', '\x76306ae69f760a520d077f2c5ca91e8a7df1b216152ebb385c6e41d67eb5f9a7784a785e4f70c423a7a5c5a61f290f143427c54243d68c1af558c119144c14b45090e710632e82550a5bece22d200ec306');
INSERT INTO directory.texts (project_id, text_id, body, written_at, key_id, command_id, kind, ciphertext) VALUES ('owls', '4e59e11c-616a-5100-bd5e-36c231c78b9f', NULL, '2026-11-24 21:31:41.062725+00', '73d514d2-887f-4f4a-befa-066ee2d5f222', '0109c1d5-0d06-4ef3-8fe5-375636d0e4bc', 'question', '\x6c04b5a1500ea497e745d5a55c1e3182dbca207ed59665f8379395c20e481261a9c8faec99a396f22d0fa19daa238d193f8766567e68e02a62546154c31585dd8884be53f3149834f4f3eb1e53a52c');
INSERT INTO directory.texts (project_id, text_id, body, written_at, key_id, command_id, kind, ciphertext) VALUES ('owls', '94a34953-847c-5ebb-b864-f7aa6e7a1fd7', NULL, '2026-11-24 21:31:41.07533+00', '73d514d2-887f-4f4a-befa-066ee2d5f222', '5904affb-c1f2-4c78-a3e5-5f9692496e18', 'question', '\xf54b13b26e0172b95d2fae51536344b703bebd8e3456ed2721ab5395e54e65b749ddfaf5051aa86706b14328fd9bf846c9c2eb7b5d98470ea04288227d1aa98016026232');

INSERT INTO instance.key_events (number, prefix, kind, tenant_id, actor, is_instance_admin, expires_at, recorded_by, recorded_at) OVERRIDING SYSTEM VALUE VALUES (1, '754230d9cf5b1eeb', 'issued', 'night-sound-archive', 'oskar', false, '2027-02-22 21:31:41.219642+00', 'root', '2026-11-24 21:31:41.227085+00');

INSERT INTO instance.keys (prefix, secret_sha, tenant_id, actor, is_instance_admin, issued_at, expires_at, revoked_at, last_used_at) VALUES ('754230d9cf5b1eeb', '\x61da35569129ddbbed46c4f3381d9f55a461e7d06c305cb145f102f961857003', 'night-sound-archive', 'oskar', false, '2026-11-24 21:31:41.222521+00', '2027-02-22 21:31:41.219642+00', NULL, NULL);

INSERT INTO instance.tenants (tenant_id, known_since) VALUES ('night-sound-archive', '2026-11-24 21:31:41.221069+00');

INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '943f76d7-9692-4581-9458-297474984cae', '\x331c786f02ff1c4ae162641e966255064b8da74037ad2084a8d60b1928a4bd2b', 1, 1);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '9c8694ac-5bf4-4179-90f2-d9703dc22a25', '\xcbbbde2c0d9349c8d0fc9ad5f92320b6190e2261fa09799e127379f497dd8686', 2, 2);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '7ab508e2-bd78-459b-b9fb-568527745e41', '\xf12fe5ffa5520f5b1eaabe41975c25875a8cf3e715cf11309dfed11afc2a1906', 3, 3);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '81dcd02f-0059-46b1-bee7-027e1147517b', '\x00a9e1a4e7e368db52b5360f81ca2db7981a230d3897a5d9f555e3295257424d', 4, 4);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '834088be-5826-4cbc-be95-de143db3823b', '\x5ddddb13a0e8b4a7aa128659a6abb592b1ad043350e0e1d268036f841ad7cc39', 5, 5);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'c5f9efa1-2034-4a6e-93cf-3c7894d88469', '\xf8e10323fce78abb6447dd6fd123b8cae013ce6c1e42cefdaba56b98adbb8c45', 6, 6);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '9d568879-f3f8-44cd-a36f-450897cf7677', '\x020c10d5c0a29968386b79e2e15c4b7b3d6767b5cdec48ef82834ac12702ca1d', 7, 7);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'd5eb90fb-c7db-4407-827b-809369fc5c71', '\xc7e8b58d623fc700143427b980f342f6be795d919ba24c5ff7fe22d77eb02ad6', 8, 8);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'e2ce6631-ade7-45da-bc99-7d1a638f3090', '\x933069d243e729f8b940aa50e0ca0e6f6f137b9b69534911f27d12601e076515', 9, 9);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'c40e849c-c2e9-4d24-8088-a4ffe89988fd', '\xd024d9cb806a6c2a8821df6f4d61c5f2e90a256b0a3955bce29fb550602def02', 10, 10);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'ea36ab1b-2c2f-46e0-bef7-255402106712', '\x212f25321b0ca17d0cbb15857f0afc994e64e98595b0472b5789d98d0dcaaacc', 11, 11);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '80b7dc99-f847-4324-997a-9dc79833392b', '\x27858d3102e5e57da484abcbe803629694b8b8ee967809e780e8bd1d07fad932', 12, 12);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '30d12737-368a-4252-ae43-a7c902ddb723', '\xc38cec35d786d562af8bcaed8cfeabce00fa87adbcd8608143e84df185e68789', 13, 13);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '8a6acb22-e7d0-434a-916e-a1a5af1aed08', '\x81d47b58dd3d70106c9afc7a8aa9de0e5b5e2b15e3b656657de1bf627578a298', 14, 14);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '9f3791fa-abc0-4aab-b45e-bbc3b68ac9e7', '\x84ce1f8e94f12c7f20f42f34551bef3d22d30e0e1dd2c40a371036d1ec08921d', 15, 15);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '0309cae8-1e05-49b6-b25e-c0f46c30f86e', '\x64b371101fb8744ced7927b27a3b4b187fbc454a1437009ec6fbfb3bbc86e08e', 16, 16);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '11e2ab14-3f28-487b-8e87-2dda0b38f081', '\xfc4a2ba9a6705e4048a207e82b26f8bdc80c62cd8856fe3184b9d2b4d30257bb', 17, 17);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '19ae0122-c6eb-4361-a28c-341a0ef528c3', '\x49af2c2affcb0557d92c09e6f58e0d711a66d666363d80f4f63daf4df25c0a11', 18, 18);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '9744b2cc-48ca-4edd-a133-319b0e5d83c7', '\xfaeb31156cba8a4debf7bf379116089c28e3e948182460f09e9fd47a80eb7b9e', 19, 19);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '1743928d-e261-4b63-a29c-02fb480d23b0', '\xea2a8980a9ad4d00466d7b720a1d88f22159a04a44307d44d21002d6328ad030', 20, 20);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '68758021-8435-45ce-83ed-eeb7819f4565', '\x70e000ceb4550241a42097b503187d2b0e5f58dfced9a369f3f5170c4a9f580f', 21, 21);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'd7175b2e-e2ac-4a3c-a36d-b06a04e3b244', '\xb59b757a764544ad828bb11c893ed77621fd373cc9327a7be6740657a8c38d00', 22, 22);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '5a0a3778-7999-4ee2-858f-dc85223b955e', '\xa45dfbff76e86ef361300e555d3c296e960799dd99dd8fe6b51d096621eb09ec', 23, 23);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'e9a4e477-1c87-4c82-adc8-686d75ea2db0', '\xb46a14c019bec63fa10fba9b3ed4d13894dcd44d898f20fabc9555aafd998c2a', 24, 24);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'e2535a6c-c416-42de-a00c-959d7edf25d9', '\xc1e4584b5bf767045abaed08b743a37f546ec3fd736ef9dd6a9f5678e03e8f02', 25, 25);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '17d212b3-3123-4db8-a685-3e9e6e4052ae', '\x8e2b672b0c94bee8f38cf287d4bbd8c3343cdb484293ebbf94904c275b8aa0a7', 26, 26);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'ece463d5-cfb3-4606-b367-299671ddc7e1', '\x1646aa0eb6fe7293cd8816fa4cbf0e6a122591310f25bb81452c4276a380740a', 27, 27);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'dd108606-9b7a-4f5f-aa29-18f9aa16e752', '\x448eec8e5090c6d8f94d6fc063808fb65686f6049c5ce16707906c97a3b67568', 28, 28);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '1bc04102-f3b9-4833-aabc-6ea4c6516aab', '\x941534b6c9def687374a749089e7a389a43956d9efc291cfb9c452a6bcfa1dea', 29, 29);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '3cc2bf6d-a85f-4303-b800-04e843a0a797', '\x1d053bf50335e018c933d8025efc9b484a10da0dae9aeb0e0b8ad76ec2dba030', 30, 30);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '1b3ba02f-569c-4c02-a299-4cebfd5df9ef', '\x9b3489638f692df5cc65096d1edfc23f6d04cc286e71ea337dc09b318e48984a', 31, 31);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '0109c1d5-0d06-4ef3-8fe5-375636d0e4bc', '\xaecd4dc5eaa8136185582b383577ace58ff87ad4eca83197f40643de48db8de5', 32, 32);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '56cf319e-16f0-4920-92cd-5c6fbef1b51c', '\x1ab5a9b51e31864024c27de9ea9405986b51f9ac1935c99cb60d73ab3b933825', 33, 34);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '5904affb-c1f2-4c78-a3e5-5f9692496e18', '\x398aa6ad1e6d48c8a4d7f9b94681d0813eb59ccf5de353fb9d9e6e89bb1ae119', 35, 35);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '842bdcda-548f-4426-8e07-66100202f2b7', '\x96204dc2261a58994079229d0d6c765b022581c45de4ee0ae23fa92b16b27252', 36, 36);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '7e088aff-bcac-468a-b559-803c44b924d7', '\xc96d75c6bec2916384ca3f7be192f63c4488508a05786231eda4dd90b1a71d7d', 37, 37);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'e7cf2613-4e42-48ee-a0f4-bcc0c62364df', '\xfd44525de0fbd3a65c3247bc3430de254b687ff09890d70b0912b4ebb79edc0b', 38, 38);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'c2f039ba-7c4d-439f-a0d2-ae1a89436d92', '\x2c3687a6b3e400abd3f8cbc83783ea86965aa74437d2a92e66612f6d8f4fa363', 39, 39);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'ccde567c-4bef-4e34-81f0-22e7e0e93de3', '\x5d20610f905cf16609380b61bbbdf336b30ff7067bf129ce69faf0991d872e68', 40, 40);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', '7827cd99-1746-41b3-bb3c-bb8d46589d67', '\x9119251682310eb2beece1d784df107b7ebe949cc7d98c5b824a0f844aedc9ee', 41, 41);
INSERT INTO ledger.commands (project_id, command_id, request_sha, first_position, last_position) VALUES ('owls', 'a3e0f418-31aa-4cd5-b04b-d148b1e67a5d', '\x7b45230b708b6a3cc2ceb78d292e9da3515e79d3881baaa294121e4a5c8fb147', 42, 42);

INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 1, 'project', 1, '01a20f78-bd29-7608-89d3-67e9c5d60ead', 'ProjectCreated', 1, '2026-11-24 21:31:40.701239+00', '2026-11-24 21:31:40.741344+00', 'mira', '943f76d7-9692-4581-9458-297474984cae', NULL, '943f76d7-9692-4581-9458-297474984cae', NULL, '{"manager":"mira","tenant":"night-sound-archive","title":"Owls of the Ore Mountains"}', '\x877c0290c2f4c096673418b5aca24859825c8301994ecf8234061056a346915a');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 2, 'project', 2, '01a20f78-bd60-7742-a873-a4c131a4af53', 'MemberAdded', 1, '2026-11-24 21:31:40.749428+00', '2026-11-24 21:31:40.792283+00', 'mira', '9c8694ac-5bf4-4179-90f2-d9703dc22a25', NULL, '9c8694ac-5bf4-4179-90f2-d9703dc22a25', NULL, '{"member":"oskar","member_kind":"person","roles":["annotator"]}', '\x377b43dec301af6f455c352bf384d7d60d317796a5a815405cb3f0f5b5cdb5f2');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 3, 'project', 3, '01a20f78-bdb5-76e6-a788-1618ce0811fd', 'MemberAdded', 1, '2026-11-24 21:31:40.79851+00', '2026-11-24 21:31:40.854078+00', 'mira', '7ab508e2-bd78-459b-b9fb-568527745e41', NULL, '7ab508e2-bd78-459b-b9fb-568527745e41', NULL, '{"member":"lena","member_kind":"person","roles":["annotator"]}', '\xc81addbe0f9a55fd2f6bb7beca612bbbec22a639c430c985d1d21352e59987ec');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 4, 'project', 4, '01a20f78-bdc2-764e-a1e2-abbda5b37dc0', 'MemberAdded', 1, '2026-11-24 21:31:40.858214+00', '2026-11-24 21:31:40.866786+00', 'mira', '81dcd02f-0059-46b1-bee7-027e1147517b', NULL, '81dcd02f-0059-46b1-bee7-027e1147517b', NULL, '{"member":"tomek","member_kind":"person","roles":["adjudicator","annotator","reviewer"]}', '\xdd95ed72837d45aa3a276fe116dc5868635f0fe2ce5b5b4d46c1148567836fbb');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 5, 'project', 5, '01a20f78-bdcb-74a1-acb8-da2f208e4f8f', 'MemberAdded', 1, '2026-11-24 21:31:40.867652+00', '2026-11-24 21:31:40.876441+00', 'mira', '834088be-5826-4cbc-be95-de143db3823b', NULL, '834088be-5826-4cbc-be95-de143db3823b', NULL, '{"member":"ruth","member_kind":"person","roles":["reviewer"]}', '\xa57ed26ffaa5ad9fcc100b1cf453b814c0c08ccdb55709c281f78923c990ece9');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 6, 'project', 6, '01a20f78-bdd5-746c-8c00-e9ca76b9476a', 'MemberAdded', 1, '2026-11-24 21:31:40.877007+00', '2026-11-24 21:31:40.887746+00', 'mira', 'c5f9efa1-2034-4a6e-93cf-3c7894d88469', NULL, 'c5f9efa1-2034-4a6e-93cf-3c7894d88469', NULL, '{"member":"ines","member_kind":"person","roles":["adjudicator"]}', '\x904ce4faa8618952be384b8e4a57f76dd4939eb52f95416e17301cf7b78e143b');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 7, 'project', 7, '01a20f78-bddf-708b-ab96-3e51ddbf5412', 'MemberAdded', 1, '2026-11-24 21:31:40.888307+00', '2026-11-24 21:31:40.895507+00', 'mira', '9d568879-f3f8-44cd-a36f-450897cf7677', NULL, '9d568879-f3f8-44cd-a36f-450897cf7677', NULL, '{"member":"field-desk","member_kind":"person","roles":["service"]}', '\x7ab10c7a9157e53af925fbd3b4e3ddde78981b92a5939fe2d6d261c02a571830');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 8, 'project', 8, '01a20f78-bde7-70df-b86d-b203e0724b5c', 'MemberAdded', 1, '2026-11-24 21:31:40.896015+00', '2026-11-24 21:31:40.90418+00', 'mira', 'd5eb90fb-c7db-4407-827b-809369fc5c71', NULL, 'd5eb90fb-c7db-4407-827b-809369fc5c71', NULL, '{"member":"audrey","member_kind":"person","roles":["auditor"]}', '\xdbe4939ed07ac34f208b101ddcf828149f623c64d09fcb42d5dce1797ebec3ad');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 9, 'taxonomy', 1, '01a20f78-bdee-732f-8d4f-6e6855522a35', 'TaxonomyPublished', 1, '2026-11-24 21:31:40.904771+00', '2026-11-24 21:31:40.911219+00', 'mira', 'e2ce6631-ade7-45da-bc99-7d1a638f3090', NULL, 'e2ce6631-ade7-45da-bc99-7d1a638f3090', NULL, '{"change_note":"Three owls breed here","tasks":[{"allows_cannot_tell":true,"classes":[{"class_id":"tawny","definition":"A quavering hoo-hoo-ooo, or a sharp ke-wick."},{"class_id":"long-eared","definition":"A low, even hoo every two to three seconds."},{"class_id":"little","definition":"A rising, plaintive kiew."}],"kind":"multiclass","name":"species","question":"Which owl calls first?"},{"allows_cannot_tell":false,"classes":[{"class_id":"buried","definition":"Only the spectrogram shows it.","rank":1},{"class_id":"faint","definition":"Audible with headphones.","rank":2},{"class_id":"clear","definition":"Audible over everything else.","rank":3}],"kind":"ordinal","name":"quality","question":"How clear is the call?"},{"allows_cannot_tell":false,"classes":[{"class_id":"yes","definition":"At least one word."},{"class_id":"no","definition":"No word at all."}],"kind":"binary","name":"human_voices","question":"Does a person speak in the recording?"}],"taxonomy_version":1}', '\xde8481fce4331ed6f2e1575695987bea1fff0b0e2dc67ca6250e05d8025ba05f');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 10, 'guideline', 1, '01a20f78-bdf7-7774-b665-0ab45ac41988', 'GuidelineRevised', 1, '2026-11-24 21:31:40.915716+00', '2026-11-24 21:31:40.919681+00', 'mira', 'c40e849c-c2e9-4d24-8088-a4ffe89988fd', NULL, 'c40e849c-c2e9-4d24-8088-a4ffe89988fd', NULL, '{"change_note":"First handbook","clauses":[{"number":"1","text":"Name the owl that calls first, not loudest.","title":"First call"},{"number":"2","text":"A ke-wick answered by a hoo is one tawny pair.","title":"Duets"}],"guideline_revision":1}', '\x080aa4cc92122be8213d9f26cfb3e4d642e04df9e553a9debb6298725845bffd');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 11, 'guideline', 2, '01a20f78-be00-7614-93da-4d7cb64455ed', 'GuidelinePublished', 1, '2026-11-24 21:31:40.921359+00', '2026-11-24 21:31:40.928987+00', 'mira', 'ea36ab1b-2c2f-46e0-bef7-255402106712', NULL, 'ea36ab1b-2c2f-46e0-bef7-255402106712', NULL, '{"guideline_revision":1}', '\x8c8873c7c2d075ea96b59b75daa9be466735ad8224ab74cc6f05400d76cb1b57');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 12, 'policy', 1, '01a20f78-be0a-701d-85c3-6340006f170c', 'PolicyPublished', 1, '2026-11-24 21:31:40.929591+00', '2026-11-24 21:31:40.938715+00', 'mira', '80b7dc99-f847-4324-997a-9dc79833392b', NULL, '80b7dc99-f847-4324-997a-9dc79833392b', NULL, '{"change_note":"As agreed in March","policy":{"models_vote":false,"overlap":2,"quorum":2,"requirements":[],"review_disagreements":false,"review_ties":false,"stale_labels":"warn","truth_method":"plurality"},"policy_version":1}', '\xa0730e08ac2c89b726e7a4a66713b612a3f60a76fa390f5a947e32c78a77c1e1');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 13, 'item/rec-0412', 1, '01a20f78-be15-746c-bd0c-f251d01b0cc8', 'ItemRegistered', 1, '2026-11-24 21:31:40.939635+00', '2026-11-24 21:31:40.949633+00', 'mira', '30d12737-368a-4252-ae43-a7c902ddb723', NULL, '30d12737-368a-4252-ae43-a7c902ddb723', NULL, '{"modality":"audio"}', '\x526e3f13d17b9c0b5a21c15c328892a60dd00ef9bf4bb3ac6cdc32b3f981b5a3');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 14, 'project', 9, '01a20f78-be16-739c-a416-ef876afe79e5', 'MemberAdded', 1, '2026-11-24 21:31:40.95015+00', '2026-11-24 21:31:40.951393+00', 'mira', '8a6acb22-e7d0-434a-916e-a1a5af1aed08', NULL, '8a6acb22-e7d0-434a-916e-a1a5af1aed08', NULL, '{"member":"birdnet-2","member_kind":"model","roles":["annotator"]}', '\x13ed9294246b9c4c2d15df13c1529d279c8651ff8b29878a8364509e940ddd05');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 15, 'project', 10, '01a20f78-be1c-70f2-8c2b-b337286c163d', 'MemberRolesChanged', 1, '2026-11-24 21:31:40.951915+00', '2026-11-24 21:31:40.957902+00', 'mira', '9f3791fa-abc0-4aab-b45e-bbc3b68ac9e7', NULL, '9f3791fa-abc0-4aab-b45e-bbc3b68ac9e7', NULL, '{"member":"ruth","roles":["auditor","reviewer"]}', '\xd96121c417c8a20b7c1e94e3d95e8738d5d03549ea7796b11d87d610bb13f7cc');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 16, 'project', 11, '01a20f78-be26-72a5-ba80-2aafb23c9782', 'MemberRemoved', 1, '2026-11-24 21:31:40.958595+00', '2026-11-24 21:31:40.966514+00', 'mira', '0309cae8-1e05-49b6-b25e-c0f46c30f86e', NULL, '0309cae8-1e05-49b6-b25e-c0f46c30f86e', NULL, '{"member":"audrey"}', '\xc49ab895d1891c01ca5789df6d30a0740922ba7eb666ca0294a0ed42dc3e29f0');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 17, 'item/rec-0413', 1, '01a20f78-be30-7706-be08-6b2c68d6eb47', 'ItemRegistered', 1, '2026-11-24 21:31:40.968255+00', '2026-11-24 21:31:40.976477+00', 'mira', '11e2ab14-3f28-487b-8e87-2dda0b38f081', NULL, '11e2ab14-3f28-487b-8e87-2dda0b38f081', NULL, '{"modality":"audio"}', '\xf5a5b2a18cb47fa2cff758f8788e3610579a88b08c4c9000014e73baf3fa42ee');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 18, 'item/käuzchen-7 🦉', 1, '01a20f78-be33-72e2-8f30-b49a6c93da56', 'ItemRegistered', 1, '2026-11-24 21:31:40.977918+00', '2026-11-24 21:31:40.981153+00', 'mira', '19ae0122-c6eb-4361-a28c-341a0ef528c3', NULL, '19ae0122-c6eb-4361-a28c-341a0ef528c3', NULL, '{"modality":"audio"}', '\x6b9db4d5e2776d9f878e52c72f6f6aa6dc48e5fafaebd84d7d0395fcc3d9d3bc');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 19, 'batch/april', 1, '01a20f78-be38-7604-9e5c-7d9167932165', 'BatchOpened', 1, '2026-11-24 21:31:40.982218+00', '2026-11-24 21:31:40.985864+00', 'mira', '9744b2cc-48ca-4edd-a133-319b0e5d83c7', NULL, '9744b2cc-48ca-4edd-a133-319b0e5d83c7', NULL, '{"batch_kind":"production","title":"First half of April"}', '\x0059b823f95b344f4dc5275cae5b5b8118c29ff6ae6c4f6a95158e3dc38bae55');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 20, 'batch/april', 2, '01a20f78-be3d-731d-ad0b-6d6f954dbd40', 'ItemsAddedToBatch', 1, '2026-11-24 21:31:40.986328+00', '2026-11-24 21:31:40.99011+00', 'mira', '1743928d-e261-4b63-a29c-02fb480d23b0', NULL, '1743928d-e261-4b63-a29c-02fb480d23b0', NULL, '{"item_ids":["rec-0412"]}', '\x219c1e37349928db385a3a1ef904fe8287241326d77870711180b69131d6b816');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 21, 'item/rec-0412', 2, '01a20f78-be43-73c0-8579-4c2a228d62d8', 'LabelSubmitted', 1, '2026-11-24 21:31:40.990854+00', '2026-11-24 21:31:40.995874+00', 'oskar', '68758021-8435-45ce-83ed-eeb7819f4565', NULL, '68758021-8435-45ce-83ed-eeb7819f4565', NULL, '{"annotator":"oskar","answers":{"species":{"value":{"class_id":"tawny","kind":"choice"}}},"guideline_revision":1,"member_kind":"person","repeat":1,"taxonomy_version":1}', '\x3331a4e48461f5e6a94b2725299a1a73796287b547bd50cc9cca9b44842f374d');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 22, 'item/rec-0412', 3, '01a20f78-be45-7180-8252-0588b267b6d2', 'LabelSubmitted', 1, '2026-11-24 21:31:40.996416+00', '2026-11-24 21:31:40.997783+00', 'lena', 'd7175b2e-e2ac-4a3c-a36d-b06a04e3b244', NULL, 'd7175b2e-e2ac-4a3c-a36d-b06a04e3b244', NULL, '{"annotator":"lena","answers":{"species":{"value":{"class_id":"long-eared","kind":"choice"}}},"guideline_revision":1,"member_kind":"person","repeat":1,"taxonomy_version":1}', '\xf7103deac0ca90142464db3f1c2d61a0cf536d966c9a35e6488f53434e3056f7');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 23, 'item/rec-0412', 4, '01a20f78-be4a-74f4-a545-192b1d10c42b', 'LabelSubmitted', 1, '2026-11-24 21:31:41.001289+00', '2026-11-24 21:31:41.002798+00', 'tomek', '5a0a3778-7999-4ee2-858f-dc85223b955e', NULL, '5a0a3778-7999-4ee2-858f-dc85223b955e', NULL, '{"annotator":"tomek","answers":{"species":{"value":{"class_id":"little","kind":"choice"}}},"guideline_revision":1,"member_kind":"person","repeat":1,"taxonomy_version":1}', '\x049dd9ebe9d8f92ce8944b00491a7d6cce951fe6ea07ed4f9ae836d7e7828023');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 24, 'item/rec-0412', 5, '01a20f78-be4c-72f3-ad3c-41ad9e3e7289', 'LabelRetracted', 1, '2026-11-24 21:31:41.003282+00', '2026-11-24 21:31:41.00483+00', 'tomek', 'e9a4e477-1c87-4c82-adc8-686d75ea2db0', '01a20f78-be4a-74f4-a545-192b1d10c42b', '5a0a3778-7999-4ee2-858f-dc85223b955e', NULL, '{"label_id":"01a20f78-be4a-74f4-a545-192b1d10c42b","reason":"wrong_item"}', '\x6f6b27caf21d7c8bad65e2493a66f97a88b645aede94aa107ca27e734af9cbf2');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 25, 'item/rec-0412', 6, '01a20f78-be50-761a-a306-51e4a208ceae', 'ItemSkipped', 1, '2026-11-24 21:31:41.007386+00', '2026-11-24 21:31:41.009454+00', 'tomek', 'e2535a6c-c416-42de-a00c-959d7edf25d9', NULL, 'e2535a6c-c416-42de-a00c-959d7edf25d9', NULL, '{"annotator":"tomek","reason":"not_qualified"}', '\x0df7b5f5a9ad49d481a69a575fe3f3c58b0e1c2ed7be7de0fa065ad3fcd2e3fb');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 26, 'item/rec-0412', 7, '01a20f78-be5b-735a-9471-7f5dac5cd0b7', 'EscalationRaised', 1, '2026-11-24 21:31:41.013841+00', '2026-11-24 21:31:41.02285+00', 'oskar', '17d212b3-3123-4db8-a685-3e9e6e4052ae', NULL, '17d212b3-3123-4db8-a685-3e9e6e4052ae', NULL, '{"guideline_revision":1,"level":1,"question":{"digest":"578fadd323e28ff03fd16b3eebc0d9febf22ddfb7478143920eb38585d4dcd7f","text_id":"0ba01245-7d0f-5638-b69d-15dc0ace1b60"},"raised_by":"oskar"}', '\xc75c99d4f3778c667165317a43cc8d798e39c9126845075ec1787b6d16e27133');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 28, 'item/rec-0412', 9, '01a20f78-be6e-716d-8d99-67d31f955242', 'EscalationRaised', 1, '2026-11-24 21:31:41.037898+00', '2026-11-24 21:31:41.039736+00', 'lena', 'dd108606-9b7a-4f5f-aa29-18f9aa16e752', NULL, 'dd108606-9b7a-4f5f-aa29-18f9aa16e752', NULL, '{"guideline_revision":1,"level":1,"question":{"digest":"e0ecb2091e1fae0379f9d784618ba594a15fbdf037abbeaa6d1688261eba440f","text_id":"30d5fd3a-083c-5828-9e0e-2b200c49583a"},"raised_by":"lena"}', '\x975b30113643927f041ce8e2fc7601b02cea1d10372308b6f0a0bd4c9285d8fb');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 30, 'item/rec-0412', 11, '01a20f78-be7c-70d6-bb91-6420a75705d1', 'ReviewRequested', 1, '2026-11-24 21:31:41.047306+00', '2026-11-24 21:31:41.052635+00', 'lena', '3cc2bf6d-a85f-4303-b800-04e843a0a797', NULL, '3cc2bf6d-a85f-4303-b800-04e843a0a797', NULL, '{"cause":"requested","requested_by":"lena"}', '\x84c4d9e9dc56c342cb242a3c05f3c5bffa49268f34266bdf4161566396c85264');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 32, 'item/rec-0412', 13, '01a20f78-be84-70d1-99e6-41f02c067098', 'ItemAdjudicated', 1, '2026-11-24 21:31:41.059932+00', '2026-11-24 21:31:41.061955+00', 'ines', '0109c1d5-0d06-4ef3-8fe5-375636d0e4bc', '01a20f78-be45-7180-8252-0588b267b6d2', 'd7175b2e-e2ac-4a3c-a36d-b06a04e3b244', NULL, '{"adjudicator":"ines","answers":{"species":{"value":{"class_id":"tawny","kind":"choice"}}},"guideline_revision":1,"judged":["01a20f78-be43-73c0-8579-4c2a228d62d8","01a20f78-be45-7180-8252-0588b267b6d2"],"rationale":{"digest":"f677905c0f2b5271dc7dc407acb70196c0f19ca75c680fe184935c67d0f775fc","text_id":"4e59e11c-616a-5100-bd5e-36c231c78b9f"},"taxonomy_version":1}', '\x372b67d4713da5378a450c43d803d38fd7a265e3b9f7809f38042ec8eb94cfc8');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 35, 'item/rec-0413', 2, '01a20f78-be8f-73e9-bfd0-1820e641d950', 'GoldProposed', 1, '2026-11-24 21:31:41.068908+00', '2026-11-24 21:31:41.074024+00', 'ines', '5904affb-c1f2-4c78-a3e5-5f9692496e18', NULL, '5904affb-c1f2-4c78-a3e5-5f9692496e18', NULL, '{"guideline_revision":1,"proposed_by":"ines","rationale":{"digest":"abebbef4ad2d7e971543437afa6a87a55e4cb5d04d880a11c6e00f215e4850cf","text_id":"94a34953-847c-5ebb-b864-f7aa6e7a1fd7"},"task":"species","taxonomy_version":1,"value":{"class_id":"tawny","kind":"choice"}}', '\x319ea0c286804aa868d7fbea456677480fbf4557215a601362509adc12126590');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 36, 'item/rec-0413', 3, '01a20f78-be9a-7501-99e6-53721d3ef8ab', 'GoldActivated', 1, '2026-11-24 21:31:41.079873+00', '2026-11-24 21:31:41.082697+00', 'mira', '842bdcda-548f-4426-8e07-66100202f2b7', '01a20f78-be8f-73e9-bfd0-1820e641d950', '5904affb-c1f2-4c78-a3e5-5f9692496e18', NULL, '{"approved_by":"mira","gold":"01a20f78-be8f-73e9-bfd0-1820e641d950","guideline_revision":1,"task":"species","taxonomy_version":1,"value":{"class_id":"tawny","kind":"choice"}}', '\xdceb4f3b25b8c9c64d4c215847ad31981d53fa9d4423641889ab35967d46df58');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 38, 'item/rec-0413', 5, '01a20f78-bea2-7453-9d61-2011557bba36', 'GoldRetired', 1, '2026-11-24 21:31:41.088264+00', '2026-11-24 21:31:41.09154+00', 'mira', 'e7cf2613-4e42-48ee-a0f4-bcc0c62364df', '01a20f78-be8f-73e9-bfd0-1820e641d950', '5904affb-c1f2-4c78-a3e5-5f9692496e18', NULL, '{"gold":"01a20f78-be8f-73e9-bfd0-1820e641d950","reason":"other","retired_by":"mira","task":"species"}', '\x15cd560d6d7c6383807af4aba014c16fbfdf6986e9d88aabf46a97be5c1546fd');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 40, 'item/rec-0412', 16, '01a20f78-beab-7395-807d-9fb3bf39bee6', 'TruthInferred', 1, '2026-11-24 21:31:41.096561+00', '2026-11-24 21:31:41.100505+00', 'system', 'ccde567c-4bef-4e34-81f0-22e7e0e93de3', '01a20f78-bea6-771f-9211-647c126b870f', 'c2f039ba-7c4d-439f-a0d2-ae1a89436d92', NULL, '{"against":"little","method":"automatic","probability":"0.903420","run_id":"00000000-0000-0000-0000-00000005eed1","task":"species","value":{"class_id":"tawny","kind":"choice"},"votes":[{"annotator":"lena","category":"tawny","evidence":"1.386294"},{"annotator":"oskar","category":"little","evidence":"-0.405465"}],"votes_more":1}', '\x3c92bf22ca53a65ed3ceed50b3745d4c0c694db92ecd0db2edbf44a4e92cc87e');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 42, 'batch/april', 3, '01a20f78-beb9-7409-9e7b-8d8475315ad5', 'BatchClosed', 1, '2026-11-24 21:31:41.107267+00', '2026-11-24 21:31:41.114037+00', 'mira', 'a3e0f418-31aa-4cd5-b04b-d148b1e67a5d', NULL, 'a3e0f418-31aa-4cd5-b04b-d148b1e67a5d', NULL, '{}', '\x72b5880dfa6f5c43cfdbba1b5d76369569e908ca91e48ecbf8a5e97d8eed6312');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 27, 'item/rec-0412', 8, '01a20f78-be67-724c-9cb2-10e652d97973', 'EscalationResolved', 1, '2026-11-24 21:31:41.028213+00', '2026-11-24 21:31:41.033067+00', 'ines', 'ece463d5-cfb3-4606-b367-299671ddc7e1', '01a20f78-be5b-735a-9471-7f5dac5cd0b7', '17d212b3-3123-4db8-a685-3e9e6e4052ae', NULL, '{"clause":"2","decision":"guideline_applies","escalation_id":"01a20f78-be5b-735a-9471-7f5dac5cd0b7","guideline_revision":1,"rationale":{"digest":"524d84363ce88ba9388a70c199e46069ba5f887b92f8b0fafe0643fac2657869","text_id":"85ec081c-1fce-5234-ba35-67f396ffa542"},"resolved_by":"ines"}', '\xbaf2b0de1de389e56fa0a0eb5141d479a0fda78dba09bf7f4a62a497fdba4612');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 29, 'item/rec-0412', 10, '01a20f78-be75-72dd-b73f-a3cbe5170ac2', 'EscalationWithdrawn', 1, '2026-11-24 21:31:41.042896+00', '2026-11-24 21:31:41.046233+00', 'lena', '1bc04102-f3b9-4833-aabc-6ea4c6516aab', '01a20f78-be6e-716d-8d99-67d31f955242', 'dd108606-9b7a-4f5f-aa29-18f9aa16e752', NULL, '{"escalation_id":"01a20f78-be6e-716d-8d99-67d31f955242","withdrawn_by":"lena"}', '\xc9413c6f8bc34d278c73973239b1417d6da468eaaceaca58b5117111e8bb6ec7');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 31, 'item/rec-0412', 12, '01a20f78-be7e-714d-aab2-87880f2041d7', 'LabelReviewed', 1, '2026-11-24 21:31:41.053176+00', '2026-11-24 21:31:41.054977+00', 'ruth', '1b3ba02f-569c-4c02-a299-4cebfd5df9ef', '01a20f78-be45-7180-8252-0588b267b6d2', 'd7175b2e-e2ac-4a3c-a36d-b06a04e3b244', NULL, '{"guideline_revision":1,"judged":"01a20f78-be45-7180-8252-0588b267b6d2","label_id":"01a20f78-be45-7180-8252-0588b267b6d2","reviewer":"ruth","verdict":"approved"}', '\xecaac547f3444e495c8d6b7554fd9eb307c0eeed8f9eae3840b85f087fbd2ee0');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 33, 'item/rec-0412', 14, '01a20f78-be89-7761-b8c3-6fb1732bcb50', 'LabelRevised', 1, '2026-11-24 21:31:41.064906+00', '2026-11-24 21:31:41.066361+00', 'oskar', '56cf319e-16f0-4920-92cd-5c6fbef1b51c', '01a20f78-be43-73c0-8579-4c2a228d62d8', '68758021-8435-45ce-83ed-eeb7819f4565', NULL, '{"answers":{"quality":{"value":{"kind":"rating","rank":2}},"species":{"value":{"class_id":"tawny","kind":"choice"}}},"guideline_revision":1,"label_id":"01a20f78-be43-73c0-8579-4c2a228d62d8","taxonomy_version":1}', '\x5b6f013c1688d5ee154d3a3d72af6f47d6afbae91c698e8e54ab2235b5685e76');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 34, 'item/rec-0412', 15, '01a20f78-be89-7761-b8c3-6fb2dcfac7bc', 'AdjudicationReopened', 1, '2026-11-24 21:31:41.064906+00', '2026-11-24 21:31:41.066362+00', 'system', '56cf319e-16f0-4920-92cd-5c6fbef1b51c', '01a20f78-be89-7761-b8c3-6fb1732bcb50', '68758021-8435-45ce-83ed-eeb7819f4565', NULL, '{"adjudication":"01a20f78-be84-70d1-99e6-41f02c067098","changed_label":"01a20f78-be43-73c0-8579-4c2a228d62d8"}', '\x62470981a5b878aa3f52eefdaec57bc491c0b16882abdb7d4fb1f15e26c2e636');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 37, 'item/rec-0413', 4, '01a20f78-be9c-712c-a81e-5d04067d50ab', 'GoldContested', 1, '2026-11-24 21:31:41.083349+00', '2026-11-24 21:31:41.087707+00', 'ines', '7e088aff-bcac-468a-b559-803c44b924d7', '01a20f78-be8f-73e9-bfd0-1820e641d950', '5904affb-c1f2-4c78-a3e5-5f9692496e18', NULL, '{"contested_by":"ines","gold":"01a20f78-be8f-73e9-bfd0-1820e641d950","reason":"wrong_value","task":"species"}', '\x1e5b2b7ca032e4cc462321c639a8f3b2ef528cd3d4c6327afa9038aedf380086');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 39, 'inference/00000000-0000-0000-0000-00000005eed1', 1, '01a20f78-bea6-771f-9211-647c126b870f', 'InferenceRecorded', 1, '2026-11-24 21:31:41.094037+00', '2026-11-24 21:31:41.095457+00', 'mira', 'c2f039ba-7c4d-439f-a0d2-ae1a89436d92', NULL, 'c2f039ba-7c4d-439f-a0d2-ae1a89436d92', NULL, '{"batch_id":null,"computed_from":{"annotators":2,"digest":"1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c","gold":1,"items":2,"labels":5,"policy_version":1,"position":38,"taxonomy_version":1},"follows":null,"items_changed":1,"method":"automatic","parameters":{"learn_from_single_votes":false,"prior_correct":4.0,"quorum":1},"result":{"algorithm":"one_coin_dawid_skene","algorithm_version":1,"annotators":[{"accuracy":"0.812500","annotator":"lena","labels":2,"weight":"0.693147"},{"accuracy":null,"annotator":"oskar","labels":3,"weight":null}],"applied":"one_coin_dawid_skene","digest":"2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d","has_converged":true,"iterations":14,"objective":"-3.141593","outcomes":{"decided":1,"tie":1}},"seed":7,"task":"species"}', '\x652c9e96dd5f915f1d6ad6c92bf883d7fa5de7f5df909a7c27d6dafd20a21646');
INSERT INTO ledger.events (project_id, "position", stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id, body, leaf) VALUES ('owls', 41, 'inference', 1, '01a20f78-beaf-7596-8e83-2d35902fd80e', 'InferenceCompleted', 1, '2026-11-24 21:31:41.101413+00', '2026-11-24 21:31:41.106745+00', 'mira', '7827cd99-1746-41b3-bb3c-bb8d46589d67', '01a20f78-bea6-771f-9211-647c126b870f', 'c2f039ba-7c4d-439f-a0d2-ae1a89436d92', NULL, '{"batch_id":null,"input_position":38,"items_changed":1,"method":"automatic","result_digest":"2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d","run_id":"00000000-0000-0000-0000-00000005eed1","task":"species"}', '\x9a83c7e48e5febbd4df0658af647b71abc2bf491ff74e8a28207176dd3d95775');

INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('ledger', 1, '0001_ledger', '43b41cf30f6e1a893c80f7925e3dc6bd2c19c7dc560f5342ad25e06e737867bd', '2026-11-24 21:31:40.443711+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('ledger', 2, '0002_append', 'c31c08345347ab0360febc9297f72dfe24388f5aa0459490e6d37990e8db4af9', '2026-11-24 21:31:40.449222+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('ledger', 3, '0003_proof', 'b09fce3771edf7c818818be36e71071eb328a8f8d9d2f18f86777799ffda6837', '2026-11-24 21:31:40.475919+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('ledger', 4, '0004_stops', '4becb538220aef5cf69d92dcdc75dc8dc95d696fd281b3715f853d3cda3a6049', '2026-11-24 21:31:40.481886+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('ledger', 5, '0005_epoch_statements', '3e1f2c054978769eb80298f332e948cb9b26d3c0ca5c076e81ef35fe4d215ca3', '2026-11-24 21:31:40.491563+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('directory', 1, '0001_directory', '04f6194c04f5587f0b3741e21051ba721ff36fc9f20467b96c092a7ddbf6bab8', '2026-11-24 21:31:40.498408+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('directory', 2, '0002_subject_keys', '83fa913d09c16b9de8ceca6c3b2545bb9853ba3bde08c653dd0e0f608c12d9c2', '2026-11-24 21:31:40.523411+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('instance', 1, '0001_instance', 'a85fe5cced336be02ef132f99620b9efbec1c43db89841e6840c98614e6dbe9e', '2026-11-24 21:31:40.539244+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('read', 1, '0001_read', 'a05aa455e11e5e97db5a2865644f53c1a3578a292a39e61468e03acf7d7c581d', '2026-11-24 21:31:40.569806+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('read', 2, '0002_validity', '376f75a6efb2aa5134f56404f265b965c039e025ce94fbcb0d5a99cedb99992e', '2026-11-24 21:31:40.615907+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('read', 3, '0003_machinery', 'ff5e1b322a637faa878c0bdc57ac947876a6b83c3f6ee367071ea90462e60b93', '2026-11-24 21:31:40.621593+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('read', 4, '0004_outbox', '4c56e7a52d1cdebde8b8d83e3f69b7d8e7dbe52c4536aa8d9456fd2a13e08716', '2026-11-24 21:31:40.628131+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('read', 5, '0005_readings', '0fc5271a6d94ebeceb0e57191032910c642dd49f8172d0d3b8c72e277c4ab9f3', '2026-11-24 21:31:40.6379+00');
INSERT INTO ledger.migrations (set_name, number, name, checksum, applied_at) VALUES ('read', 6, '0006_gold', 'a45e3405e49936f73198477075237d9a53bc8447b842198fe2b50c7d516d6457', '2026-11-24 21:31:40.645412+00');

INSERT INTO ledger.projects (project_id, tenant_id, opened_at) VALUES ('owls', 'night-sound-archive', '2026-11-24 21:31:40.703656+00');

INSERT INTO read.editions (project_id, generation, edition, from_position) VALUES ('owls', 1, 1, 9);

INSERT INTO read.progress (project_id, generation, is_current, is_retired, fold_version, "position", rules, policy_version, taxonomy_version, refold_policy_version, refold_taxonomy_version, refold_after, refold_items, owner, lease_until, fence, stopped_position, stopped_reason, folded_at, refold_position, row_sum, edition_sum, refold_sum, kept_until) VALUES ('owls', 1, true, false, 3, 9, '\x86a967756964656c696e6582a97075626c697368656490a97265766973696f6e7390a9696e666572656e636582a9636f6d706c6574656490a8696e5f666f72636500a6706f6c69637981a876657273696f6e7390a770726f6a65637483a76d656d6265727388a661756472657982ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391a761756469746f72aa6669656c642d6465736b82ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391a773657276696365a4696e657382ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391ab61646a7564696361746f72a46c656e6182ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391a9616e6e6f7461746f72a46d69726182ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391a76d616e61676572a56f736b617282ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391a9616e6e6f7461746f72a47275746882ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657391a87265766965776572a5746f6d656b82ab6d656d6265725f6b696e64a6706572736f6ea5726f6c657393ab61646a7564696361746f72a9616e6e6f7461746f72a87265766965776572a674656e616e74b36e696768742d736f756e642d61726368697665a57469746c65b94f776c73206f6620746865204f7265204d6f756e7461696e73a87461786f6e6f6d7982ab636f6e73747261696e74739190a876657273696f6e73919385b2616c6c6f77735f63616e6e6f745f74656c6cc3a7636c61737365739382a8636c6173735f6964a57461776e79aa646566696e6974696f6ed92c4120717561766572696e6720686f6f2d686f6f2d6f6f6f2c206f722061207368617270206b652d7769636b2e82a8636c6173735f6964aa6c6f6e672d6561726564aa646566696e6974696f6ed92b41206c6f772c206576656e20686f6f2065766572792074776f20746f207468726565207365636f6e64732e82a8636c6173735f6964a66c6974746c65aa646566696e6974696f6eb94120726973696e672c20706c61696e74697665206b6965772ea46b696e64aa6d756c7469636c617373a46e616d65a773706563696573a87175657374696f6eb65768696368206f776c2063616c6c732066697273743f85b2616c6c6f77735f63616e6e6f745f74656c6cc2a7636c61737365739383a8636c6173735f6964a6627572696564aa646566696e6974696f6ebe4f6e6c7920746865207370656374726f6772616d2073686f77732069742ea472616e6b0183a8636c6173735f6964a56661696e74aa646566696e6974696f6eb841756469626c652077697468206865616470686f6e65732ea472616e6b0283a8636c6173735f6964a5636c656172aa646566696e6974696f6ebd41756469626c65206f7665722065766572797468696e6720656c73652ea472616e6b03a46b696e64a76f7264696e616ca46e616d65a77175616c697479a87175657374696f6eb6486f7720636c656172206973207468652063616c6c3f85b2616c6c6f77735f63616e6e6f745f74656c6cc2a7636c61737365739282a8636c6173735f6964a3796573aa646566696e6974696f6eb24174206c65617374206f6e6520776f72642e82a8636c6173735f6964a26e6faa646566696e6974696f6eaf4e6f20776f726420617420616c6c2ea46b696e64a662696e617279a46e616d65ac68756d616e5f766f69636573a87175657374696f6ed925446f6573206120706572736f6e20737065616b20696e20746865207265636f7264696e673fa876657273696f6e7385a967756964656c696e6500a9696e666572656e636500a6706f6c69637900a770726f6a65637408a87461786f6e6f6d7901', 0, 1, NULL, NULL, NULL, 0, NULL, '-infinity', 1, NULL, NULL, '2026-11-24 21:31:41.212027+00', NULL, '\x', '\x', '\x', NULL);

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

ALTER TABLE ONLY read.registered_items
    ADD CONSTRAINT item_is_registered_once PRIMARY KEY (project_id, generation, item_id);

ALTER TABLE ONLY read.tally_changes
    ADD CONSTRAINT one_change_per_scope_and_position PRIMARY KEY (project_id, generation, edition, scope, "position");

ALTER TABLE ONLY read.item_counts
    ADD CONSTRAINT one_count_per_item_and_position PRIMARY KEY (project_id, generation, item_id, from_position);

ALTER TABLE ONLY read.progress
    ADD CONSTRAINT one_progress_per_generation PRIMARY KEY (project_id, generation);

ALTER TABLE ONLY read.readings
    ADD CONSTRAINT one_reading_per_label_task_and_position PRIMARY KEY (project_id, generation, task, label_id, from_position);

ALTER TABLE ONLY read.batches
    ADD CONSTRAINT one_row_per_batch_and_position PRIMARY KEY (project_id, generation, batch_id, from_position);

ALTER TABLE ONLY read.escalations
    ADD CONSTRAINT one_row_per_escalation_and_position PRIMARY KEY (project_id, generation, escalation_id, from_position);

ALTER TABLE ONLY read.gold
    ADD CONSTRAINT one_row_per_gold_and_position PRIMARY KEY (project_id, generation, gold_id, from_position);

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

CREATE INDEX gold_by_item ON read.gold USING btree (project_id, generation, item_id, proposed_position);

CREATE INDEX gold_by_task ON read.gold USING btree (project_id, generation, task, item_id) WHERE (status = 'active'::text);

CREATE INDEX items_by_content ON read.registered_items USING btree (project_id, generation, content_sha256) WHERE (content_sha256 IS NOT NULL);

CREATE INDEX items_escalated ON read.item_counts USING btree (project_id, generation, item_id) WHERE (open_escalations > 0);

CREATE INDEX items_to_review ON read.item_counts USING btree (project_id, generation, item_id) WHERE (review_requests > 0);

CREATE UNIQUE INDEX one_current_generation ON read.progress USING btree (project_id) WHERE is_current;

CREATE UNIQUE INDEX one_gold_begins_at_a_time ON read.gold USING btree (project_id, generation, item_id, task, from_position) WHERE (status = 'active'::text);

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

