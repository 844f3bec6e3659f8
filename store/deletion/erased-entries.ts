import { heldCall, heldEntry } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { ENTRY_TEXTS } from '../queries/entry-texts.ts';
import type { CopiesToErase } from '../subject-store.ts';

/** Entries of call memories of one person, as SQL over each table that has any; `kept` is true of what legal holds keep. */
export function entriesToErase(
  connection: Connection,
  { subject, today, entry_texts }: Pick<CopiesToErase, 'subject' | 'today' | 'entry_texts'>,
): readonly { readonly table: string; readonly where: string; readonly kept: string }[] {
  const { numbers, extensions, names, from_day, to_day } = subject;
  const list = (column: string, values: readonly number[]): string[] =>
    values.length === 0 ? [] : [`coalesce(${column} in (${values.map(Number).join(', ')}), 0)`];
  const listed = (texts: readonly string[]): string =>
    texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ');
  const named = listed(names);
  const within =
    entry_texts.length === 0
      ? []
      : ENTRY_TEXTS.map((name) => `coalesce(${name} in (${listed(entry_texts)}), 0)`);
  const parties = [
    ...list('number', numbers),
    ...list('extension', extensions),
    ...(named === '' ? [] : [`coalesce(calling_name in (${named}) or called_name in (${named}), 0)`]),
    ...within,
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
