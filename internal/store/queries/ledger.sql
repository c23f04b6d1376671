-- A cross join is done in the order in which it is written: from what is few to what is many.

-- name: AddBatch :exec
insert into batch (district, id, year, kind, origin, actor, recorded_at, counts, digest, why, stage, folded)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: Batch :one
select * from batch where district = $1 and id = $2;

-- name: Batches :many
select * from batch where district = $1 and year = $2 and id > $3 order by id;

-- name: LastBatch :one
select id from batch where district = $1 and year = $2 order by id desc limit 1;

-- name: LastRecorded :one
select recorded_at from batch where district = $1 order by id desc limit 1;

-- name: BatchAt :one
select id from batch where district = $1 and year = $2 and recorded_at <= $3 order by id desc limit 1;

-- name: LastRead :one
select id from batch
where district = $1 and year = $2 and id <= $3 and kind <> 'append' order by id desc limit 1;

-- What the chain holds of the batches of a year.
-- name: VouchedBatches :many
select b.id, e.seq, e.at, e.actor, e.action, e.object, e.detail, e.prev, e.hash from batch b
join audit_entry e on e.district = b.district
  and e.object = cast(b.year as text) || '/batch/' || cast(b.id as text) and e.action like 'batch.%'
where b.district = $1 and b.year = $2 and b.id > $3 and b.id <= $4;

-- What the chain holds of all batches of a year, whether they are there or not.
-- name: VouchedYear :many
select seq, at, actor, action, object, detail, prev, hash from audit_entry
where district = $1 and object >= $2 and object < $3 and action like 'batch.%' order by seq;

-- Every year that was ever recorded.
-- name: BatchYears :many
select distinct year from batch where district = $1 order by year;

-- The years that hold something: a year that was taken back whole has no settings any more. They are looked for by their
-- key, one by one; what only compares single values isn't turned into a join over all facts.
-- name: Years :many
select y.year from year y where y.district = $1 and (
  select f.withdrawn from fact f
  where f.district = y.district and f.year = y.year and f.kind = 'settings' and f.key = '[]'
    and (select b.id from batch b where b.district = f.district and b.stage = f.batch) is not null
  order by f.version desc limit 1) = false
order by y.year;

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
select l.kind, l.key, l.version, l.unit, l.indicator, l.period, l.body, l.withdrawn, l.salt, l.seal,
  b.id as batch, b.recorded_at
from fact_now l join batch b on b.district = l.district and b.stage = l.batch
where l.district = $1 and l.year = $2;

-- What batches recorded whose versions don't stand in the present yet.
-- name: FactsUnfolded :many
select l.kind, l.key, l.version, l.unit, l.indicator, l.period, l.body, l.withdrawn, l.salt, l.seal,
  b.id as batch, b.recorded_at
from batch b cross join fact l
where l.district = b.district and l.batch = b.stage and b.district = $1 and b.year = $2 and not b.folded;

-- The newest version of each fact until a batch, by one pass and a sort: a join with the newest versions is planned as a
-- loop within a loop on tables that were just filled.
-- name: FactsAsOf :many
select f.kind, f.key, f.version, f.unit, f.indicator, f.period, f.body, f.withdrawn, f.salt, f.seal, f.id as batch,
  f.recorded_at
from (
  select l.kind, l.key, l.version, l.unit, l.indicator, l.period, l.body, l.withdrawn, l.salt, l.seal,
    b.id, b.recorded_at, row_number() over (partition by l.kind, l.key order by l.version desc) as age
  from fact l join batch b on b.district = l.district and b.stage = l.batch
  where l.district = $1 and l.year = $2 and b.id <= $3) f
where f.age = 1;

-- name: FactsSince :many
select l.kind, l.key, l.version, l.unit, l.indicator, l.period, l.body, l.withdrawn, l.salt, l.seal,
  b.id as batch, b.recorded_at
from batch b cross join fact l
where l.district = b.district and l.batch = b.stage and b.district = $1 and b.year = $2 and b.id > $3 and b.id <= $4;

-- name: Seals :many
select l.kind, l.key, l.version, b.id as batch, l.seal
from batch b cross join fact l
where l.district = b.district and l.batch = b.stage and b.district = $1 and b.year = $2 and b.id > $3 and b.id <= $4;

-- Which facts are about something, by their newest versions and by those that don't stand in the present yet. They are
-- made distinct apart: a union would have all facts of a year read in its order.
-- name: FactHistory :many
select l.kind, l.key, l.version, l.unit, l.indicator, l.period, l.body, l.withdrawn, l.salt, l.seal,
  b.id as batch, b.recorded_at
from (select distinct a.kind, a.key from (
  select n.kind, n.key from fact_now n
  where n.district = $1 and n.year = $2 and n.unit = $3 and n.indicator = $4
    and (cast($5 as text) = '' or n.kind = $5) and (cast($6 as text) = '' or n.key = $6)
  union all
  select u.kind, u.key from batch c cross join fact u
  where u.district = c.district and u.batch = c.stage and c.district = $1 and c.year = $2 and not c.folded and u.unit = $3 and u.indicator = $4
    and (cast($5 as text) = '' or u.kind = $5) and (cast($6 as text) = '' or u.key = $6)) a) k
cross join fact l cross join batch b
where l.district = $1 and l.year = $2 and l.kind = k.kind and l.key = k.key and b.district = l.district and b.stage = l.batch
order by l.kind, l.key, l.version;

-- name: FactsOfBatch :many
select l.kind, l.key, l.version, l.unit, l.indicator, l.period, l.body, l.withdrawn, l.salt, l.seal,
  b.id as batch, l.recorded_at
from batch b cross join fact l
where l.district = b.district and l.batch = b.stage and b.district = $1 and b.id = $2;

-- name: AddStage :exec
insert into stage (district, id, year, intake, begun_at) values ($1, $2, $3, $4, $5);

-- name: Stages :many
select id, year, intake, begun_at from stage where district = $1 order by id desc;

-- A stage that somebody gave up has no time any more: it is never put in force.
-- name: CloseStage :execrows
delete from stage where district = $1 and id = $2 and begun_at > 0;

-- name: TouchStage :execrows
update stage set begun_at = $3 where district = $1 and id = $2 and begun_at > 0;

-- name: GiveUpStage :execrows
update stage set begun_at = 0 where district = $1 and id = $2;

-- name: DropStage :exec
delete from stage where district = $1 and id = $2;

-- Some of the versions that a stage has; all of them are as good.
-- name: StagedFacts :many
select year, kind, key, version from fact where district = $1 and batch = $2 limit cast($3 as bigint);

-- name: DropStaged :exec
delete from fact as f
where f.district = $1 and f.year = $2 and f.kind = $3 and f.key = $4 and f.version = $5 and f.batch = $6 and f.batch < 0
  and not exists (select 1 from batch b where b.district = f.district and b.stage = f.batch);

-- name: Unfolded :many
select id from batch where district = $1 and year = $2 and not folded order by id;

-- name: UnfoldedYears :many
select distinct year from batch where district = $1 and not folded order by year;

-- name: StageOf :one
select stage from batch where district = $1 and id = $2;

-- name: SetFolded :exec
update batch set folded = true where district = $1 and id = $2;

-- name: StrayFacts :one
select count(*) from fact f
where f.district = $1 and not exists (
    select 1 from batch b where b.district = f.district and b.stage = f.batch and b.year = f.year)
  and not exists (select 1 from stage s where s.district = f.district and s.id = f.batch and s.year = f.year);

-- Versions that two batches in force say they recorded.
-- name: DoubleFacts :one
select count(*) from (
  select f.year, f.kind, f.key, f.version from fact f join batch b on b.district = f.district and b.stage = f.batch
  where f.district = $1 group by f.year, f.kind, f.key, f.version having count(*) > 1) d;

-- Rows of the present that no version in force says, and facts whose newest version should stand in the present and is
-- newer than what does. Sets are compared: what looks row by row is planned as a loop within a loop where nothing is
-- known of the tables yet.
-- name: StrayPresent :one
select cast((select count(*) from (
    select n.year, n.kind, n.key, n.version, n.unit, n.indicator, n.period, n.body, n.withdrawn, n.salt, n.seal, n.batch
    from fact_now n where n.district = $1
    except
    select f.year, f.kind, f.key, f.version, f.unit, f.indicator, f.period, f.body, f.withdrawn, f.salt, f.seal, f.batch
    from fact f where f.district = $1 and f.batch in (select b.stage from batch b where b.district = $1)) a)
  + (select count(*) from (
    select m.year, m.kind, m.key from (
      select l.year, l.kind, l.key, l.version as said, 0 as stands from fact l
      where l.district = $1 and l.batch in (select c.stage from batch c where c.district = $1 and c.folded)
      union all
      select p.year, p.kind, p.key, 0, p.version from fact_now p where p.district = $1) m
    group by m.year, m.kind, m.key having max(m.said) > max(m.stands)) d)
  as bigint);
