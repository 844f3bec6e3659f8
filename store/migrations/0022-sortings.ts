/**
 * Before which days calls that were sorted by settings, as calls and as held ones, may have gone as they said: every day while chunks are
 * judged by them, and a known one when none is any more. Of settings by which none was when this is added nobody can tell.
 */
export const sortings = {
  name: '0022-sortings',
  sql: `
alter table processing_settings add column calls_before integer not null default -1000000;
alter table processing_settings add column held_before integer not null default -1000000;
create index processing_settings_before on processing_settings (calls_before, held_before);
update processing_settings set calls_before = 1000000, held_before = 1000000 where id in (select settings from chunk);
`,
} as const;
