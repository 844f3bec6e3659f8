import { monthOf } from '../record/archive.ts';
import { dayOf } from '../record/calendar.ts';
import { linesToArchive } from '../store/queries/archives.ts';
import { KEY } from './asterisk-lines.ts';
import type { TestFolder } from './test-folder.ts';

/** The name of the piece. */
export const PIECE = 'piece';

/** Moves the whole calls of a day, held or not, into a piece of an archive, one after the other; gives their lines. */
export async function archivedDay(
  data: TestFolder,
  day: number,
  name = PIECE,
  held: 0 | 1 = 0,
): Promise<string[]> {
  const group = { day, held, step: 0 } as const;
  const today = dayOf(data.now);
  const calls = await data.reading(({ connection }) =>
    linesToArchive(connection, group, { today, after: -1, limit: 100 }),
  );
  const piece = { ...group, name, month: monthOf(day), made_at: data.now, bytes: 1, sha256: '' };
  await data.store.beginPieces([piece]);
  await data.store.piecesWritten([name]);
  for (const call of calls) await data.store.archiveCalls({ piece: name, calls: [call], today, key: KEY });
  return calls.map(({ line }) => line);
}
