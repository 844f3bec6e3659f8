import type { Connection } from '../open-database.ts';

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
  return {
    /** The first that came in. */
    oldest: (of: number, count: number): number => oldest.run(of, of, count).changes,
    one: (of: number, call: number): boolean => one.run(of, call).changes > 0,
    profile: (id: number): void => {
      all.run(id);
      profile.run(id);
    },
    /** Entries of an age day before the edge, as many as one batch has; gives how many went. */
    olderThan: (edge: number, limit: number): number => older.run(edge, limit).changes,
    /** How many would go. */
    countOlderThan: (edge: number): number => olderCount.get(edge) ?? 0,
  };
}
