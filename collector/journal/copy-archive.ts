import type { ArchivedFile, IntakeId, IntakeRegister } from '../../record/intake.ts';
import { type CopiedFile, type CopyLimits, type CopyPlace, copyFile, registrationOf } from './copy-file.ts';
import { type RangedFile, type ZipLimits, zipMembers } from './zip-members.ts';

/** A file of an archive, its raw copy durable. */
interface CopiedMember {
  readonly name: string;
  readonly copied: CopiedFile;
}

/** Copies every file of a zip archive into a raw copy of its own, durable. Nothing is left of any when one fails. */
export async function copyArchive(
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
    await discardArchive(members);
    throw error;
  }
}

export async function discardArchive(members: readonly CopiedMember[]): Promise<void> {
  for (const { copied } of members) await copied.raw.discard();
}

/**
 * What is to be recorded of each file of an archive; `archive` is its name at the origin. One whose bytes are known, from
 * an earlier file or from another one beside it, is a resent one.
 */
export async function archiveRegistration(
  members: readonly CopiedMember[],
  register: Pick<IntakeRegister, 'findContent'>,
  { source, archive, session }: { source: string; archive: string; session: number | null },
): Promise<ArchivedFile[]> {
  const beside = new Map<string, IntakeId>();
  const files: ArchivedFile[] = [];
  for (const { name, copied } of members) {
    const { content_mac, length } = copied.print;
    const earlier = await register.findContent(source, content_mac);
    const known = earlier?.finished === true && earlier.length === length ? earlier.id : null;
    const same_as = known ?? beside.get(content_mac) ?? null;
    if (same_as === null) beside.set(content_mac, copied.intake);
    const place = { ...registrationOf(copied, source), name: `${archive}/${name}`, session };
    files.push({ ...place, length, finished: true, origin: null, same_as });
  }
  return files;
}

/** Removes the raw copies of files that turned out to be known. */
export async function discardKnown(
  members: readonly CopiedMember[],
  files: readonly ArchivedFile[],
): Promise<void> {
  await discardArchive(members.filter((_, n) => files[n]?.same_as !== null));
}
