-- One text for SQLite and PostgreSQL. Times are milliseconds since 1970 (UTC); documents are opaque text; every row belongs to a district.

-- +goose Up
create table district (
  id         bigint primary key,
  code       text    not null unique,
  name       text    not null,
  notice     text    not null,           -- shown on every page; empty: none
  today      text    not null            -- a stored date for a demo district, YYYY-MM-DD; empty: the clock
);

-- The numbers that a district counts itself: batches, runs, jobs.
create table counter (
  district bigint not null references district (id),
  name     text   not null,
  value    bigint not null,
  primary key (district, name)
);

-- Files by what is in them, packed with gzip: uploads, and the documents of runs.
create table file (
  district   bigint not null references district (id),
  sha256     text   not null,
  size       bigint not null,            -- unpacked, in bytes
  packed     bytea  not null,
  primary key (district, sha256)
);

-- What people brought: one or more files of a year, looked through and then recorded, or not.
create table intake (
  district    bigint not null references district (id),
  id          bigint not null,
  year        bigint not null,           -- 0 until it is known
  state       text   not null,
  mode        text   not null,
  actor       text   not null,
  created_at  bigint not null,
  finished_at bigint not null,
  batch       bigint not null,           -- the batch it became; 0: none yet
  found       text   not null,           -- findings
  summary     text   not null,
  primary key (district, id)
);

create table intake_file (
  district bigint not null,
  intake   bigint not null,
  place    bigint not null,
  name     text   not null,
  sha256   text   not null,
  size     bigint not null,
  primary key (district, intake, place),
  foreign key (district, intake) references intake (district, id),
  foreign key (district, sha256) references file (district, sha256)
);

-- A batch is a set of facts recorded together, in one moment. Its number is its place in the order of recording.
create table batch (
  district    bigint not null references district (id),
  id          bigint not null,
  year        bigint not null,
  kind        text   not null,           -- import or undo
  origin      bigint not null,           -- the intake, or the batch that is undone
  actor       text   not null,
  recorded_at bigint not null,
  counts      text   not null,
  digest      text   not null,           -- over the seals of its facts
  primary key (district, id)
);
create index batch_year on batch (district, year, id);

-- A fact is never changed: a correction is the next version, and so is a withdrawal.
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
  batch       bigint  not null,
  recorded_at bigint  not null,
  primary key (district, year, kind, key, version),
  foreign key (district, batch) references batch (district, id)
);
create index fact_batch on fact (district, batch);

-- A run of the scores: what was known at a batch, computed and sealed.
create table run (
  district       bigint not null references district (id),
  id             bigint not null,
  year           bigint not null,
  batch          bigint not null,        -- facts as known after this batch
  state          text   not null,
  actor          text   not null,
  asked_at       bigint not null,
  finished_at    bigint not null,
  engine         text   not null,
  document       text   not null,        -- SHA-256 of the run document in file; empty until it is done
  seal           text   not null,
  summary        text   not null,
  primary key (district, id),
  foreign key (district, batch) references batch (district, id)
);
create index run_year on run (district, year, id);

-- Work in the background, and what it says on the way.
create table job (
  district    bigint  not null references district (id),
  id          bigint  not null,
  kind        text    not null,
  key         text    not null,          -- two open jobs never have the same
  object      bigint  not null,          -- the intake or run that it works on
  state       text    not null,
  actor       text    not null,
  asked_at    bigint  not null,
  finished_at bigint  not null,
  cancel      boolean not null,
  error       text    not null,
  primary key (district, id)
);
create unique index job_open on job (district, key) where finished_at = 0;

create table job_event (
  district bigint not null,
  job      bigint not null,
  seq      bigint not null,
  at       bigint not null,
  body     text   not null,
  primary key (district, job, seq),
  foreign key (district, job) references job (district, id)
);

-- The chain: each entry holds the hash of the one before it.
create table audit_entry (
  district bigint not null references district (id),
  seq      bigint not null,
  at       bigint not null,
  actor    text   not null,
  action   text   not null,
  object   text   not null,
  detail   text   not null,
  prev     text   not null,
  hash     text   not null,
  primary key (district, seq)
);

create table audit_head (
  district bigint primary key references district (id),
  seq      bigint not null,
  hash     text   not null
);
