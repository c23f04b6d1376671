-- name: AddDistrict :exec
insert into district (id, code, name, notice, today) values ($1, $2, $3, $4, $5);

-- name: SetDistrict :exec
update district set name = $2, notice = $3, today = $4 where id = $1;

-- name: District :one
select * from district where id = $1;

-- name: Districts :many
select * from district order by id;

-- The next number of what a district counts, taken.
-- name: Count :one
insert into counter (district, name, value) values ($1, $2, 1)
on conflict (district, name) do update set value = counter.value + 1
returning value;

-- Whoever else locks the same, or counts it, waits until this unit of work ends. It changes nothing.
-- name: Lock :one
insert into counter (district, name, value) values ($1, $2, 0)
on conflict (district, name) do update set value = counter.value
returning value;

-- name: Counters :many
select name, value from counter where district = $1;

-- name: Highest :one
select cast((select coalesce(max(id), 0) from batch b where b.district = d.id) as bigint) as batch,
  cast((select coalesce(max(id), 0) from intake i where i.district = d.id) as bigint) as intake,
  cast((select coalesce(max(id), 0) from run r where r.district = d.id) as bigint) as run,
  cast((select coalesce(max(id), 0) from job j where j.district = d.id) as bigint) as job
from district d where d.id = $1;
