-- name: AddBatch :exec
insert into batch (district, id, year, kind, origin, actor, recorded_at, counts, digest, why)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: Batch :one
select * from batch where district = $1 and id = $2;

-- name: Batches :many
select * from batch where district = $1 and year = $2 and id > $3 order by id;

-- name: LastBatch :one
select cast(coalesce(max(id), 0) as bigint) from batch where district = $1 and year = $2;

-- name: LastRecorded :one
select cast(coalesce(max(b.recorded_at), 0) as bigint) from batch b
where b.district = $1 and b.id = (select max(l.id) from batch l where l.district = $1);

-- name: BatchAt :one
select cast(coalesce(max(id), 0) as bigint) from batch where district = $1 and year = $2 and recorded_at <= $3;

-- name: LastRead :one
select cast(coalesce(max(id), 0) as bigint) from batch
where district = $1 and year = $2 and id <= $3 and kind in ('import', 'undo');

-- What the chain holds of the batches of a year.
-- name: VouchedBatches :many
select b.id, e.detail from batch b
join audit_entry e on e.district = b.district
  and e.object = cast(b.year as text) || '/batch/' || cast(b.id as text) and e.action like 'batch.%'
where b.district = $1 and b.year = $2 and b.id > $3;

-- Every year that was ever recorded.
-- name: BatchYears :many
select distinct year from batch where district = $1 order by year;

-- The years that hold something: a year that was taken back whole has no settings any more.
-- name: Years :many
select year from fact_now where district = $1 and kind = 'settings' and not withdrawn order by year;

-- name: Year :one
select state, closed from year where district = $1 and year = $2;

-- name: MakeYear :exec
insert into year (district, year, state, closed) values ($1, $2, 'open', '[]')
on conflict (district, year) do nothing;

-- name: SetYear :exec
update year set state = $3, closed = $4 where district = $1 and year = $2;

-- name: AllYears :many
select year, state, closed from year where district = $1 order by year;

-- name: FilesOf :many
select i.batch, f.name, f.sha256 from intake i join intake_file f on f.district = i.district and f.intake = i.id
where i.district = $1 and i.year = $2 and i.batch > 0 and i.batch <= $3;

-- name: FactsNow :many
select kind, key, version, unit, indicator, period, body, withdrawn, salt, seal, batch, recorded_at
from fact_now where district = $1 and year = $2;

-- name: FactNow :one
select kind, key, version, unit, indicator, period, body, withdrawn, salt, seal, batch, recorded_at
from fact_now where district = $1 and year = $2 and kind = $3 and key = $4;

-- The newest version of each fact until a batch, by one pass and a sort: a join with the newest versions is planned as a
-- loop within a loop on tables that were just filled.
-- name: FactsAsOf :many
select f.kind, f.key, f.version, f.unit, f.indicator, f.period, f.body, f.withdrawn, f.salt, f.seal, f.batch, f.recorded_at
from (
  select l.kind, l.key, l.version, l.unit, l.indicator, l.period, l.body, l.withdrawn, l.salt, l.seal, l.batch, l.recorded_at,
    row_number() over (partition by l.kind, l.key order by l.version desc) as age
  from fact l where l.district = $1 and l.year = $2 and l.batch <= $3) f
where f.age = 1;

-- What a few batches recorded is found by the batch, not by the year, whose facts are many.
-- name: FactsSince :many
select kind, key, version, unit, indicator, period, body, withdrawn, salt, seal, batch, recorded_at
from fact where district = $1 and year + 0 = $2 and batch > $3 and batch <= $4;

-- name: Seals :many
select kind, key, version, batch, seal from fact
where district = $1 and year + 0 = $2 and batch > $3 and batch <= $4;

-- name: SealsUntil :many
select kind, key, version, batch, seal from fact where district = $1 and year = $2 and batch <= $3;

-- name: FactHistory :many
select f.kind, f.key, f.version, f.unit, f.indicator, f.period, f.body, f.withdrawn, f.salt, f.seal, f.batch, f.recorded_at
from fact_now n join fact f on f.district = n.district and f.year = n.year and f.kind = n.kind and f.key = n.key
where n.district = $1 and n.year = $2 and n.unit = $3 and n.indicator = $4
  and (cast($5 as text) = '' or n.kind = $5) and (cast($6 as text) = '' or n.key = $6)
order by f.kind, f.key, f.version;

-- name: FactsOfBatch :many
select kind, key, version, unit, indicator, period, body, withdrawn, salt, seal, batch, recorded_at
from fact where district = $1 and batch = $2;

-- name: StrayFacts :one
select count(*) from fact f
where f.district = $1 and not exists (select 1 from batch b where b.district = f.district and b.id = f.batch and b.year = f.year);

-- Newest versions that aren't what stands in fact, or aren't there, and what stands in the present and nowhere else.
-- name: StrayPresent :one
select cast((select count(*) from fact_now n where n.district = $1 and not exists (
    select 1 from fact f where f.district = n.district and f.year = n.year and f.kind = n.kind and f.key = n.key and f.version = n.version
      and f.unit = n.unit and f.indicator = n.indicator and f.period = n.period and f.body = n.body
      and f.withdrawn = n.withdrawn and f.salt = n.salt and f.seal = n.seal and f.batch = n.batch and f.recorded_at = n.recorded_at))
  + (select count(*) from fact l where l.district = $1 and not exists (
    select 1 from fact_now p where p.district = l.district and p.year = l.year and p.kind = l.kind and p.key = l.key and p.version >= l.version))
  as bigint);
