/**
 * Beside the totals of days, in the same three parts, those without extensions by the hour of the local clock: counts and costs stand in the hour in
 * which a call began, `busy_ms` (from start to end) and `talk_ms` (from answer to end) in each hour they lie in, of the day on
 * which the call began: 24 is the first hour of the next one. An hour that occurs twice differs by its offset. -1 is an hour that
 * nobody knows any more. `reached` are calls of which some leg was answered, `missed` those of which none was. So that this
 * is known of calls that go leg by leg, `gone_call` remembers the answer, and `archived_call` what was counted.
 */
export const hourTotals = {
  name: '0015-hour-totals',
  sql: `
create table hour_total (
  day integer not null, gone integer not null, hour integer not null, utc_offset_min integer not null, source integer not null,
  direction integer not null, destination_class integer not null, destination_country integer not null, trunk integer not null,
  held integer not null, step integer not null, currency integer not null,
  legs integer not null, calls integer not null, answered integer not null, reached integer not null, missed integer not null,
  duration_ms integer not null, cost_micros integer not null, busy_ms integer not null, talk_ms integer not null,
  primary key (day, gone, hour, utc_offset_min, source, direction, destination_class, destination_country, trunk, held, step, currency)
) strict, without rowid;

alter table gone_call add column answered integer not null default 0;
alter table archived_call add column reached integer not null default 0;
alter table archived_call add column missed integer not null default 0;

insert into stale_day (day, changes) select distinct day, 1 from day_total where gone = 0
  on conflict (day) do update set changes = changes + 1;
`,
} as const;
