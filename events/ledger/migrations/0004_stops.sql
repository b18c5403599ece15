-- A database that was set back to an older state is found by a checkpoint that was published before
-- and does not fit its tree. Then nothing is appended to that project until an operator has opened
-- a new epoch: whoever went on would write a second history over a published one.

CREATE FUNCTION ledger.is_stopped(project text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN EXISTS (
    SELECT FROM ledger.stops AS s
    WHERE s.project_id = project
      AND NOT EXISTS (
          SELECT FROM ledger.epochs AS later
          WHERE later.project_id = s.project_id
            AND later.epoch > s.epoch
      )
);

-- Take no more appends to a project, opened or not; false when it was stopped before. It waits for
-- the append that is under way, so none follows it.
CREATE FUNCTION ledger.stop_project(project text, why text, published_note text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

-- Begin a new epoch of a stopped project; false when it is not stopped, or past that epoch.
CREATE FUNCTION ledger.open_epoch(
    project text, new_epoch integer, last_common_size bigint, why text, operator text
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM ledger.need_read_committed();
    PERFORM FROM ledger.projects AS p WHERE p.project_id = project FOR NO KEY UPDATE;
    -- A sealer that is at work on the present epoch ends first.
    PERFORM FROM ledger.epochs AS o WHERE o.project_id = project FOR NO KEY UPDATE;
    INSERT INTO ledger.epochs (project_id, epoch, fork_size, reason, opened_by)
    SELECT project, new_epoch, last_common_size, why, operator
    WHERE ledger.is_stopped(project)
      AND new_epoch > (
          SELECT max(s.epoch) FROM ledger.stops AS s WHERE s.project_id = project
      )
    ON CONFLICT ON CONSTRAINT epoch_is_opened_once DO NOTHING;
    RETURN found;
END
$$;


-- As in 0002_append.sql, but for one thing: a stopped project takes no appends.
CREATE OR REPLACE FUNCTION ledger.append(
    project           text,
    command_ids       uuid[],
    request_shas      bytea[],
    correlation_ids   uuid[],
    trace_ids         text[],
    expected_counts   integer[],
    event_counts      integer[],
    group_streams     text[],
    expected_streams  integer[],
    expected_versions integer[],
    event_streams     integer[],
    event_ids         uuid[],
    event_types       text[],
    schema_versions   integer[],
    occurred_ats      timestamptz[],
    actors            text[],
    causation_ids     uuid[],
    bodies            bytea[],
    OUT outcomes          text[],         -- appended, duplicate, conflict, key_reused
    OUT first_positions   bigint[],       -- appended, duplicate, key_reused
    OUT last_positions    bigint[],       -- appended, duplicate
    OUT conflict_streams  integer[],      -- conflict: the first stream that had moved on
    OUT conflict_versions integer[],      -- conflict: the version it is at
    OUT head_before       bigint,         -- NULL when the project was never opened
    OUT recorded_from     timestamptz     -- event at position p: this + (p - head_before - 1) µs
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan  -- plans fit a group of any size; replanning costs more
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


-- As before, and what a sealer needs: it brings signatures, the hashes are computed here.
CREATE OR REPLACE FUNCTION ledger.grant_to_service(service name) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
