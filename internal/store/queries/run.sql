-- name: AddRun :exec
insert into run (district, id, year, batch, state, actor, asked_at, finished_at, engine, document, seal, summary)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: SetRun :exec
update run set state = $3, finished_at = $4, engine = $5, document = $6, seal = $7, summary = $8 where district = $1 and id = $2;

-- name: Run :one
select * from run where district = $1 and id = $2;

-- name: Runs :many
select * from run where district = $1 and year = $2 order by id;

-- name: AllRuns :many
select * from run where district = $1 order by id;

-- name: AddSettled :exec
insert into settled (district, year, n, run, at)
select $1, $2, coalesce(max(s.n), 0) + 1, cast($3 as bigint), cast($4 as bigint)
from settled s where s.district = $1 and s.year = $2;

-- name: SettledAt :one
select run from settled where district = $1 and year = $2 and at <= $3 order by n desc limit 1;

-- name: AllSettled :many
select year, n, run, at from settled where district = $1 order by year, n;
