import type { Connection } from '../open-database.ts';
import { createScrubMark } from './scrub-mark.ts';

/** Everything that takes entries of call memories away. */
export function memoryDeletion(connection: Connection) {
  const oldest = connection.prepare<[number, number, number], unknown>(
    `delete from memory_entry where profile = ? and call in
     (select call from memory_entry where profile = ? order by call limit ?)`,
  );
  const one = connection.prepare<[number, number], unknown>(
    'delete from memory_entry where profile = ? and call = ?',
  );
  const all = connection.prepare<[number], unknown>('delete from memory_entry where profile = ?');
  const profile = connection.prepare<[number], unknown>('delete from memory_profile where id = ?');
  const older = connection.prepare<[number, number], unknown>(
    `delete from memory_entry where (profile, call) in
     (select profile, call from memory_entry where day < ? limit ?)`,
  );
  const olderCount = connection
    .prepare<[number], number>('select count(*) from memory_entry where day < ?')
    .pluck();
  const mark = createScrubMark(connection);
  /** Gives how many went. */
  const noted = (gone: number): number => {
    if (gone > 0) mark.note();
    return gone;
  };
  return {
    /** The first that came in. */
    oldest: (of: number, count: number): number => noted(oldest.run(of, of, count).changes),
    one: (of: number, call: number): boolean => noted(one.run(of, call).changes) > 0,
    profile: (id: number): void => {
      noted(all.run(id).changes);
      profile.run(id);
    },
    /** Entries of an age day before the edge, as many as one batch has; gives how many went. */
    olderThan: (edge: number, limit: number): number => noted(older.run(edge, limit).changes),
    /** How many would go. */
    countOlderThan: (edge: number): number => olderCount.get(edge) ?? 0,
  };
}
