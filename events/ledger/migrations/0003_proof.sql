-- Proof: the Merkle tree over every project's leaves (RFC 9162; leaf i is position i + 1), and the
-- signed checkpoints that say how large it was and what its root was.
--
-- Whatever can be computed is computed here from the rows themselves: a caller brings signatures,
-- never a hash. Nothing here waits for an append or makes one wait.

-- The root of each full tile: 256 nodes of the level below, of which level 0 is events.leaf.
-- Any subtree is 128 rows of one level at most, so proofs of any size read few rows.
CREATE TABLE ledger.tiles (
    project_id text     COLLATE "C" NOT NULL,
    level      smallint NOT NULL,
    tile       bigint   NOT NULL,
    root       bytea    NOT NULL,
    CONSTRAINT tile_is_stored_once PRIMARY KEY (project_id, level, tile),
    CONSTRAINT tile_level_is_1_to_7 CHECK (level BETWEEN 1 AND 7),
    CONSTRAINT tile_counts_from_zero CHECK (tile >= 0),
    CONSTRAINT tile_root_is_a_sha256 CHECK (octet_length(root) = 32)
);

-- Keys that signed, one after the other. A statement is a signed note in which the earlier key
-- names this one; the first has none.
CREATE TABLE ledger.signing_keys (
    number     integer     NOT NULL,
    public_key bytea       NOT NULL,
    statement  text,
    added_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT signing_key_number_is_taken_once PRIMARY KEY (number),
    CONSTRAINT signing_key_is_added_once UNIQUE (public_key),
    CONSTRAINT signing_key_number_counts_from_one CHECK (number >= 1),
    CONSTRAINT signing_key_is_an_ed25519_key CHECK (octet_length(public_key) = 32),
    CONSTRAINT later_signing_key_has_a_statement CHECK ((number = 1) = (statement IS NULL)),
    CONSTRAINT statement_is_short CHECK (octet_length(statement) <= 10000)
);

-- A new epoch begins when the database was set back to an older state; the first needs no row until
-- it is sealed. Checkpoints of earlier epochs hold up to fork_size and not beyond.
CREATE TABLE ledger.epochs (
    project_id text        COLLATE "C" NOT NULL,
    epoch      integer     NOT NULL,
    fork_size  bigint      NOT NULL,
    reason     text        NOT NULL,
    opened_by  text        NOT NULL,
    opened_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT epoch_is_opened_once PRIMARY KEY (project_id, epoch),
    CONSTRAINT epoch_counts_from_one CHECK (epoch >= 1),
    CONSTRAINT fork_size_counts_from_zero CHECK (fork_size >= 0),
    CONSTRAINT epoch_reason_is_short_and_not_empty CHECK (octet_length(reason) BETWEEN 1 AND 4000),
    CONSTRAINT epoch_opener_is_short_and_not_empty CHECK (octet_length(opened_by) BETWEEN 1 AND 800)
);

CREATE TABLE ledger.checkpoints (
    project_id text        COLLATE "C" NOT NULL,
    epoch      integer     NOT NULL,
    tree_size  bigint      NOT NULL,
    root       bytea       NOT NULL,
    note       text        NOT NULL,
    key_number integer     NOT NULL,
    sealed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT tree_size_is_sealed_once PRIMARY KEY (project_id, epoch, tree_size),
    CONSTRAINT checkpoint_epoch_counts_from_one CHECK (epoch >= 1),
    CONSTRAINT tree_size_counts_from_one CHECK (tree_size >= 1),
    CONSTRAINT checkpoint_root_is_a_sha256 CHECK (octet_length(root) = 32),
    CONSTRAINT note_is_short CHECK (octet_length(note) <= 10000),
    CONSTRAINT note_says_size_and_root CHECK (
        split_part(note, E'\n', 2) = tree_size::text
        AND split_part(note, E'\n', 3) = encode(root, 'base64')
    )
);

-- Projects that take no appends: `published` is the note that does not fit. A later epoch ends it.
CREATE TABLE ledger.stops (
    project_id text        COLLATE "C" NOT NULL,
    epoch      integer     NOT NULL,
    head       bigint      NOT NULL,
    reason     text        NOT NULL,
    published  text,
    stopped_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT epoch_is_stopped_once PRIMARY KEY (project_id, epoch),
    CONSTRAINT stop_epoch_counts_from_one CHECK (epoch >= 1),
    CONSTRAINT stop_reason_is_short_and_not_empty CHECK (octet_length(reason) BETWEEN 1 AND 4000),
    CONSTRAINT published_note_is_short CHECK (octet_length(published) <= 10000)
);

CREATE TRIGGER rows_are_never_changed BEFORE UPDATE OR DELETE ON ledger.tiles
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER rows_are_never_changed BEFORE UPDATE OR DELETE ON ledger.signing_keys
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER rows_are_never_changed BEFORE UPDATE OR DELETE ON ledger.epochs
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER rows_are_never_changed BEFORE UPDATE OR DELETE ON ledger.checkpoints
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER rows_are_never_changed BEFORE UPDATE OR DELETE ON ledger.stops
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.tiles
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.signing_keys
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.epochs
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON ledger.stops
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.tiles ENABLE ALWAYS TRIGGER rows_are_never_changed;
ALTER TABLE ledger.signing_keys ENABLE ALWAYS TRIGGER rows_are_never_changed;
ALTER TABLE ledger.epochs ENABLE ALWAYS TRIGGER rows_are_never_changed;
ALTER TABLE ledger.checkpoints ENABLE ALWAYS TRIGGER rows_are_never_changed;
ALTER TABLE ledger.tiles ENABLE ALWAYS TRIGGER table_is_never_emptied;
ALTER TABLE ledger.signing_keys ENABLE ALWAYS TRIGGER table_is_never_emptied;
ALTER TABLE ledger.epochs ENABLE ALWAYS TRIGGER table_is_never_emptied;
ALTER TABLE ledger.checkpoints ENABLE ALWAYS TRIGGER table_is_never_emptied;
ALTER TABLE ledger.stops ENABLE ALWAYS TRIGGER rows_are_never_changed;
ALTER TABLE ledger.stops ENABLE ALWAYS TRIGGER table_is_never_emptied;

-- The root over 1, 2, 4 … 256 neighbours of one level from `first` on; NULL when one is missing.
CREATE FUNCTION ledger.root_over(project text, of_level integer, first bigint, width integer)
RETURNS bytea LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
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

-- The hash of the full subtree of 2 ^ height leaves that has `place` such subtrees to its left.
CREATE FUNCTION ledger.node_at(project text, height integer, place bigint) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN ledger.root_over(project, height / 8, place << (height % 8), 1 << (height % 8));

-- The root of the tree over the first `size` leaves; NULL when they or their tiles are missing.
CREATE FUNCTION ledger.root_at(project text, size bigint) RETURNS bytea
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
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

CREATE FUNCTION ledger.need_read_committed() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'the ledger is written under READ COMMITTED, not %',
                        upper(current_setting('transaction_isolation'))
            USING ERRCODE = 'invalid_transaction_state',
                  HINT = 'Under an older snapshot what is read may be stale.';
    END IF;
END
$$;

-- Add the tiles that are full by now, at most `tiles_max`; when `is_whole`, every tree up to `head`
-- has its root. Two at once compute the same, and the later one adds nothing.
CREATE FUNCTION ledger.extend_tiles(
    project text, tiles_max integer, OUT head bigint, OUT is_whole boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

-- Record a signed checkpoint: added, or already_sealed (to that size or further), epoch_ended,
-- key_replaced. Its root is computed here, so a note that says another one is refused.
CREATE FUNCTION ledger.add_checkpoint(
    project text, of_epoch integer, size bigint, signed_note text, signed_with bytea
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    computed bytea;
    last_key ledger.signing_keys;
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
    SELECT k.number, k.public_key INTO last_key.number, last_key.public_key
    FROM ledger.signing_keys AS k ORDER BY k.number DESC LIMIT 1;
    IF last_key.public_key IS DISTINCT FROM signed_with THEN
        RETURN 'key_replaced';
    END IF;
    computed := ledger.root_at(project, size);
    IF computed IS NULL THEN
        RAISE EXCEPTION 'project % has no tree of size %', project, size
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tree_is_recorded_before_it_is_sealed';
    END IF;
    INSERT INTO ledger.checkpoints (project_id, epoch, tree_size, root, note, key_number)
    VALUES (project, of_epoch, size, computed, signed_note, last_key.number);
    RETURN 'added';
END
$$;

-- Record the next signing key; false when another one came first.
CREATE FUNCTION ledger.add_signing_key(key_number integer, key bytea, signed_statement text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM ledger.need_read_committed();
    INSERT INTO ledger.signing_keys (number, public_key, statement)
    SELECT key_number, key, signed_statement
    WHERE key_number = 1 + (SELECT coalesce(max(k.number), 0) FROM ledger.signing_keys AS k)
    ON CONFLICT ON CONSTRAINT signing_key_number_is_taken_once DO NOTHING;
    RETURN found;
END
$$;
