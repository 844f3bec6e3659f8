/**
 * Reports that were made by a schedule and delivered. `statement` is one of them, with its receipt, as it was made; its encrypted
 * files stand among those of attachments, one of format `record` with every row, and one for each format that was delivered. A
 * `dispatch` is a place it is to be brought to, with each try in `dispatch_try`. `report_due` has the schedules of the document in
 * force, each with the moment at which it was due last.
 */
export const reports = {
  name: '0013-reports',
  sql: `
create table statement (
  id integer primary key, schedule text not null, report text not null, due_at integer, started_at integer not null,
  ended_at integer not null, asked_by text not null, from_day integer, to_day integer, day integer not null,
  of_people integer not null, state text not null, trouble text, receipt text
) strict;

create table statement_file (
  id integer primary key, statement integer not null references statement (id), format text not null, name text not null,
  file text not null unique, month text not null, bytes integer not null, sha256 text not null
) strict;
create index statement_file_statement on statement_file (statement);
create index statement_file_month on statement_file (month);

create table dispatch (
  id integer primary key, statement integer not null references statement (id), kind text not null, address text not null,
  message_id text, state text not null, tries integer not null default 0, next_at integer, ended_at integer
) strict;
create index dispatch_statement on dispatch (statement);
create index dispatch_waiting on dispatch (next_at) where next_at is not null;

create table dispatch_try (
  id integer primary key, dispatch integer not null references dispatch (id), at integer not null, result text not null,
  detail text
) strict;
create index dispatch_try_dispatch on dispatch_try (dispatch);

create table report_due (name text primary key, timing text not null, due_at integer not null) strict, without rowid;
`,
} as const;
