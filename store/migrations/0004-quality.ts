/**
 * Quality records, each by the line that brought it. They are joined to their calls when they are read, so that it does
 * not matter which comes first; the index leads with the day, as all do.
 */
export const quality = {
  name: '0004-quality',
  sql: `
create table quality (
  intake integer not null references intake (id), offset integer not null, day integer not null,
  call_group integer not null, identity integer not null, leg integer, measured_at integer not null,
  measures text not null, primary key (intake, offset)
) strict, without rowid;
create index quality_call on quality (day, call_group);
`,
} as const;
