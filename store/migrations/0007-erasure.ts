/**
 * Requests of people about what is stored of them. While one is open it says, sealed by the key of the installation, whom it is about, which nothing else
 * could finish after a crash; when it is done only keyed hashes are left (record/erasure.ts). `suppressed` keeps calls that were
 * erased from coming back with lines that arrive again. A restriction hides what it names from all but the data protection officer.
 */
export const erasure = {
  name: '0007-erasure',
  sql: `
create table subject_request (
  id integer primary key, asked_at integer not null, asked_by text not null, reason text not null, state text not null,
  subject text, erasure text not null, counts text not null default '{}', deferred text not null default '{}',
  totals text not null default '{}', certificate text, done_at integer
) strict;
create index subject_request_open on subject_request (id) where subject is not null;

create table suppressed (
  day integer not null, identity integer not null, source integer not null references source (id),
  primary key (day, identity)
) strict, without rowid;

create table restriction (
  id integer primary key, placed_at integer not null, placed_by text not null, reason text not null,
  subject text, released_at integer, released_by text, released_reason text
) strict;
`,
} as const;
