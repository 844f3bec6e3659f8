import type { Connection } from '../open-database.ts';

/** What bytes of a database belong to: the name of a table or an index, by the place at which each of them ends; null: an unused page. */
export function ownersOfPlaces(connection: Connection, places: readonly number[]): (string | null)[] {
  const size = Number(connection.pragma('page_size', { simple: true }));
  const pages = places.map((place) => Math.floor((place - 1) / size) + 1);
  const owners = connection
    .prepare<[string], { name: string; pageno: number }>(
      'select name, pageno from dbstat where pageno in (select value from json_each(?))',
    )
    .all(JSON.stringify([...new Set(pages)]));
  const byPage = new Map(owners.map(({ name, pageno }) => [pageno, name]));
  return pages.map((page) => byPage.get(page) ?? null);
}

/** Whose raw copy, attachment or stored report a file of the data folder is; null for any other. */
export function ownerOfFile(connection: Connection, path: string): string | null {
  const intake = connection
    .prepare<[string], number>('select id from intake where path = ?')
    .pluck()
    .get(path);
  if (intake !== undefined) return `raw copy of intake ${intake}`;
  const attachment = connection
    .prepare<[string], { id: number; kind: string }>(
      "select id, kind from attachment where 'attachments/' || month || '/' || file = ?",
    )
    .get(path);
  if (attachment !== undefined) return `attachment ${attachment.id}, a ${attachment.kind}`;
  const report = connection
    .prepare<[string], { statement: number; format: string }>(
      "select statement, format from statement_file where 'attachments/' || month || '/' || file = ?",
    )
    .get(path);
  return report === undefined ? null : `report ${report.statement} as it was delivered, ${report.format}`;
}
