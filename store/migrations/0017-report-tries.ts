/**
 * A report that could not be made is made again: `next_at` is when, `asked_at` the moment by which its period is told, however late it
 * succeeds, and `statement_try` has each try that failed, with why. One that is made anew in the place of another has its dispatches before it
 * is made; they wait without a time until it is.
 */
export const reportTries = {
  name: '0017-report-tries',
  sql: `
alter table statement add column asked_at integer not null default 0;
alter table statement add column next_at integer;
update statement set asked_at = started_at;
create index statement_waiting on statement (next_at) where next_at is not null;

create table statement_try (
  id integer primary key, statement integer not null references statement (id), at integer not null, detail text not null
) strict;
create index statement_try_statement on statement_try (statement);
`,
} as const;
