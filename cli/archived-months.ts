import { archiveName, piecesAt } from '../backup/archive-file.ts';
import { type ArchivePiece, monthOf } from '../record/archive.ts';
import { OperationError } from '../record/operation-error.ts';
import { archiveFiles, archivePieces, returnedMonths } from '../store/queries/archives.ts';
import type { CommandCall } from './command.ts';
import { activeConfiguration } from './service/judging.ts';

/** A month of which calls are archived, or were and are back for a time. */
export interface ArchivedMonth {
  readonly month: string;
  readonly calls: number;
  /** Encrypted, at each target. */
  readonly bytes: number;
  readonly back_until: number | null;
  /** Where its file stands, and what is wrong there; null where it looks whole. */
  readonly files: readonly { readonly target: string; readonly trouble: string | null }[];
}

/** What archives there are by what the store knows, and by a look at their files. */
export async function archivedMonths(call: CommandCall): Promise<ArchivedMonth[]> {
  const { connection } = call.reading();
  const pieces = archivePieces(connection).filter(({ state }) => state === 'written');
  const known = archiveFiles(connection);
  const back = returnedMonths(connection).filter(({ until }) => until > call.now());
  const { archive } = await activeConfiguration(call.reading());
  const months: ArchivedMonth[] = [];
  for (const [month, own] of Map.groupBy(pieces, ({ day }) => monthOf(day))) {
    const there = known.filter((file) => file.month === month).map(({ target }) => target);
    const targets = [...new Set([...(archive?.targets ?? []), ...there])];
    months.push({
      month,
      calls: own.reduce((sum, { calls }) => sum + calls, 0),
      bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
      back_until: back.find((one) => one.month === month)?.until ?? null,
      files: await Promise.all(
        targets.map(async (target) => ({ target, trouble: await troubleAt(target, month, own) })),
      ),
    });
  }
  return months;
}

async function troubleAt(
  target: string,
  month: string,
  pieces: readonly ArchivePiece[],
): Promise<string | null> {
  try {
    const there = await piecesAt(target, month);
    if (there === null) return `there is no ${archiveName(month)}`;
    const lacking = pieces.filter(
      ({ name, bytes, calls }) => calls > 0 && !there.some((one) => one.name === name && one.size === bytes),
    );
    return lacking.length === 0 ? null : `${lacking.length} of its pieces are missing or of another size`;
  } catch (error) {
    if (error instanceof OperationError) return error.message;
    throw error;
  }
}
