import { monthOf } from '../../record/archive.ts';
import type { Connection } from '../open-database.ts';

/** The month of an archived call; null of one that is none. */
export function archivedMonthOf(
  connection: Connection,
  call: { readonly id: number } | { readonly intake: number; readonly offset: number },
): string | null {
  const [where, values] =
    'id' in call ? ['id = ?', [call.id]] : ['intake = ? and offset = ?', [call.intake, call.offset]];
  const day = connection
    .prepare<number[], number>(`select day from archived_call where ${where}`)
    .pluck()
    .get(...values);
  return day === undefined ? null : monthOf(day);
}
