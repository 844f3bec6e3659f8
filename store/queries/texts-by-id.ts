import type { Connection } from '../open-database.ts';

/** Texts that rows have only the id of. */
const COLUMNS = {
  label: 'text',
  source: 'name',
  unit: 'code',
  person: 'external_id',
} as const;

/** What an id stands for. Each is looked up once: a report has a hundred thousand groups of some ten countries. */
export function textsById(
  connection: Connection,
  table: keyof typeof COLUMNS,
): (id: number) => string | null {
  const find = connection
    .prepare<[number], string>(`select ${COLUMNS[table]} from ${table} where id = ?`)
    .pluck();
  const known = new Map<number, string | null>();
  return (id) => {
    const text = known.get(id);
    if (text !== undefined) return text;
    const found = find.get(id) ?? null;
    known.set(id, found);
    return found;
  };
}
