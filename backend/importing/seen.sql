-- name: make_table
-- One row per key with how often it has come.
CREATE TABLE seen (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID

-- name: count_key
-- Counts one more. (RETURNING would need SQLite 3.35.)
INSERT INTO seen (
    kind,
    key,
    times
)
VALUES (?, ?, 1)
ON CONFLICT (kind, key) DO UPDATE SET
    times = times + 1

-- name: times_of
-- How often the key has come.
SELECT times
FROM seen
WHERE kind = ? AND key = ?
