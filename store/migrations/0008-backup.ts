/**
 * Backups that this installation wrote, by which one that was altered at its target is found out; and every erasure there was, a line
 * each, as it stands in the list beside the backups. Who was erased cannot be read out of it.
 */
export const backup = {
  name: '0008-backup',
  sql: `
create table backup (
  target text not null, name text not null, made_at integer not null, bytes integer not null, sha256 text not null,
  primary key (target, name)
) strict, without rowid;

create table erasure_log (sequence integer primary key, at integer not null, line text not null) strict;
`,
} as const;
