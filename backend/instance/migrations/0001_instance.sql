-- The instance: tenants, and the API keys that name an actor of one of them.
--
-- A key's secret is never stored, only its SHA-256: a secret of 256 random bits needs no slower
-- hash. What happened to keys is kept in a table that only grows, like the ledger.
CREATE SCHEMA instance;

CREATE TABLE instance.tenants (
    tenant_id text        COLLATE "C" NOT NULL,
    known_since timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT tenant_is_known_once PRIMARY KEY (tenant_id),
    CONSTRAINT tenant_id_is_short_and_not_empty CHECK (octet_length(tenant_id) BETWEEN 1 AND 800)
);

CREATE TABLE instance.keys (
    prefix            text        COLLATE "C" NOT NULL,
    secret_sha        bytea       NOT NULL,
    tenant_id         text        COLLATE "C" NOT NULL,
    actor             text        COLLATE "C" NOT NULL,
    is_instance_admin boolean     NOT NULL,
    issued_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at        timestamptz,
    revoked_at        timestamptz,
    last_used_at      timestamptz,
    CONSTRAINT key_prefix_is_used_once PRIMARY KEY (prefix),
    CONSTRAINT key_belongs_to_a_tenant FOREIGN KEY (tenant_id)
        REFERENCES instance.tenants (tenant_id),
    CONSTRAINT secret_sha_is_a_sha256 CHECK (octet_length(secret_sha) = 32),
    CONSTRAINT actor_is_short_and_not_empty CHECK (octet_length(actor) BETWEEN 1 AND 800),
    CONSTRAINT key_expires_after_it_was_issued CHECK (expires_at > issued_at)
);

CREATE TABLE instance.key_events (
    number            bigint      GENERATED ALWAYS AS IDENTITY,
    prefix            text        COLLATE "C" NOT NULL,
    kind              text        NOT NULL,
    tenant_id         text        COLLATE "C" NOT NULL,
    actor             text        COLLATE "C" NOT NULL,
    is_instance_admin boolean     NOT NULL,
    expires_at        timestamptz,
    recorded_by       text        NOT NULL,
    recorded_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT key_event_is_numbered_once PRIMARY KEY (number),
    CONSTRAINT key_event_is_of_a_known_kind CHECK (kind IN ('issued', 'revoked')),
    CONSTRAINT key_is_issued_and_revoked_once UNIQUE (prefix, kind)
);

CREATE FUNCTION instance.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of %.% is refused: the history of keys only grows',
                    tg_op, tg_table_schema, tg_table_name
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER rows_are_never_changed BEFORE UPDATE OR DELETE ON instance.key_events
    FOR EACH ROW EXECUTE FUNCTION instance.refuse_change();
CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON instance.key_events
    FOR EACH STATEMENT EXECUTE FUNCTION instance.refuse_change();

ALTER TABLE instance.key_events ENABLE ALWAYS TRIGGER rows_are_never_changed;
ALTER TABLE instance.key_events ENABLE ALWAYS TRIGGER table_is_never_emptied;

-- A running service checks keys and notes their use; issuing and revoking is the operator's.
CREATE FUNCTION instance.grant_to_service(service name) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA instance TO %I', service);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA instance TO %I', service);
    EXECUTE format('GRANT UPDATE (last_used_at) ON instance.keys TO %I', service);
END
$$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA instance FROM PUBLIC;
