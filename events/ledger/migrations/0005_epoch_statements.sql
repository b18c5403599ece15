-- An epoch is begun by a statement that the signing key signs: without one, whoever may call these
-- functions could have earlier checkpoints lifted and the past rewritten. Signatures cannot be
-- verified here; what a note says can be, and a row that says anything else is refused.

CREATE TABLE ledger.epoch_statements (
    project_id text        COLLATE "C" NOT NULL,
    epoch      integer     NOT NULL,
    note       text        NOT NULL,
    stated_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT epoch_is_stated_once PRIMARY KEY (project_id, epoch),
    CONSTRAINT first_epoch_needs_no_statement CHECK (epoch >= 2),
    CONSTRAINT epoch_statement_is_short CHECK (octet_length(note) <= 10000),
    CONSTRAINT epoch_statement_names_its_epoch CHECK (
        split_part(note, E'\n', 1) LIKE '%/' || epoch
        AND split_part(note, E'\n', 2) = 'labeltrail epoch ' || epoch
    )
);

CREATE TRIGGER rows_are_never_changed BEFORE UPDATE OR DELETE ON ledger.epoch_statements
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.epoch_statements
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.epoch_statements ENABLE ALWAYS TRIGGER rows_are_never_changed;
ALTER TABLE ledger.epoch_statements ENABLE ALWAYS TRIGGER table_is_never_emptied;

-- Whether a note ends as notes do: an empty line, then a line for each Ed25519 signature.
CREATE FUNCTION ledger.ends_signed(note text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN coalesce(note ~ E'[^\n]\n\n(— [^ +\n]+ [A-Za-z0-9+/]{91}=\n)+$', false);
END
$$;

DROP FUNCTION ledger.open_epoch(text, integer, bigint, text, text);

-- Begin a new epoch of a stopped project; false when it is not stopped, or past that epoch.
CREATE FUNCTION ledger.open_epoch(
    project text,
    new_epoch integer,
    last_common_size bigint,
    why text,
    operator text,
    signed_statement text
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

-- As before, but a note has to end signed, and any key that was recorded signs: which of them may,
-- its statements tell, and only whoever verifies signatures can say. A row that anybody added
-- would otherwise keep the others from signing.
CREATE OR REPLACE FUNCTION ledger.add_checkpoint(
    project text, of_epoch integer, size bigint, signed_note text, signed_with bytea
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

-- As before, but the statement has to name the number and the key, and to end signed.
CREATE OR REPLACE FUNCTION ledger.add_signing_key(
    key_number integer, key bytea, signed_statement text
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
