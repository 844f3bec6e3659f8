import type { Origin } from '../../record/intake.ts';
import { archiveRegistration, copyArchive, discardArchive, discardKnown } from '../journal/copy-archive.ts';
import { mayBeRegistered } from '../journal/copy-file.ts';
import { matchesPattern } from './name-pattern.ts';
import type { ListedFile, OriginFile } from './origin-folder.ts';
import type { Round } from './round.ts';

/**
 * Takes a zip archive: an intake for each file in it, recorded at once. It is known again by size and time alone; sent
 * once more under another name, each of its files turns out to be known.
 */
export async function takeArchive(
  round: Round,
  listed: ListedFile,
  file: OriginFile,
  ensureUnchanged: () => Promise<void>,
): Promise<void> {
  const { options, signal, source, register } = round;
  const isWanted = (name: string): boolean =>
    !options.except.some((pattern) => matchesPattern(`${listed.path}/${name}`, pattern));
  const { unpack_limit_bytes } = options;
  const members = await copyArchive(file, listed.size, round, { unpack_limit_bytes, isWanted, signal });
  let recorded: 'no' | 'perhaps' | 'yes' = 'no';
  try {
    await ensureUnchanged();
    const session = await round.session();
    await round.inTurn(async () => {
      const given = { source, archive: listed.path, session };
      const files = await archiveRegistration(members, register, given);
      const origin = { ...archiveOrigin(listed), source, intake: files[0]?.intake ?? 0 };
      recorded = 'perhaps';
      await register.addArchive(files, origin);
      recorded = 'yes';
      round.memory.remember(origin);
      round.tally.files += 1;
      round.tally.files_known += files.every(({ same_as }) => same_as !== null) ? 1 : 0;
      round.tally.bytes += listed.size;
      for (const { intake } of files) round.arrived(intake);
      await discardKnown(members, files);
    });
  } catch (error) {
    // Should nobody know whether it was recorded, the copies stay for the next start to judge.
    if (recorded === 'no' || (recorded === 'perhaps' && !mayBeRegistered(error)))
      await discardArchive(members);
    throw error;
  }
}

/** Without prints: a packed file that changed is another one, and one that was renamed is looked into again. */
function archiveOrigin({ path, size, modified_at }: ListedFile): Omit<Origin, 'source' | 'intake'> {
  const nothing = { head_mac: '', head_length: 0, tail_mac: '', content_chain: '' };
  return { path, size, modified_at, consumed: size, ...nothing, state: 'finished' };
}
