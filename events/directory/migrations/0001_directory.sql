-- The directory: people and what they wrote. Not part of the log, and erasable on purpose.
CREATE SCHEMA directory;

CREATE TABLE directory.people (
    tenant_id   text        NOT NULL,
    person_id   text        NOT NULL,
    digest_key  bytea       NOT NULL,
    known_since timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT one_key_per_person PRIMARY KEY (tenant_id, person_id)
);

CREATE TABLE directory.texts (
    project_id text        NOT NULL,
    text_id    uuid        NOT NULL,
    tenant_id  text        NOT NULL,
    person_id  text        NOT NULL,
    body       text        NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT one_body_per_text PRIMARY KEY (project_id, text_id)
);

CREATE INDEX texts_of_a_person ON directory.texts (tenant_id, person_id);
