-- +goose Up
-- How a year stands: who writes facts of it shares this row, who replaces it or closes it has it alone.
create table year (
  district bigint not null references district (id),
  year     bigint not null,
  state    text   not null,              -- open or closed
  closed   text   not null,              -- codes of periods whose values don't change any more, as a list of JSON
  primary key (district, year)
);
insert into year (district, year, state, closed) select distinct district, year, 'open', '[]' from batch;

-- Versions come in slices before their batch is in force: they bear the number of a stage, and so does the batch that
-- puts them in force. Nobody reads what no batch bears. A fact is found by its key, and by its stage.
create table stage (
  district bigint not null references district (id),
  id       bigint not null,              -- below 0: no batch of before has it
  year     bigint not null,
  intake   bigint not null,              -- the import that is recorded, or taken back
  begun_at bigint not null,
  primary key (district, id)
);
alter table batch add column stage bigint not null default 0;
alter table batch add column folded boolean not null default true; -- whether its versions stand in fact_now
update batch set stage = id;
create unique index batch_stage on batch (district, stage);
create index batch_read on batch (district, year, id) where kind <> 'append';
create index batch_unfolded on batch (district, year, id) where not folded;

drop index fact_batch;
alter table fact rename to fact_1;
create table fact (
  district    bigint  not null,
  year        bigint  not null,
  kind        text    not null,
  key         text    not null,
  version     bigint  not null,
  unit        text    not null,
  indicator   text    not null,
  period      text    not null,
  body        text    not null,
  withdrawn   boolean not null,
  salt        text    not null,
  seal        text    not null,          -- hash of salt, key, version and body
  batch       bigint  not null,          -- its stage
  recorded_at bigint  not null,          -- of its batch; 0 where it was staged before
  primary key (district, year, kind, key, version, batch)
);
insert into fact (district, year, kind, key, version, unit, indicator, period, body, withdrawn, salt, seal, batch, recorded_at)
select district, year, kind, key, version, unit, indicator, period, body, withdrawn, salt, seal, batch, recorded_at from fact_1;
drop table fact_1;
create index fact_batch on fact (district, batch);

-- The newest version of each fact, as it stands in fact: the present is read without looking for it.
create table fact_now (
  district    bigint  not null,
  year        bigint  not null,
  kind        text    not null,
  key         text    not null,
  version     bigint  not null,
  unit        text    not null,
  indicator   text    not null,
  period      text    not null,
  body        text    not null,
  withdrawn   boolean not null,
  salt        text    not null,
  seal        text    not null,
  batch       bigint  not null,
  recorded_at bigint  not null,
  primary key (district, year, kind, key)
);
create index fact_now_unit on fact_now (district, year, unit, indicator);
create index fact_now_indicator on fact_now (district, year, indicator);
create index fact_now_batch on fact_now (district, batch);
insert into fact_now (district, year, kind, key, version, unit, indicator, period, body, withdrawn, salt, seal, batch, recorded_at)
select n.district, n.year, n.kind, n.key, n.version, n.unit, n.indicator, n.period, n.body, n.withdrawn, n.salt, n.seal, n.batch, n.recorded_at
from (select f.*, row_number() over (partition by f.district, f.year, f.kind, f.key order by f.version desc) as age from fact f) n
where n.age = 1;

-- What files are kept for. Whoever may read that may read the file.
create table file_use (
  district bigint not null,
  sha256   text   not null,
  noun     text   not null,              -- import, reading, run, results
  object   bigint not null,              -- the import or run
  primary key (district, sha256, noun, object),
  foreign key (district, sha256) references file (district, sha256)
);
insert into file_use (district, sha256, noun, object)
select distinct district, sha256, 'import', intake from intake_file;
insert into file_use (district, sha256, noun, object)
select distinct f.district, f.sha256, 'reading', i.id from file f
join intake i on i.district = f.district and i.summary like '%"reading":"' || f.sha256 || '"%';
insert into file_use (district, sha256, noun, object)
select distinct district, document, 'run', id from run where document <> '';
insert into file_use (district, sha256, noun, object)
select distinct f.district, f.sha256, 'results', j.object from file f
join job j on j.district = f.district and j.kind = 'export'
join job_event e on e.district = j.district and e.job = j.id and e.body like '%"file":"' || f.sha256 || '"%';

-- Which runs were made the provisional result of a year, and when, in the order in which that was done.
create table settled (
  district bigint not null references district (id),
  year     bigint not null,
  n        bigint not null,
  run      bigint not null,
  at       bigint not null,
  primary key (district, year, n),
  foreign key (district, run) references run (district, id)
);
insert into settled (district, year, n, run, at)
select e.district, r.year, row_number() over (partition by e.district, r.year order by e.seq), r.id, e.at from audit_entry e
join run r on r.district = e.district and e.object = cast(r.year as text) || '/run/' || cast(r.id as text)
where e.action = 'run.settle';

create index audit_object on audit_entry (district, object, seq);
create index job_object on job (district, kind, object, id);
alter table batch add column why text not null default '';
