-- name: events
-- How many events there are about precedents, up to a position.
SELECT count(*)
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.stream >= $2
  AND e.stream < $3
  AND e.position <= $4

-- name: matching
-- Precedents whose words match a text: with the rank of the match and the words that they share.
-- With `$6` one shared word is enough; else the text is read as people write to search engines.
WITH asked AS (
    SELECT
        CASE
            WHEN $6::boolean THEN (
                SELECT
                    string_agg(
                        '''' || replace(replace(w.lexeme, '\', '\\'), '''', '''''') || '''', ' | '
                    )::tsquery
                FROM unnest(to_tsvector('english', $5)) AS w
            )
            ELSE websearch_to_tsquery('english', $5)
        END AS query
),
words AS (
    SELECT DISTINCT
        lower(said.word) AS word,
        tsvector_to_array(to_tsvector('english', said.word)) AS lexemes
    FROM regexp_split_to_table($5, '[^[:alnum:]]+') AS said (word)
    WHERE length(to_tsvector('english', said.word)) > 0
),
recorded AS (
    SELECT
        e.stream,
        setweight(to_tsvector('english', e.body ->> 'question'), 'A')
            || setweight(to_tsvector('english', e.body ->> 'answer'), 'B') AS words
    FROM ledger.events AS e
    WHERE e.project_id = $1
      AND e.stream >= $2
      AND e.stream < $3
      AND e.position <= $4
      AND e.version = 1
)
SELECT
    r.stream,
    round(ts_rank_cd(r.words, a.query)::numeric, 6) AS rank,
    ARRAY(
        SELECT w.word
        FROM words AS w
        WHERE w.lexemes && tsvector_to_array(r.words)
        ORDER BY w.word COLLATE "C"
    ) AS shared,
    (SELECT count(*)::integer FROM words) AS asked
FROM recorded AS r
CROSS JOIN asked AS a
WHERE r.words @@ a.query
