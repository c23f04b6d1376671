-- name: AddDistrict :exec
insert into district (id, code, name, notice, today) values ($1, $2, $3, $4, $5);

-- name: RenameDistrict :exec
update district set name = $2 where id = $1;

-- name: Districts :many
select * from district order by id;

-- name: Count :one
insert into counter (district, name, value) values ($1, $2, 1)
on conflict (district, name) do update set value = counter.value + 1
returning value;

-- name: LockYear :exec
insert into counter (district, name, value) values ($1, $2, 0)
on conflict (district, name) do update set value = counter.value;

-- name: AddFile :exec
insert into file (district, sha256, size, packed) values ($1, $2, $3, $4)
on conflict (district, sha256) do nothing;

-- name: FileSize :one
select size from file where district = $1 and sha256 = $2;

-- name: File :one
select packed, size from file where district = $1 and sha256 = $2;

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

-- name: AddBatch :exec
insert into batch (district, id, year, kind, origin, actor, recorded_at, counts, digest) values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: Batch :one
select * from batch where district = $1 and id = $2;

-- name: Batches :many
select * from batch where district = $1 and year = $2 order by id;

-- name: LastBatch :one
select cast(coalesce(max(id), 0) as bigint) from batch where district = $1 and year = $2;

-- name: LastRecorded :one
select cast(coalesce(max(recorded_at), 0) as bigint) from batch where district = $1;

-- name: BatchAt :one
select cast(coalesce(max(id), 0) as bigint) from batch where district = $1 and year = $2 and recorded_at <= $3;

-- Every year that was ever imported.
-- name: BatchYears :many
select distinct year from batch where district = $1 order by year;

-- The years that hold something: a year that was taken back whole has no settings any more.
-- name: Years :many
select y.year from (select distinct b.year from batch b where b.district = $1) y
where exists (select 1 from fact f where f.district = $1 and f.year = y.year and f.kind = 'settings' and not f.withdrawn
  and not exists (select 1 from fact n where n.district = f.district and n.year = f.year and n.kind = f.kind and n.key = f.key and n.version > f.version))
order by y.year;

-- name: FilesOf :many
select i.batch, f.name, f.sha256 from intake i join intake_file f on f.district = i.district and f.intake = i.id
where i.district = $1 and i.year = $2 and i.batch > 0 and i.batch <= $3;

-- name: AddFact :exec
insert into fact (district, year, kind, key, version, unit, indicator, period, body, withdrawn, salt, seal, batch, recorded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- The newest version of each fact, by one pass and a sort: a join with the newest versions is planned as a loop within a loop on tables that were just filled.
-- name: FactsAsOf :many
select f.kind, f.key, f.version, f.unit, f.indicator, f.period, f.body, f.withdrawn, f.batch from (
  select l.kind, l.key, l.version, l.unit, l.indicator, l.period, l.body, l.withdrawn, l.batch,
    row_number() over (partition by l.kind, l.key order by l.version desc) as age
  from fact l where l.district = $1 and l.year = $2 and l.batch <= $3) f
where f.age = 1;

-- name: FactHistory :many
select f.kind, f.key, f.version, f.unit, f.indicator, f.period, f.body, f.withdrawn, f.batch, f.recorded_at
from fact f
where f.district = $1 and f.year = $2 and f.unit = $3 and f.indicator = $4 and (cast($5 as text) = '' or f.kind = $5) and (cast($6 as text) = '' or f.key = $6)
order by f.kind, f.key, f.version;

-- name: FactsOfBatch :many
select kind, key, version, unit, indicator, period, body, withdrawn, salt, seal, recorded_at from fact where district = $1 and batch = $2;

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

-- name: AddJob :exec
insert into job (district, id, kind, key, object, state, actor, asked_at, finished_at, cancel, error)
values ($1, $2, $3, $4, $5, $6, $7, $8, 0, false, '');

-- name: OpenJob :one
select * from job where district = $1 and key = $2 and finished_at = 0;

-- name: Job :one
select * from job where district = $1 and id = $2;

-- name: Jobs :many
select * from job where district = $1 order by id desc limit cast($2 as bigint);

-- name: SetJob :exec
update job set state = $3, finished_at = $4, error = $5 where district = $1 and id = $2 and finished_at = 0;

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

-- name: LockHead :one
update audit_head set seq = seq where district = $1 returning seq, hash;

-- name: Head :one
select seq, hash from audit_head where district = $1;

-- name: AddHead :exec
insert into audit_head (district, seq, hash) values ($1, 0, '');

-- name: SetHead :exec
update audit_head set seq = $2, hash = $3 where district = $1;

-- name: AddEntry :exec
insert into audit_entry (district, seq, at, actor, action, object, detail, prev, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: Entries :many
select seq, at, actor, action, object, detail, prev, hash from audit_entry where district = $1 and seq > $2 order by seq limit cast($3 as bigint);

-- name: LastEntryOf :one
select cast(coalesce(max(seq), 0) as bigint) from audit_entry where district = $1 and action = $2 and object like $3 and at <= $4;

-- name: EndJob :execrows
update job set state = $3, finished_at = $4 where district = $1 and id = $2 and finished_at = 0 and cancel = false;

-- name: JobFor :one
select * from job where district = $1 and kind = $2 and object = $3 order by id desc limit 1;

-- name: StrayFacts :one
select count(*) from fact f where f.district = $1 and not exists (select 1 from batch b where b.district = f.district and b.id = f.batch and b.year = f.year);

-- name: OpenJobs :many
select id from job where district = $1 and finished_at = 0 order by id;

-- name: Counters :many
select name, value from counter where district = $1;

-- name: Highest :one
select cast((select coalesce(max(id), 0) from batch b where b.district = d.id) as bigint) as batch,
  cast((select coalesce(max(id), 0) from intake i where i.district = d.id) as bigint) as intake,
  cast((select coalesce(max(id), 0) from run r where r.district = d.id) as bigint) as run,
  cast((select coalesce(max(id), 0) from job j where j.district = d.id) as bigint) as job
from district d where d.id = $1;

-- name: FileHashes :many
select sha256 from file where district = $1 order by sha256;
