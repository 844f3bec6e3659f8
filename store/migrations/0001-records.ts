/**
 * Calls, and how every line was accounted for. Secondary indexes lead with the day, or a part of it, or follow arrival, so
 * that an insert costs the same in the tenth million as in the first (docs/decisions/0007-parts-of-the-day.md). Numbers of parties are whole
 * numbers (record/number.ts); times are UTC milliseconds; direction and class are places in the lists of record/call.ts.
 */
export const records = {
  name: '0001-records',
  sql: `
create table counter (name text primary key, value integer not null) strict, without rowid;

create table source (
  id integer primary key, name text not null unique, host_key text, last_settings integer references processing_settings (id)
) strict;

create table label (id integer primary key, text text not null unique) strict;

create table processing_settings (
  id integer primary key, source integer not null references source (id), settings text not null,
  program text not null, first_used_at integer not null, unique (source, settings, program)
) strict;

create table session (
  id integer primary key, source integer not null references source (id), started_at integer not null, ended_at integer,
  peer text not null, result text not null, detail text, bytes integer not null default 0,
  files integer not null default 0, files_known integer not null default 0, retries integer not null default 0
) strict;

create table intake (
  id integer primary key, source integer not null references source (id), kind text not null, name text,
  day integer not null, received_at integer not null, same_as integer references intake (id), session integer,
  length integer not null, finished integer not null, cursor integer not null default 0, state text,
  raw_gone_at integer, raw_blanked_at integer, content_mac text, path text not null,
  lines integer not null default 0, calls integer not null default 0, held integer not null default 0,
  undefined integer not null default 0, duplicates integer not null default 0, ignored integer not null default 0,
  excluded integer not null default 0,
  check (lines = calls + held + undefined + duplicates + ignored + excluded),
  check (cursor <= length or finished = 0)
) strict;
create index intake_content on intake (source, content_mac) where content_mac is not null;
create index intake_same on intake (same_as) where same_as is not null;
create index intake_waiting on intake (id) where finished = 0 or cursor < length;

create table delivery (
  id integer primary key, intake integer not null references intake (id), session integer,
  received_at integer not null, first_offset integer not null, end_offset integer,
  continues integer references delivery (id)
) strict;
create index delivery_intake on delivery (intake);
create index delivery_continues on delivery (continues) where continues is not null;

create table origin (
  source integer not null references source (id), path text not null, intake integer not null, size integer not null,
  modified_at integer not null, consumed integer not null, head_mac text not null, head_length integer not null,
  tail_mac text not null, content_chain text not null, state text not null, primary key (source, path)
) strict, without rowid;
create index origin_intake on origin (intake);

create table past_file (
  source integer not null references source (id), identity text not null, primary key (source, identity)
) strict, without rowid;

create table refused_file (
  source integer not null references source (id), path text not null, refused_at integer not null,
  session integer not null, reason text not null, hint text not null, primary key (source, path)
) strict, without rowid;

create table transfer (
  source integer not null references source (id), path text not null, intake integer not null, day integer not null,
  size integer not null, modified_at integer not null, length integer not null, content_mac text not null,
  noted_at integer not null, primary key (source, path)
) strict, without rowid;

create table raw_frame (
  intake integer not null references intake (id), offset integer not null, length integer not null,
  packed_offset integer not null, packed_length integer not null, sha256 text not null,
  first_day integer, last_day integer, primary key (intake, offset)
) strict, without rowid;

create table chunk (
  intake integer not null references intake (id), first_offset integer not null, end_offset integer not null,
  received_at integer not null, delivery integer not null, settings integer not null,
  state_before text not null, outcomes text not null, first_day integer, last_day integer, oldest_day integer,
  primary key (intake, first_offset)
) strict, without rowid;
create index chunk_oldest on chunk (oldest_day) where oldest_day is not null;

create table call (
  id integer primary key, source integer not null, intake integer not null, offset integer not null,
  length integer not null, day integer not null, identity integer not null, occurrence integer not null default 1,
  call_group integer, head integer not null default 1, started_at integer not null, utc_offset_min integer not null,
  answered_at integer, answered_offset_min integer, ended_at integer, ended_offset_min integer, ring_ms integer,
  duration_ms integer, direction integer not null, answered integer, calling integer, called integer, dialled integer, extension integer,
  destination_class integer not null, private integer, held_by integer, marks integer not null default 0, step integer not null default 0, cause integer,
  trunk integer, destination_country integer, call_key text, calling_name text, called_name text, account_code text,
  odd_numbers text, extra text,
  day_part integer generated always as ((started_at + utc_offset_min * 60000) / 14400000) virtual
) strict;
create unique index call_identity on call (day, identity, occurrence);
create index call_calling on call (day_part, calling) where calling is not null;
create index call_called on call (day_part, called) where called is not null;
create index call_dialled on call (day_part, dialled) where dialled is not null;
create unique index call_head on call (day, call_group) where head = 1 and call_group is not null;
create index call_leg on call (day, call_group) where head = 0;
create index call_line on call (intake, offset);

create table undefined_line (
  intake integer not null references intake (id), offset integer not null, length integer not null,
  reason text not null, detail text not null, received_at integer not null, primary key (intake, offset)
) strict, without rowid;
create index undefined_reason on undefined_line (reason);

create table duplicate (
  intake integer not null references intake (id), offset integer not null, length integer not null,
  call integer, calling integer, calling_text text, private integer, primary key (intake, offset)
) strict, without rowid;
create index duplicate_call on duplicate (call);

create table number_run (
  intake integer not null references intake (id), chunk integer not null, place integer not null, series text,
  first integer not null, count integer not null, offset integer not null, last_offset integer not null,
  unread integer not null, again integer, primary key (intake, chunk, place)
) strict, without rowid;

create table configuration_version (
  id integer primary key, applied_at integer not null, applied_by text not null, reason text not null, text text not null
) strict;

create table job_run (
  id integer primary key, job text not null, due_at integer, started_at integer not null, ended_at integer,
  started_by text not null, result text not null, counts text not null, detail text, unique (job, due_at)
) strict;
`,
} as const;
