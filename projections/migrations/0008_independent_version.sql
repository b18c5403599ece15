-- The taxonomy version of a label's last independent answer, where that is another one than of the
-- answer as it stands: the label was revised after somebody had reviewed the item.
ALTER TABLE read.readings ADD COLUMN independent_version integer;
