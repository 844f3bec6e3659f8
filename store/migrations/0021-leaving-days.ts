/**
 * Days of which all calls of a class are going (docs/decisions/0017-days-that-go-whole.md): since the totals of the day were made nothing
 * about it has changed but that. What is gone of them is not among the totals of what is gone yet: those of what is there have it.
 */
export const leavingDays = {
  name: '0021-leaving-days',
  sql: `
create table leaving_day (day integer primary key, held integer not null) strict;
`,
} as const;
