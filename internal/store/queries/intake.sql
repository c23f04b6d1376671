-- name: AddIntake :exec
insert into intake (district, id, year, state, mode, actor, created_at, finished_at, batch, found, summary)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: SetIntake :exec
update intake set year = $3, state = $4, finished_at = $5, batch = $6, found = $7, summary = $8, mode = $9
where district = $1 and id = $2;

-- name: Intake :one
select * from intake where district = $1 and id = $2;

-- name: Intakes :many
select * from intake where district = $1 order by id desc limit cast($2 as bigint);

-- name: IntakeList :many
select district, id, year, state, mode, actor, created_at, finished_at, batch,
  cast(case when summary like '%"tally"%' then '[]' else found end as text) as found, summary
from intake where district = $1 order by id desc limit cast($2 as bigint);

-- name: AddIntakeFile :exec
insert into intake_file (district, intake, place, name, sha256, size) values ($1, $2, $3, $4, $5, $6);

-- name: IntakeFiles :many
select * from intake_file where district = $1 and intake = $2 order by place;
