/**
 * Which numbers a day has, for looking one up on few days of many (docs/decisions/0010-days-by-number.md): sixteen bits of a hash of
 * each, on shelves by the first bits of it, of which there are two to the power of `shelf_bits`. A day with numbers stands here
 * whole or, because something of it changed, in `stale_day`. One that has calls already is totalled anew, by which it comes here.
 * Beside them, which parties were called on it, how often, how long and at what cost (docs/decisions/0015-called-parties-of-days.md).
 */
export const numberDays = {
  name: '0014-number-days',
  sql: `
create table number_day (day integer primary key, shelf_bits integer not null) strict;

create table number_shelf (
  day integer not null, shelf integer not null, prints blob not null, primary key (day, shelf)
) strict, without rowid;

create table called_day (day integer primary key, sums blob not null) strict;

insert into stale_day (day, changes) select distinct day, 1 from call where true on conflict do nothing;
`,
} as const;
