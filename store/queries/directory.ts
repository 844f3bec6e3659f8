import {
  type Assignment,
  DIRECTORY_LISTS,
  type Directory,
  type DirectoryEntry,
  type DirectoryList,
} from '../../record/directory.ts';
import type { Connection } from '../open-database.ts';

/** All of the directory, as it is since its newest version. */
export function readDirectory(connection: Connection): Directory {
  const entries = Object.entries(DIRECTORY_LISTS).flatMap(([list, { table, columns }]) =>
    connection
      .prepare<[], Record<string, string | number | null>>(
        `select id, to_day, ${columns.join(', ')} from ${table} order by id`,
      )
      .all()
      .map(
        ({ id, to_day, ...values }): DirectoryEntry => ({
          ...{ id: Number(id), list: list as DirectoryList, values },
          to_day: to_day as number | null,
        }),
      ),
  );
  const assignments = connection
    .prepare<[], Assignment>(
      'select kind, subject, from_day, to_day, target from assignment order by kind, subject, from_day',
    )
    .all();
  return { version: directoryVersion(connection), last_id: lastId(connection), entries, assignments };
}

/** The ids of cost centres by their codes, of those that there are or were. */
export function unitsByCode(connection: Connection, codes: readonly string[]): Record<string, number> {
  if (codes.length === 0) return {};
  const rows = connection
    .prepare<[string], { code: string; id: number }>(
      'select code, id from unit where code in (select value from json_each(?))',
    )
    .all(JSON.stringify(codes));
  return Object.fromEntries(rows.map(({ code, id }) => [code, id]));
}

/** 0 before the first change. */
export function directoryVersion(connection: Connection): number {
  return connection.prepare<[], number | null>('select max(id) from directory_version').pluck().get() ?? 0;
}

function lastId(connection: Connection): number {
  return (
    connection.prepare<[], number>("select value from counter where name = 'directory'").pluck().get() ?? 0
  );
}
