/**
 * How far the ladder has come to its end, beside how far it was begun: a run that is stopped in between has taken some calls of the
 * days between the two.
 */
export const completedEdges = {
  name: '0018-completed-edges',
  sql: `
alter table ladder_edge add column completed integer;
update ladder_edge set completed = day;
`,
} as const;
