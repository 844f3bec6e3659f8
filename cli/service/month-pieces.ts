import type { AgeKeys } from '../../backup/age-files.ts';
import {
  archiveDamaged,
  type FiledPiece,
  pieceBytes,
  piecesAt,
  sha256Of,
} from '../../backup/archive-file.ts';
import { unpackPiece } from '../../backup/archive-piece.ts';
import { type ArchivePiece, readPieceName } from '../../record/archive.ts';
import type { UtcMs } from '../../record/intake.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { ArchiveParts } from './archives.ts';

/** A piece of a month as it stands at a target. */
export interface MonthPiece {
  readonly filed: FiledPiece;
  readonly made_at: UtcMs;
  /** As the store knows it; null for one from another time, which a restored store never wrote. */
  readonly known: ArchivePiece | null;
}

/** What stands at targets. What the store knows by its hash comes first: a call that stands in both comes back out of that. */
export async function monthPieces(
  { store }: Pick<ArchiveParts, 'store'>,
  month: string,
  targets: readonly string[],
  failed: (error: unknown) => null,
): Promise<MonthPiece[]> {
  const known = new Map((await store.archivePieces()).map((piece) => [piece.name, piece]));
  const found: MonthPiece[] = [];
  for (const target of targets) {
    for (const filed of (await piecesAt(target, month).catch(failed)) ?? []) {
      const at = readPieceName(filed.name);
      if (at !== null) found.push({ filed, made_at: at.made_at, known: known.get(filed.name) ?? null });
    }
  }
  return found.toSorted((one, other) => Number(one.known === null) - Number(other.known === null));
}

/** Anybody can encrypt to a public key: of what the store wrote the hash must be the same. */
export async function linesOf({ filed, known }: MonthPiece, keys: AgeKeys): Promise<string[]> {
  const path = `${filed.name} in ${filed.path}`;
  const bytes = await pieceBytes(filed);
  if (known !== null && sha256Of(bytes) !== known.sha256)
    throw archiveDamaged(path, 'it was altered, or another piece took its name');
  return await unpackPiece(bytes, keys, path);
}

/** Trouble with one file is told at the end: another target may have what it lacks. */
export function toldOf(troubles: OperationError[]): (error: unknown) => null {
  return (error) => {
    if (!(error instanceof OperationError)) throw error;
    troubles.push(error);
    return null;
  };
}
