/**
 * Tariffs as they were imported: never changed, superseded by one of a later day or import. `rate` has the rows of their sheets;
 * `steps` is JSON (record/tariff.ts). Of a call, what it costs in whole millionths of a currency, and the row it began with.
 * `full_cost_micros` is what it would cost without free minutes; `free_seconds` has how many of these the calls of a day took.
 * `rated_day` has the days of which calls were rated again, and when.
 */
export const rating = {
  name: '0012-rating',
  sql: `
create table tariff (
  id integer primary key, carrier text not null, currency text not null, from_day integer not null,
  imported_at integer not null, sha256 text not null, rates integer not null
) strict;

create table rate (
  id integer primary key, tariff integer not null references tariff (id), prefix text not null, name text not null, band text,
  connection_fee integer not null, per_minute integer not null, minimum_seconds integer not null,
  first_increment_seconds integer not null, next_increment_seconds integer not null, steps text not null
) strict;
create index rate_tariff on rate (tariff);

create table rated_day (day integer primary key, rated_at integer not null) strict;

create table free_seconds (
  day integer not null, carrier text not null, free_minutes text not null, seconds integer not null,
  primary key (day, carrier, free_minutes)
) strict, without rowid;

alter table call add column cost_micros integer;
alter table call add column rate integer;
alter table call add column full_cost_micros integer;
alter table call add column currency integer;
`,
} as const;
