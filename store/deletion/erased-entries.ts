import { heldCall, heldEntry } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import type { ErasingWish } from '../subject-store.ts';

/** Entries of call memories of one person, as SQL over each table that has any; `kept` is true of what legal holds keep. */
export function entriesToErase(
  connection: Connection,
  { subject, today }: Pick<ErasingWish, 'subject' | 'today'>,
): readonly { readonly table: string; readonly where: string; readonly kept: string }[] {
  const { numbers, extensions, names, from_day, to_day } = subject;
  const list = (column: string, values: readonly number[]): string[] =>
    values.length === 0 ? [] : [`coalesce(${column} in (${values.map(Number).join(', ')}), 0)`];
  const named = names.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ');
  const parties = [
    ...list('number', numbers),
    ...list('extension', extensions),
    ...(named === '' ? [] : [`coalesce(calling_name in (${named}) or called_name in (${named}), 0)`]),
  ];
  const period = [
    ...(from_day === null ? [] : [`day >= ${Number(from_day)}`]),
    ...(to_day === null ? [] : [`day <= ${Number(to_day)}`]),
  ];
  const where = [`(${['0', ...parties].join(' or ')})`, ...period].join(' and ');
  // Also those that went from their memory, and are there for a hold alone.
  return ['memory_entry', 'kept_entry'].map((table) => ({
    ...{ table, where },
    kept: `(${heldEntry(connection, today) ?? '0'} or exists (select 1 from (select * from call where id = ${table}.call) as call where ${heldCall(connection, today)}))`,
  }));
}
