-- name: hint
-- Wake the followers of these projects; what they then read is the truth.
SELECT pg_notify($1, hinted.project_id)
FROM unnest($2::text[]) AS hinted (project_id)
