/**
 * Attachments of calls, whose encrypted files stand in the data folder. One that has no call yet keeps by what its call is found;
 * with its call, that goes. `past_attachment` has keyed hashes of every file that was ever taken, so that none is taken twice;
 * what stands in `attachment_to_destroy` has left the store, and its file is perhaps still there.
 */
export const attachments = {
  name: '0010-attachments',
  sql: `
create table attachment (
  id integer primary key, source integer not null references source (id), kind text not null, file text not null unique,
  month text not null, name text not null, bytes integer not null, received_at integer not null, day integer not null,
  call integer, matched_at integer, fitting integer not null default 0,
  call_group integer, numbers text, starts_from integer, starts_to integer
) strict;
create index attachment_call on attachment (call) where call is not null;
create index attachment_waiting on attachment (source, call_group) where call is null;
create index attachment_month on attachment (month);

create table past_attachment (identity text primary key) strict, without rowid;

create table attachment_to_destroy (file text primary key, month text not null) strict, without rowid;

create table refused_attachment (
  folder text not null, path text not null, refused_at integer not null, reason text not null, hint text not null,
  primary key (folder, path)
) strict, without rowid;
`,
} as const;
