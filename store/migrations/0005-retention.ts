/**
 * What the retention ladder needs to know. Totals of a day have a part for calls that are not there any more (`gone` 1), which
 * only grows, one for calls that stand in archives (2), and a part that is derived from those that are; days whose
 * derived part is to be made anew stand in
 * `stale_day`, with how often they changed. Where a party or trunk is none, 0 stands. `gone_call` has the calls of
 * which a leg of that day is gone, as long as one more may come; `counted` 1 where its head is gone, too.
 */
export const retention = {
  name: '0005-retention',
  sql: `
create table day_total (
  day integer not null, gone integer not null, source integer not null, extension integer not null,
  direction integer not null, destination_class integer not null, destination_country integer not null,
  trunk integer not null, held integer not null, step integer not null, currency integer not null,
  legs integer not null, calls integer not null, answered integer not null, duration_ms integer not null,
  cost_micros integer not null,
  primary key (day, gone, source, extension, direction, destination_class, destination_country, trunk, held, step, currency)
) strict, without rowid;

create index day_total_gone on day_total (day, step) where gone = 1;

create table stale_day (day integer primary key, changes integer not null) strict;

create table ladder_edge (class text not null, step text not null, day integer not null,
  primary key (class, step)) strict, without rowid;

create table lines_gone (
  intake integer primary key references intake (id), calls integer not null default 0, held integer not null default 0,
  undefined integer not null default 0, duplicates integer not null default 0
) strict;

create table gone_call (
  day integer not null, call_group integer not null, counted integer not null, primary key (day, call_group)
) strict, without rowid;

create table legal_hold (
  id integer primary key, placed_at integer not null, placed_by text not null, reason text not null,
  until integer, conditions text not null, released_at integer, released_by text, released_reason text
) strict;

create table purge_alarm (
  subject text primary key, raised_at integer not null, message text not null, hint text not null, planned integer,
  total integer
) strict, without rowid;
`,
} as const;
