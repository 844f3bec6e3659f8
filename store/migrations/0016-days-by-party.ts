/**
 * Days know extensions and names, too (docs/decisions/0010-days-by-number.md). Those that were written without are totalled anew; until
 * then they are looked through whole.
 */
export const daysByParty = {
  name: '0016-days-by-party',
  sql: `
insert into stale_day (day, changes) select day, 1 from number_day where true
  on conflict (day) do update set changes = changes + 1;
`,
} as const;
