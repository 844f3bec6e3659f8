import type { ArchivedFile, IntakeId, IntakeRegister, Origin } from '../../record/intake.ts';
import {
  type CopiedFile,
  type CopyLimits,
  type CopyPlace,
  copyFile,
  mayBeRegistered,
  registrationOf,
} from './copy-file.ts';
import { type RangedFile, type ZipLimits, zipMembers } from './zip-members.ts';

/** A file of an archive, its raw copy durable. */
interface CopiedMember {
  readonly name: string;
  readonly copied: CopiedFile;
}

export interface ArchiveTaking extends CopyLimits, Pick<ZipLimits, 'isWanted'> {
  /** Of the archive, at its origin or as it was handed over. */
  readonly name: string;
  /** Asked when there is something to record. */
  readonly session: () => Promise<number | null>;
  /** What the archive is known again by; null where nobody looks for it again. */
  readonly origin: Omit<Origin, 'source' | 'intake'> | null;
  /** Called when every file is copied; throws when the archive became another one meanwhile. */
  readonly ensureUnchanged?: () => Promise<void>;
  /** Called once the files are intakes. */
  readonly recorded: (archive: RecordedArchive) => void;
}

interface RecordedArchive {
  readonly files: readonly ArchivedFile[];
  readonly origin: Origin | null;
  /** How many files were left out because they are of an operating system and no records. */
  readonly left_out: number;
}

/**
 * Takes a zip archive: each file in it gets a raw copy of its own, durable, and all become intakes at once, or none does.
 * `inTurn` keeps other files from being recorded meanwhile.
 */
export async function recordArchive(
  file: RangedFile,
  size: number,
  to: CopyPlace,
  taking: ArchiveTaking,
  inTurn: <Result>(work: () => Promise<Result>) => Promise<Result> = (work) => work(),
): Promise<void> {
  let left_out = 0;
  const members = await copyMembers(file, size, to, {
    ...taking,
    leftOut: () => {
      left_out += 1;
    },
  });
  let recorded: 'no' | 'perhaps' | 'yes' = 'no';
  try {
    await taking.ensureUnchanged?.();
    const session = await taking.session();
    await inTurn(async () => {
      const files = await registrations(members, to, { archive: taking.name, session });
      const known = { source: to.source, intake: files[0]?.intake ?? 0 };
      const origin = taking.origin === null ? null : { ...taking.origin, ...known };
      recorded = 'perhaps';
      await to.register.addArchive(files, origin);
      recorded = 'yes';
      taking.recorded({ files, origin, left_out });
      await discard(members.filter((_, place) => files[place]?.same_as !== null));
    });
  } catch (error) {
    // Should nobody know whether it was recorded, the copies stay for the next start to judge.
    if (recorded === 'no' || (recorded === 'perhaps' && !mayBeRegistered(error))) await discard(members);
    throw error;
  }
}

/** So many files in archives that are of an operating system, in words. */
export function leftOutOfArchives(count: number): string {
  const files = count === 1 ? 'a file' : `${count} files`;
  return `left out ${files} in archives that the packing system added and that hold no records (__MACOSX, .DS_Store, Thumbs.db and the like)`;
}

/** Nothing is left of any file when one fails. */
async function copyMembers(
  file: RangedFile,
  size: number,
  to: CopyPlace,
  limits: CopyLimits & ZipLimits,
): Promise<readonly CopiedMember[]> {
  const members: CopiedMember[] = [];
  try {
    for await (const { name, content } of zipMembers(file, size, limits)) {
      const copied = await copyFile(content, to, limits);
      members.push({ name, copied });
      await copied.raw.keep();
      // A thousand files must not be open at once; the name is known, so it can be removed all the same.
      await copied.raw.close();
    }
    return members;
  } catch (error) {
    await discard(members);
    throw error;
  }
}

async function discard(members: readonly CopiedMember[]): Promise<void> {
  for (const { copied } of members) await copied.raw.discard();
}

/** One whose bytes are known, from an earlier file or from another one beside it, is a resent one. */
async function registrations(
  members: readonly CopiedMember[],
  {
    source,
    register,
    backfill = false,
  }: Pick<CopyPlace, 'source' | 'backfill'> & {
    register: Pick<IntakeRegister, 'findContent'>;
  },
  { archive, session }: { archive: string; session: number | null },
): Promise<ArchivedFile[]> {
  const beside = new Map<string, IntakeId>();
  const files: ArchivedFile[] = [];
  for (const { name, copied } of members) {
    const { content_mac, length } = copied.print;
    const earlier = await register.findContent(source, content_mac);
    const known = earlier?.finished === true && earlier.length === length ? earlier.id : null;
    const same_as = known ?? beside.get(content_mac) ?? null;
    if (same_as === null) beside.set(content_mac, copied.intake);
    const place = { ...registrationOf(copied, { source, backfill }), name: `${archive}/${name}`, session };
    files.push({ ...place, length, finished: true, origin: null, same_as });
  }
  return files;
}
