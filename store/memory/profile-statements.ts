import type { Connection } from '../open-database.ts';

/** Profiles with a call memory, and how far what arrived was looked at for them. */
export function profileStatements(connection: Connection) {
  return {
    profiles: connection.prepare<[], { id: number; name: string; reached: number }>(
      'select id, name, reached from memory_profile',
    ),
    idOf: connection.prepare<[string], number>('select id from memory_profile where name = ?').pluck(),
    addProfile: connection.prepare<[string, number], unknown>(
      'insert into memory_profile (name, reached) values (?, ?) on conflict (name) do nothing',
    ),
    counter: connection.prepare<[string], number>('select value from counter where name = ?').pluck(),
    noteReached: connection.prepare<[number], unknown>(
      `insert into counter (name, value) values ('memory', ?)
       on conflict (name) do update set value = excluded.value where value <> excluded.value`,
    ),
    noteWritten: connection.prepare<[number, number], unknown>(
      'update memory_profile set reached = max(reached, ?) where id = ?',
    ),
    sourceName: connection.prepare<[number], string>('select name from source where id = ?').pluck(),
    oldest: connection
      .prepare<[], number>("select day from ladder_edge where class = 'call_memory' and step = 'gone'")
      .pluck(),
    setPlaced: connection.prepare<[number, number, number], unknown>(
      'update memory_entry set placed = ? where profile = ? and call = ?',
    ),
    closeAccess: connection.prepare<[number, string, number], unknown>(
      'update memory_access set until = ? where profile = ? and until > ?',
    ),
  };
}
