import type { Connection } from '../open-database.ts';

/** How many calls of some local days arrived after a moment. */
export function lateCalls(
  connection: Connection,
  { from_day, to_day, after }: { from_day: number; to_day: number; after: number },
): number {
  const count = connection
    .prepare<[number, number, number], number>(
      `select count(*) from chunk join call on call.intake = chunk.intake
       and call.offset >= chunk.first_offset and call.offset < chunk.end_offset
       where chunk.received_at > ? and call.day between ? and ? and call.held_by is null`,
    )
    .pluck();
  return count.get(after, from_day, to_day) ?? 0;
}
