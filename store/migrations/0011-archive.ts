/**
 * Calls that stand in encrypted files at the targets of archives, and nowhere else. What is left of them here is by which line
 * each came, and its keyed identity: the ledger holds, and a line that comes again is known. Their counts and minutes are totals with
 * `gone` 2. A month that was brought back is left alone until its time is over.
 */
export const archive = {
  name: '0011-archive',
  sql: `
create table archive_piece (
  id integer primary key, name text not null unique, month text not null, day integer not null, held integer not null,
  step integer not null, made_at integer not null, bytes integer not null, sha256 text not null, state text not null
) strict;
create index archive_piece_day on archive_piece (day);

create table archived_call (
  id integer primary key, piece integer not null references archive_piece (id), source integer not null,
  intake integer not null, offset integer not null, day integer not null, identity integer not null,
  occurrence integer not null, held integer not null
) strict;
create index archived_call_identity on archived_call (day, identity);
create index archived_call_line on archived_call (intake, offset);
create index archived_call_piece on archived_call (piece);

create table archive_file (target text not null, month text not null, primary key (target, month)) strict, without rowid;

create table archive_return (
  month text primary key, until integer not null, returned_by text not null
) strict, without rowid;
`,
} as const;
