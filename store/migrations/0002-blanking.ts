/**
 * Bytes of raw copies that must not stay: written by the transaction that judged their lines, struck when they are
 * overwritten on disk. Of a copy in which something was overwritten, how much, and the print it has since.
 */
export const blanking = {
  name: '0002-blanking',
  sql: `
create table to_blank (
  intake integer not null references intake (id), offset integer not null, length integer not null,
  code text not null, primary key (intake, offset)
) strict, without rowid;

create table blanked_copy (
  intake integer primary key references intake (id), places integer not null, bytes integer not null,
  blanked_at integer not null, print_length integer not null default 0, content_mac text
) strict;
`,
} as const;
