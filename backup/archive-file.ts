import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationError } from '../record/operation-error.ts';
import { listTar, type TarEntry, writeTar } from './tar.ts';
import { checkTarget, partOf, syncTarget, targetTrouble } from './target-files.ts';

/** `calls-2024-03.tar` */
export const archiveName = (month: string): string => `calls-${month}.tar`;

/** A piece as it stands in a file. */
export interface FiledPiece {
  readonly name: string;
  readonly path: string;
  readonly offset: number;
  readonly size: number;
}

/** The pieces of a month at a target; null where there is no file. */
export async function piecesAt(target: string, month: string): Promise<FiledPiece[] | null> {
  await checkTarget(target, 0);
  const path = join(target, archiveName(month));
  const file = await open(path, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw targetTrouble(target, error);
  });
  if (file === null) return null;
  try {
    return (await listTar(file, path)).map((entry) => ({ ...entry, path }));
  } catch (error) {
    throw error instanceof OperationError ? archiveDamaged(path, 'it was altered or cut', error) : error;
  } finally {
    await file.close();
  }
}

/** The bytes of a piece, which are few: it is made so. */
export async function pieceBytes({ path, offset, size, name }: FiledPiece): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await file.read(bytes, 0, size, offset);
    if (bytesRead < size) throw archiveDamaged(path, `${name} in it was cut`);
    return bytes;
  } finally {
    await file.close();
  }
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A piece on its way into a file. */
export interface PieceToFile {
  readonly name: string;
  readonly made_at: number;
  readonly size: number;
  readonly bytes: () => Promise<Uint8Array>;
}

/** Writes the file of a month, durable, in the place of the one that is there; one without pieces is removed. */
export async function writeArchive(
  target: string,
  month: string,
  pieces: readonly PieceToFile[],
): Promise<void> {
  const path = join(target, archiveName(month));
  try {
    if (pieces.length === 0) await rm(path, { force: true });
    else {
      const file = await open(partOf(path), 'w', 0o600);
      try {
        for await (const bytes of writeTar(entriesOf(pieces))) await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(partOf(path), path);
    }
    await syncTarget(target);
  } catch (error) {
    await rm(partOf(path), { force: true }).catch(() => {});
    throw targetTrouble(target, error);
  }
}

async function* entriesOf(pieces: readonly PieceToFile[]): AsyncGenerator<TarEntry> {
  for (const { name, made_at, size, bytes } of pieces) {
    const own = await bytes();
    yield { name, size, mtime_ms: made_at, bytes: only(own) };
  }
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

export function archiveDamaged(name: string, why: string, cause?: unknown): OperationError {
  return new OperationError('ARCHIVE_DAMAGED', `${name} is not as it was written: ${why}.`, {
    hint: 'Put the file back from another target or a copy of it; ./ledgerline archive verify says which are whole. Nothing was removed from the store for it since.',
    cause,
  });
}
