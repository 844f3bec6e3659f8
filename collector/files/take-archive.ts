import type { Origin } from '../../record/intake.ts';
import { type ArchiveTaking, recordArchive } from '../journal/record-archive.ts';
import { matchesPattern } from './name-pattern.ts';
import type { ListedFile, OriginFile } from './origin-folder.ts';
import type { Round } from './round.ts';

/**
 * Takes a zip archive at the origin. It is known again by size and time alone; sent once more under another name, each
 * of its files turns out to be known.
 */
export async function takeArchive(
  round: Round,
  listed: ListedFile,
  file: OriginFile,
  ensureUnchanged: () => Promise<void>,
): Promise<void> {
  const { options, signal, session, tally } = round;
  const isWanted = (name: string): boolean =>
    !options.except.some((pattern) => matchesPattern(`${listed.path}/${name}`, pattern));
  const { unpack_limit_bytes } = options;
  const recorded: ArchiveTaking['recorded'] = ({ files, origin, left_out }) => {
    if (origin !== null) round.memory.remember(origin);
    tally.files += 1;
    tally.files_known += files.every(({ same_as }) => same_as !== null) ? 1 : 0;
    tally.left_out += left_out;
    tally.bytes += listed.size;
    for (const { intake } of files) round.arrived(intake);
  };
  const origin = archiveOrigin(listed);
  const limits = { unpack_limit_bytes, isWanted, signal };
  const taking = { ...limits, name: listed.path, session, origin, ensureUnchanged, recorded };
  await recordArchive(file, listed.size, round, taking, round.inTurn);
}

/** Without prints: a packed file that changed is another one, and one that was renamed is looked into again. */
function archiveOrigin({ path, size, modified_at }: ListedFile): Omit<Origin, 'source' | 'intake'> {
  const nothing = { head_mac: '', head_length: 0, tail_mac: '', content_chain: '' };
  return { path, size, modified_at, consumed: size, ...nothing, state: 'finished' };
}
