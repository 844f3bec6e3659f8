import type { ReachedEdge } from './job-store.ts';
import type { Connection } from './open-database.ts';

/** How far the ladder was ever applied, and by what clock. */
export function createLadderEdges(connection: Connection) {
  const reach = connection.prepare(
    `insert into ladder_edge (class, step, day) values (@class, @step, @day)
     on conflict (class, step) do update set day = max(day, excluded.day)`,
  );
  const seen = connection.prepare<[], number>("select value from counter where name = 'clock'").pluck();
  const see = connection.prepare<[number], unknown>(
    `insert into counter (name, value) values ('clock', ?)
     on conflict (name) do update set value = excluded.value`,
  );
  const reached = connection.prepare<[], ReachedEdge>('select class, step, day from ladder_edge');
  const reachAll = connection.transaction((edges: readonly ReachedEdge[]) => {
    for (const edge of edges) reach.run(edge);
  });
  return {
    reachEdges: (edges: readonly ReachedEdge[]) => reachAll.immediate(edges),
    reachedEdges: () => reached.all(),
    clockSeen: () => seen.get() ?? null,
    noteClock: (at: number) => void see.run(at),
  };
}
