import { join } from 'node:path';
import type { AgeKeys } from '../../backup/age-files.ts';
import { archiveDamaged, archiveName, pieceBytes, piecesAt, sha256Of } from '../../backup/archive-file.ts';
import { unpackPiece } from '../../backup/archive-piece.ts';
import { type ArchivePiece, monthOf } from '../../record/archive.ts';
import { OperationError } from '../../record/operation-error.ts';
import { counted } from '../../reports/text-table.ts';
import { archivePieces } from '../../store/queries/archives.ts';
import { archivedMonths } from '../archived-months.ts';
import { hasKeys, KEY_OPTIONS, keysOf } from '../backup-keys.ts';
import type { Command } from '../command.ts';
import { usageError } from '../usage.ts';
import { requireAdministration } from '../viewer.ts';

export const archiveVerify: Command = {
  name: 'archive verify',
  summary: 'Compares archives with what was written; with a key it opens them and reads every call.',
  positionals: '[MONTH]',
  options: { identity: KEY_OPTIONS.identity },
  example: './ledgerline archive verify 2024-03 --identity key.txt',
  writes: false,
  audit: 'none',
  async run(call) {
    await requireAdministration(call, 'Archives are');
    const [only] = call.positionals;
    const keys = keysOf(call);
    const months = (await archivedMonths(call)).filter(({ month }) => (only ?? month) === month);
    if (only !== undefined && months.length === 0)
      throw usageError(
        `No call of ${only} is archived.`,
        './ledgerline archive list names the months that are.',
      );
    const pieces = archivePieces(call.reading().connection).filter(({ state }) => state === 'written');
    let wrong = 0;
    for (const { month, files } of months) {
      const own = pieces.filter(({ day, calls }) => monthOf(day) === month && calls > 0);
      for (const { target } of files) {
        try {
          await call.out(
            `${join(target, archiveName(month))}: ${await verified(target, month, own, keys)}\n`,
          );
        } catch (error) {
          if (!(error instanceof OperationError)) throw error;
          wrong += 1;
          call.err(`${error.message}\n${error.hint}\n`);
        }
      }
    }
    await call.out(`${counted(months.length, 'month')}, ${counted(wrong, 'file')} with trouble.\n`);
    return wrong === 0 ? 0 : 1;
  },
};

async function verified(
  target: string,
  month: string,
  pieces: readonly ArchivePiece[],
  keys: AgeKeys,
): Promise<string> {
  const path = join(target, archiveName(month));
  const there = await piecesAt(target, month);
  if (there === null) throw archiveDamaged(path, 'it is not there');
  let lines = 0;
  for (const { name, sha256 } of pieces) {
    const found = there.find((one) => one.name === name);
    const bytes = found === undefined ? null : await pieceBytes(found);
    if (bytes === null || sha256Of(bytes) !== sha256)
      throw archiveDamaged(path, `${name} is not there as it was written`);
    if (hasKeys(keys)) lines += (await unpackPiece(bytes, keys, `${name} in ${path}`)).length;
  }
  const others = there.length - pieces.length;
  const also =
    others === 0 ? '' : `; ${counted(others, 'piece')} besides, of which no call is needed from it`;
  return hasKeys(keys)
    ? `whole: ${counted(lines, 'call')} in ${counted(pieces.length, 'piece')}${also}.`
    : `as it was written${also}; with --identity FILE it is opened and read as well.`;
}
