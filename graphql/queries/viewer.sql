-- name: forward
-- The next projects of a tenant, by id.
SELECT p.project_id
FROM ledger.projects AS p
WHERE p.tenant_id = $1
  AND ($2::text IS NULL OR p.project_id > $2::text COLLATE "C")
  AND ($3::text IS NULL OR p.project_id < $3::text COLLATE "C")
ORDER BY p.project_id
LIMIT $4;

-- name: backward
-- The projects of a tenant before, nearest first.
SELECT p.project_id
FROM ledger.projects AS p
WHERE p.tenant_id = $1
  AND ($2::text IS NULL OR p.project_id > $2::text COLLATE "C")
  AND ($3::text IS NULL OR p.project_id < $3::text COLLATE "C")
ORDER BY p.project_id DESC
LIMIT $4;
