/** Files that a source could not take as they are: they stand at their origin, and somebody has to do something. */
export const refusedFiles = {
  name: '0003-refused-files',
  sql: `
create table refused_file (
  source integer not null references source (id), path text not null, refused_at integer not null,
  session integer not null, reason text not null, hint text not null, primary key (source, path)
) strict, without rowid;
`,
} as const;
