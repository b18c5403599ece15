-- Words are kept encrypted under a key of who wrote them, and cannot outlive it. What was erased
-- stays known: that, when and on whose word, never what.
--
-- No SQL can encrypt the rows that are there: `labeltrail migrate` does it right after this.
ALTER TABLE directory.people RENAME TO subject_keys;
ALTER TABLE directory.subject_keys RENAME COLUMN digest_key TO key;
ALTER TABLE directory.subject_keys
    ADD COLUMN key_id      uuid     NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN wrapped_by  text     COLLATE "C",
    ADD COLUMN digest_form smallint NOT NULL DEFAULT 1,
    ADD CONSTRAINT key_has_one_name UNIQUE (key_id),
    ADD CONSTRAINT digest_form_is_known CHECK (digest_form IN (1, 2)),
    ADD CONSTRAINT key_is_wrapped_or_32_bytes
        CHECK (wrapped_by IS NOT NULL OR octet_length(key) = 32);
ALTER TABLE directory.subject_keys ALTER COLUMN digest_form SET DEFAULT 2;

COMMENT ON COLUMN directory.subject_keys.wrapped_by IS
    'The instance''s key that the person''s is encrypted under; NULL where the instance has none.';

ALTER TABLE directory.texts
    ADD COLUMN key_id     uuid,
    ADD COLUMN command_id uuid,
    ADD COLUMN kind       text COLLATE "C" NOT NULL DEFAULT 'text',
    ADD COLUMN ciphertext bytea,
    ALTER COLUMN body DROP NOT NULL;
ALTER TABLE directory.texts ALTER COLUMN kind DROP DEFAULT;

-- Words without a key are those of somebody erased, brought again while that went on.
DELETE FROM directory.texts AS t
WHERE NOT EXISTS (
    SELECT
    FROM directory.subject_keys AS k
    WHERE k.tenant_id = t.tenant_id
      AND k.person_id = t.person_id
);

UPDATE directory.texts AS t
SET key_id = k.key_id
FROM directory.subject_keys AS k
WHERE k.tenant_id = t.tenant_id
  AND k.person_id = t.person_id;

-- What no event refers to has no command from now on: words that a dying process left behind.
WITH referred AS (
    SELECT e.project_id,
           e.command_id,
           field.key AS kind,
           field.value ->> 'text_id' AS text_id
    FROM ledger.events AS e
    CROSS JOIN json_each(e.body) AS field
    WHERE e.project_id IN (SELECT t.project_id FROM directory.texts AS t)
      AND strpos(e.body::text, '"text_id"') > 0
      AND json_typeof(field.value) = 'object'
      AND field.value ->> 'text_id' IS NOT NULL
)

UPDATE directory.texts AS t
SET command_id = r.command_id,
    kind = r.kind
FROM referred AS r
WHERE t.project_id = r.project_id
  AND t.text_id::text = r.text_id;

DROP INDEX directory.texts_of_a_person;
ALTER TABLE directory.texts
    ALTER COLUMN key_id SET NOT NULL,
    DROP COLUMN tenant_id,
    DROP COLUMN person_id,
    ADD CONSTRAINT words_go_with_their_key FOREIGN KEY (key_id)
        REFERENCES directory.subject_keys (key_id) ON DELETE CASCADE,
    ADD CONSTRAINT words_are_kept_once CHECK ((body IS NULL) <> (ciphertext IS NULL)),
    ADD CONSTRAINT words_are_never_kept_in_clear CHECK (body IS NULL) NOT VALID;

CREATE INDEX texts_under_a_key ON directory.texts (key_id);
CREATE INDEX texts_in_clear ON directory.texts (project_id, text_id) WHERE body IS NOT NULL;

CREATE TABLE directory.erasures (
    erasure_id   uuid        NOT NULL DEFAULT gen_random_uuid(),
    tenant_id    text        COLLATE "C" NOT NULL,
    person_id    text        COLLATE "C" NOT NULL,
    reason       text        COLLATE "C" NOT NULL,
    requested_by text        NOT NULL,
    erased_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT erasure_is_recorded_once PRIMARY KEY (erasure_id),
    CONSTRAINT reason_holds_no_words
        CHECK (reason IN ('requested', 'consent-withdrawn', 'no-longer-needed', 'unlawful'))
);

COMMENT ON COLUMN directory.erasures.reason IS
    'One of a list, as in Art. 17 GDPR: free text would be where the next personal data went.';

CREATE INDEX erasures_of_a_person ON directory.erasures (tenant_id, person_id, erased_at);

CREATE TABLE directory.erased_texts (
    project_id text COLLATE "C" NOT NULL,
    text_id    uuid NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    erasure_id uuid NOT NULL,
    CONSTRAINT text_is_erased_once PRIMARY KEY (project_id, text_id),
    CONSTRAINT text_went_in_an_erasure FOREIGN KEY (erasure_id)
        REFERENCES directory.erasures (erasure_id)
);

CREATE INDEX texts_of_an_erasure ON directory.erased_texts (erasure_id);

CREATE FUNCTION directory.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of %.% is refused: the record of erasures only grows',
                    tg_op, tg_table_schema, tg_table_name
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER rows_are_never_changed BEFORE UPDATE OR DELETE ON directory.erasures
    FOR EACH ROW EXECUTE FUNCTION directory.refuse_change();
CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON directory.erasures
    FOR EACH STATEMENT EXECUTE FUNCTION directory.refuse_change();
CREATE TRIGGER rows_are_never_changed BEFORE UPDATE OR DELETE ON directory.erased_texts
    FOR EACH ROW EXECUTE FUNCTION directory.refuse_change();
CREATE TRIGGER table_is_never_emptied BEFORE TRUNCATE ON directory.erased_texts
    FOR EACH STATEMENT EXECUTE FUNCTION directory.refuse_change();

ALTER TABLE directory.erasures ENABLE ALWAYS TRIGGER rows_are_never_changed;
ALTER TABLE directory.erasures ENABLE ALWAYS TRIGGER table_is_never_emptied;
ALTER TABLE directory.erased_texts ENABLE ALWAYS TRIGGER rows_are_never_changed;
ALTER TABLE directory.erased_texts ENABLE ALWAYS TRIGGER table_is_never_emptied;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA directory FROM PUBLIC;
