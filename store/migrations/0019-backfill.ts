/** A file of the past that somebody handed over: its calls enter no call memory, which is told by arrival. */
export const backfill = {
  name: '0019-backfill',
  sql: `
alter table intake add column backfill integer not null default 0;
`,
} as const;
