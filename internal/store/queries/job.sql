-- name: AddJob :exec
insert into job (district, id, kind, key, object, state, actor, asked_at, finished_at, cancel, error)
values ($1, $2, $3, $4, $5, $6, $7, $8, 0, false, '');

-- name: OpenJob :one
select * from job where district = $1 and key = $2 and finished_at = 0;

-- name: Job :one
select * from job where district = $1 and id = $2;

-- name: JobFor :one
select * from job where district = $1 and kind = $2 and object = $3 order by id desc limit 1;

-- name: Jobs :many
select * from job where district = $1 order by id desc limit cast($2 as bigint);

-- name: OpenJobs :many
select id from job where district = $1 and finished_at = 0 order by id;

-- name: SetJob :exec
update job set state = $3, finished_at = $4, error = $5 where district = $1 and id = $2 and finished_at = 0;

-- name: EndJob :execrows
update job set state = $3, finished_at = $4 where district = $1 and id = $2 and finished_at = 0 and cancel = false;

-- It locks the row of a job that isn't over, so that what it says and its end follow each other.
-- name: HoldJob :execrows
update job set state = state where district = $1 and id = $2 and finished_at = 0;

-- name: CancelJob :exec
update job set cancel = true where district = $1 and id = $2 and finished_at = 0;

-- name: AddJobEvent :exec
insert into job_event (district, job, seq, at, body)
select $1, $2, cast(coalesce(max(seq), 0) + 1 as bigint), $3, $4 from job_event where district = $1 and job = $2;

-- name: JobEvents :many
select * from job_event where district = $1 and job = $2 and seq > $3 order by seq;
