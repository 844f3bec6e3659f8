/**
 * Days of which all calls of a class are going (docs/decisions/0017-days-that-go-whole.md): since the totals of the day were made nothing
 * about it has changed but that. What is gone of them is not among the totals of what is gone yet: those of what is there have it. `changes` are
 * those of `stale_day` before. Of a stale day whose totals are `exact` only its numbers are to be noted anew.
 */
export const leavingDays = {
  name: '0021-leaving-days',
  sql: `
create table leaving_day (day integer primary key, held integer not null, changes integer not null default 0) strict;
alter table stale_day add column exact integer not null default 0;
`,
} as const;
