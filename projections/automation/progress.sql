-- name: enrol
-- Projects that have rows and whose rules nobody has looked after yet.
INSERT INTO read.automation (project_id)
SELECT p.project_id
FROM read.progress AS p
WHERE p.is_current
  AND NOT EXISTS (
      SELECT
      FROM read.automation AS a
      WHERE a.project_id = p.project_id
  )
ON CONFLICT DO NOTHING

-- name: due
-- Projects with something to look at: events that are folded by now, or a time that has come.
SELECT a.project_id
FROM read.automation AS a
JOIN read.progress AS p
    ON p.project_id = a.project_id
   AND p.is_current
WHERE a.lease_until < clock_timestamp()
  AND (
      p.position > a.position
      OR a.wakes_at <= clock_timestamp()
      OR (a.behind <> '{}' AND a.retry_at <= clock_timestamp())
  )
  AND ($1::text[] IS NULL OR a.project_id = ANY($1))
ORDER BY a.lease_until, a.project_id
LIMIT $2

-- name: claim
-- The lease on a project's rules, if nobody holds it; the fence tells this claim from others.
WITH free AS (
    SELECT a.project_id
    FROM read.automation AS a
    WHERE a.project_id = $1
      AND a.lease_until < clock_timestamp()
    FOR UPDATE SKIP LOCKED
)
UPDATE read.automation AS a
SET
    lease_until = clock_timestamp() + $2::interval,
    fence = a.fence + 1
FROM free
WHERE a.project_id = free.project_id
RETURNING
    a.position,
    a.fence,
    a.failures,
    a.behind::text AS behind,
    a.retry_at <= clock_timestamp() AS retries,
    clock_timestamp() AS now

-- name: renew
-- Holds a claim on while it works; no row when it is lost.
UPDATE read.automation AS a
SET lease_until = clock_timestamp() + $3::interval
WHERE a.project_id = $1
  AND a.fence = $2
RETURNING a.position

-- name: advance
-- Everything up to the position is done, but for what rules that failed are behind with; no row
-- when the claim is lost.
UPDATE read.automation AS a
SET
    position = $3,
    wakes_at = $4,
    behind = $5::text::jsonb,
    failures = CASE WHEN $6::text IS NULL AND $5 = '{}' THEN 0
                    WHEN $6 IS NULL THEN a.failures
                    ELSE a.failures + 1 END,
    failure = CASE WHEN $5 = '{}' THEN NULL ELSE coalesce($6, a.failure) END,
    retry_at = CASE WHEN $6 IS NULL THEN a.retry_at ELSE clock_timestamp() + $7::interval END
WHERE a.project_id = $1
  AND a.fence = $2
RETURNING a.position

-- name: failed
-- The whole look failed: nobody looks again for a while.
UPDATE read.automation AS a
SET
    failures = a.failures + 1,
    failure = $3,
    lease_until = clock_timestamp() + $4::interval
WHERE a.project_id = $1
  AND a.fence = $2

-- name: release
-- Lets others claim at once.
UPDATE read.automation AS a
SET lease_until = '-infinity'
WHERE a.project_id = $1
  AND a.fence = $2

-- name: standing
-- How far a project's rules are.
SELECT
    a.position,
    a.wakes_at,
    a.behind::text AS behind,
    a.failures,
    a.failure
FROM read.automation AS a
WHERE a.project_id = $1
