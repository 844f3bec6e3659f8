import {
  DIRECTORY_LISTS,
  type DirectoryChange,
  type DirectoryEntry,
  type DirectoryList,
  type ForgettingChange,
  type ResolvedEntry,
} from '../record/directory.ts';
import { unitNumber } from '../record/number.ts';
import { UNIT_SITE } from './counted-units.ts';
import { removedEntries } from './deletion/directory-entries.ts';
import type { Connection } from './open-database.ts';
import { directoryVersion, readDirectory } from './queries/directory.ts';

/** A day that never comes: the open end of what calls are joined with. */
const NEVER = 2_147_483_647;

/** The directory, read and changed as a whole. */
export function createDirectory(connection: Connection) {
  const statements = prepare(connection);
  const remove = removedEntries(connection);
  const change = connection.transaction(
    (wish: DirectoryChange & Partial<ForgettingChange>): number | null => {
      if (directoryVersion(connection) !== wish.based_on) return null;
      for (const { id, list, values, to_day } of wish.entries) {
        const none = Object.fromEntries(DIRECTORY_LISTS[list].columns.map((column) => [column, null]));
        statements.put[list].run({ ...none, ...values, id, to_day });
      }
      for (const { kind, subject, spans } of wish.assignments) {
        statements.dropSeries.run(kind, subject);
        for (const { from_day, to_day, target } of spans)
          statements.assign.run(kind, subject, from_day, to_day, target);
      }
      for (const { list, entry, spans } of wish.resolved) {
        const key = keyOf(list, entry);
        statements.resolved[list].drop.run(...key);
        for (const { from_day, to_day, target } of spans) {
          const { person, unit, path } = target;
          statements.resolved[list].add.run(...key, from_day, to_day ?? NEVER, person, unit, path);
        }
      }
      for (const entry of wish.removed ?? []) remove(entry);
      statements.lastId.run(wish.last_id);
      const { at, by, list, counts } = wish;
      return Number(statements.version.run(at, by, list, JSON.stringify(counts)).lastInsertRowid);
    },
  );
  return {
    directory: () => readDirectory(connection),
    changeDirectory: (wish: DirectoryChange): number | null => change.immediate(wish),
    forgetEntries: (wish: ForgettingChange): number | null => change.immediate(wish),
  };
}

/** By what a row finds its days. */
function keyOf(list: ResolvedEntry['list'], { id, values }: DirectoryEntry) {
  if (list === 'units') return [UNIT_SITE, unitNumber(id)];
  return list === 'extensions' ? [values.site, values.number] : [values.code];
}

function prepare(connection: Connection) {
  const put = (list: DirectoryList) => {
    const { table } = DIRECTORY_LISTS[list];
    const columns = [...DIRECTORY_LISTS[list].columns, 'to_day'];
    return connection.prepare<object, unknown>(
      `insert into ${table} (id, ${columns.join(', ')}) values (@id, ${columns.map((name) => `@${name}`).join(', ')})
       on conflict (id) do update set ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    );
  };
  type Bound = (string | number | null | undefined)[];
  const extensionSpans = {
    drop: connection.prepare<Bound, unknown>('delete from extension_span where site = ? and number = ?'),
    add: connection.prepare<Bound, unknown>(
      `insert into extension_span (site, number, from_day, to_day, person, unit, path)
       values (?, ?, ?, ?, ?, ?, ?)`,
    ),
  };
  return {
    put: Object.fromEntries(
      (Object.keys(DIRECTORY_LISTS) as DirectoryList[]).map((list) => [list, put(list)]),
    ) as Record<DirectoryList, ReturnType<typeof put>>,
    dropSeries: connection.prepare<[string, number], unknown>(
      'delete from assignment where kind = ? and subject = ?',
    ),
    assign: connection.prepare<[string, number, number, number | null, number], unknown>(
      'insert into assignment (kind, subject, from_day, to_day, target) values (?, ?, ?, ?, ?)',
    ),
    resolved: {
      extensions: extensionSpans,
      units: extensionSpans,
      account_codes: {
        drop: connection.prepare<Bound, unknown>('delete from account_code_span where code = ?'),
        add: connection.prepare<Bound, unknown>(
          'insert into account_code_span (code, from_day, to_day, person, unit, path) values (?, ?, ?, ?, ?, ?)',
        ),
      },
    },
    lastId: connection.prepare<[number], unknown>(
      `insert into counter (name, value) values ('directory', ?)
       on conflict (name) do update set value = max(value, excluded.value)`,
    ),
    version: connection.prepare<[number, string, string, string], unknown>(
      'insert into directory_version (at, by, list, counts) values (?, ?, ?, ?)',
    ),
  };
}
