import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  archiveDamaged,
  archiveName,
  type FiledPiece,
  type PieceToFile,
  pieceBytes,
  piecesAt,
  sha256Of,
  writeArchive,
} from '../../backup/archive-file.ts';
import { type ArchivePiece, readPieceName } from '../../record/archive.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { Configuration } from '../../settings/configuration.ts';
import type { ArchiveRegister } from '../../store/archive-store.ts';

interface ArchiveFilesParts {
  readonly store: ArchiveRegister;
  readonly configuration: () => Promise<Configuration>;
}

/** How the file of a month is to change. */
interface MonthChange {
  /** New pieces, by name. */
  readonly fresh?: ReadonlyMap<string, Uint8Array>;
  /** Names of those that are to go. */
  readonly dropped?: ReadonlySet<string>;
}

/** The monthly files at the targets, kept as the store knows them. */
export class ArchiveFiles {
  private readonly parts: ArchiveFilesParts;

  constructor(parts: ArchiveFilesParts) {
    this.parts = parts;
  }

  /** Where a month stands, or is to stand. */
  async targetsOf(month: string): Promise<string[]> {
    const { store, configuration } = this.parts;
    const there = (await store.archiveFiles()).filter((file) => file.month === month);
    const named = (await configuration()).archive?.targets ?? [];
    return [...new Set([...named, ...there.map(({ target }) => target)])];
  }

  /**
   * Takes out of files what is of no use any more: what a killed run had begun, and calls that came back and were archived again
   * since. A target that lacks a file is given it.
   */
  async settle(returned: ReadonlySet<string>): Promise<void> {
    const { store } = this.parts;
    const pieces = await store.archivePieces();
    const files = await store.archiveFiles();
    for (const [month, own] of Map.groupBy(pieces, (piece) => piece.month)) {
      const dropped = new Set(own.filter((piece) => isOver(piece, returned)).map(({ name }) => name));
      const known = files.filter((file) => file.month === month).map(({ target }) => target);
      const lacking = (await this.targetsOf(month)).some((target) => !known.includes(target));
      if (dropped.size === 0 && !(lacking && own.length > 0)) continue;
      await this.write(month, { dropped });
      await store.forgetPieces([...dropped]);
    }
  }

  /** Writes a month to every target and reads it back: what cannot be had whole is told before anything is written. */
  async write(
    month: string,
    { fresh = new Map<string, Uint8Array>(), dropped = new Set<string>() }: MonthChange,
  ): Promise<void> {
    const known = (await this.parts.store.archivePieces()).filter((piece) => piece.month === month);
    const wanted = known.filter(({ name }) => !dropped.has(name));
    if (fresh.size > 0) await this.requireMounted(month);
    for (const target of await this.targetsOf(month)) {
      const filed = (await piecesAt(target, month)) ?? [];
      const own = await this.wholePieces(target, wanted, { fresh, filed });
      const others = filed.filter((piece) => isOther(piece, known, dropped)).map(asItStands);
      const pieces = [...own, ...others].toSorted((one, other) => one.name.localeCompare(other.name));
      await writeArchive(target, month, pieces);
      const kept = new Set(own.map(({ name }) => name));
      await readBack(
        target,
        month,
        wanted.filter(({ name }) => kept.has(name)),
      );
      await this.parts.store.noteArchiveFile({ target, month, there: pieces.length > 0 });
    }
  }

  /** Of a target to which files were written some stand there: without any this is the folder that a share is mounted on. */
  private async requireMounted(month: string): Promise<void> {
    const files = Map.groupBy(await this.parts.store.archiveFiles(), ({ target }) => target);
    for (const target of await this.targetsOf(month)) {
      const written = files.get(target) ?? [];
      if (written.length > 0 && !written.some((file) => existsSync(join(target, archiveName(file.month)))))
        throw notMounted(target, written.length);
    }
  }

  /** What stands at a target as it was written; what does not is taken from another one. */
  private async wholePieces(
    target: string,
    wanted: readonly ArchivePiece[],
    { fresh, filed }: { fresh: ReadonlyMap<string, Uint8Array>; filed: readonly FiledPiece[] },
  ): Promise<PieceToFile[]> {
    const pieces: PieceToFile[] = [];
    for (const piece of wanted) {
      const { name, made_at, bytes: size } = piece;
      const given = fresh.get(name);
      const there = filed.find((one) => one.name === name);
      const asWritten = { name, made_at, size };
      if (given !== undefined) pieces.push({ ...asWritten, bytes: async () => given });
      else if (there !== undefined && (await isWhole(there, piece)))
        pieces.push({ ...asWritten, bytes: () => wholeBytes(there, piece) });
      else {
        const elsewhere = await this.fromElsewhere(target, piece);
        if (elsewhere !== null) pieces.push({ ...asWritten, bytes: async () => elsewhere });
        // Its calls are in the store again.
        else if (piece.calls > 0) throw lost(join(target, archiveName(piece.month)), piece);
      }
    }
    return pieces;
  }

  private async fromElsewhere(target: string, piece: ArchivePiece): Promise<Uint8Array | null> {
    for (const other of await this.targetsOf(piece.month)) {
      if (other === target) continue;
      const filed = await piecesAt(other, piece.month).catch(() => null);
      const there = filed?.find(({ name }) => name === piece.name);
      if (there !== undefined && (await isWhole(there, piece))) return await wholeBytes(there, piece);
    }
    return null;
  }
}

function isOver({ state, calls, month }: ArchivePiece, returned: ReadonlySet<string>): boolean {
  return calls === 0 && (state === 'being written' || !returned.has(month));
}

/** One that this database does not know, because it is an older one that was put back: it goes with its day. */
function isOther(
  { name }: FiledPiece,
  known: readonly ArchivePiece[],
  dropped: ReadonlySet<string>,
): boolean {
  const day = readPieceName(name)?.day;
  if (day === undefined || known.some((piece) => piece.name === name)) return false;
  return !known.some((piece) => piece.day === day && dropped.has(piece.name));
}

const isWhole = async (there: FiledPiece, { sha256 }: ArchivePiece): Promise<boolean> =>
  sha256Of(await pieceBytes(there)) === sha256;

/** Looked at again, because the file it stands in is about to be written anew. */
async function wholeBytes(there: FiledPiece, piece: ArchivePiece): Promise<Uint8Array> {
  const bytes = await pieceBytes(there);
  if (sha256Of(bytes) !== piece.sha256) throw lost(there.path, piece);
  return bytes;
}

function notMounted(target: string, files: number): OperationError {
  return new OperationError(
    'BACKUP_TARGET',
    `The target ${target} has none of the ${files} archives that were written there: the share is not mounted, or another one is.`,
    { hint: 'Mount it. Where this is a new disk on purpose, copy the archives of another target to it.' },
  );
}

function lost(path: string, { name, calls }: ArchivePiece): Error {
  return archiveDamaged(path, `${name}, with ${calls} calls, is in no file as it was written`);
}

function asItStands(piece: FiledPiece): PieceToFile {
  return {
    name: piece.name,
    made_at: readPieceName(piece.name)?.made_at ?? 0,
    size: piece.size,
    bytes: () => pieceBytes(piece),
  };
}

async function readBack(target: string, month: string, wanted: readonly ArchivePiece[]): Promise<void> {
  const there = await piecesAt(target, month);
  for (const { name, sha256 } of wanted) {
    const found = there?.find((one) => one.name === name);
    if (found === undefined || sha256Of(await pieceBytes(found)) !== sha256)
      throw archiveDamaged(join(target, archiveName(month)), `${name} reads otherwise than it was written`);
  }
}
