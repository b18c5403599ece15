-- Who is to settle an open question, so that queues can be asked for by owner.
ALTER TABLE read.escalations
    ADD COLUMN owner      text COLLATE "C",
    ADD COLUMN owner_role text;

COMMENT ON COLUMN read.escalations.owner_role IS
    'Any member with this role may settle it; NULL where an owner is named, or nobody is.';
