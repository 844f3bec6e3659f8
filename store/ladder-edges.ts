import type { KnownEdge, ReachedEdge } from './job-store.ts';
import type { Connection } from './open-database.ts';

/** How far the ladder was ever applied, and by what clock. */
export function createLadderEdges(connection: Connection) {
  const reach = connection.prepare<[ReachedEdge], unknown>(
    `insert into ladder_edge (class, step, day) values (@class, @step, @day)
     on conflict (class, step) do update set day = max(day, excluded.day)`,
  );
  const complete = connection.prepare<[ReachedEdge], unknown>(
    `update ladder_edge set completed = max(coalesce(completed, @day), @day)
     where class = @class and step = @step`,
  );
  const seen = connection.prepare<[], number>("select value from counter where name = 'clock'").pluck();
  const see = connection.prepare<[number], unknown>(
    `insert into counter (name, value) values ('clock', ?)
     on conflict (name) do update set value = excluded.value`,
  );
  const reached = connection.prepare<[], KnownEdge>('select class, step, day, completed from ladder_edge');
  const each = connection.transaction((edges: readonly ReachedEdge[], statement: typeof complete) => {
    for (const edge of edges) statement.run(edge);
  });
  return {
    reachEdges: (edges: readonly ReachedEdge[]) => each.immediate(edges, reach),
    completeEdges: (edges: readonly ReachedEdge[]) => each.immediate(edges, complete),
    reachedEdges: () => reached.all(),
    clockSeen: () => seen.get() ?? null,
    noteClock: (at: number) => void see.run(at),
  };
}
