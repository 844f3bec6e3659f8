/**
 * Whose the calls in archives are, for whoever asks without the key of these (docs/decisions/0013-parties-of-archived-calls.md): of each
 * piece the prints of its parties, the beginning of the keyed hash that an erasure would know each by.
 */
export const archivedParties = {
  name: '0020-archived-parties',
  sql: `
create table archived_party (
  piece integer not null references archive_piece (id), print integer not null, primary key (piece, print)
) strict, without rowid;
`,
} as const;
