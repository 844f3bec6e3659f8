/**
 * Call memories. An entry is a copy: it has a ladder of its own, and neither holds the call it came from nor goes with it.
 * Its key is the call's id, because ids follow arrival and are never used again: the lowest is the first in. `reached` is the
 * last call there was when a profile began. The counter `memory` is the last call that was looked at for all of them: what a
 * killed process had not written yet is found behind it. What a legal hold keeps of entries that went from their memory stands in
 * `kept_entry`, where nobody sees it.
 */
export const callMemory = {
  name: '0006-call-memory',
  sql: `
create table memory_profile (
  id integer primary key, name text not null unique, reached integer not null, password text,
  failures integer not null default 0, failed_at integer
) strict;

create table memory_entry (
  profile integer not null references memory_profile (id), call integer not null, day integer not null,
  extension integer not null, placed integer not null, internal integer not null, number integer, number_text text,
  calling_name text, called_name text, started_at integer not null, utc_offset_min integer not null,
  answered integer, answered_by integer, primary key (profile, call)
) strict, without rowid;

create table kept_entry (
  id integer primary key, profile text not null, call integer not null, day integer not null,
  extension integer not null, placed integer not null, internal integer not null, number integer, number_text text,
  calling_name text, called_name text, started_at integer not null, utc_offset_min integer not null,
  answered integer, answered_by integer
) strict;

create table memory_access (
  id integer primary key, profile text not null, what text not null, person text not null, at integer not null,
  until integer not null, reason text not null
) strict;
create index memory_access_profile on memory_access (profile);
`,
} as const;
