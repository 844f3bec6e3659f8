import type { Origin } from '../../record/intake.ts';
import { macOf } from '../../record/mac.ts';
import { OperationError } from '../../record/operation-error.ts';
import { ContentPrint, type Print, TAIL_BYTES } from '../journal/content-print.ts';
import type { GrowingRawCopy } from '../journal/journal.ts';
import { type Change, judgeChange } from './listed-file.ts';
import { readBytes } from './origin-bytes.ts';
import type { ListedFile, OriginFile } from './origin-folder.ts';
import { originOf } from './origin-memory.ts';
import { completeAtOnce, type Round } from './round.ts';
import { isBreak } from './transfer.ts';

/** What happened to a known file of another size or time; what it has more than before is taken. */
export async function takeChange(
  round: Round,
  listed: ListedFile,
  origin: Origin,
  mayTake: boolean,
): Promise<Change | 'taken'> {
  if (listed.size <= origin.consumed) return judgeChange(origin, listed, { head_mac: '', tail_mac: '' });
  const file = await round.folder.open(listed.path);
  try {
    const head = await readBytes(file, 0, origin.head_length);
    const tail = await readBytes(file, Math.max(0, origin.consumed - TAIL_BYTES), origin.consumed);
    const { key } = round.journal;
    const evidence = { head_mac: macOf(key, 'head', head), tail_mac: macOf(key, 'tail', tail) };
    const change = judgeChange(origin, listed, evidence);
    if (change !== 'grown' || !mayTake) return change;
    if (round.growing.has(origin.intake)) return 'replaced';
    round.growing.add(origin.intake);
    const raw = await openForGrowth(round, origin);
    // Sealed, or the same bytes as another intake: it is taken once more as a whole, its lines are known one by one.
    if (raw === null) return 'replaced';
    const { consumed: length, content_chain } = origin;
    const print = ContentPrint.carryOn(key, { length, content_chain, head, tail });
    try {
      await appendRest(round, listed, file, raw, print);
    } catch (error) {
      if (isBreak(error)) await registerPart(round, listed, origin, print);
      throw error;
    }
    const finished = completeAtOnce(round.options);
    if (!(await registerGrowth(round, listed, origin.intake, print.take(), finished))) return 'replaced';
    round.tally.files += 1;
    round.tally.bytes += listed.size - origin.consumed;
    return 'taken';
  } finally {
    await file.close();
  }
}

/** The connection broke in the middle of the rest: what came of it is on disk, and the file grew by that. */
async function registerPart(
  round: Round,
  listed: ListedFile,
  { intake, consumed }: Origin,
  print: ContentPrint,
): Promise<void> {
  if (print.length === consumed) return;
  const part = { ...listed, size: print.length };
  if (!(await registerGrowth(round, part, intake, print.take(), false))) return;
  round.tally.bytes += print.length - consumed;
  round.tally.kept.push(print.length);
}

async function appendRest(
  round: Round,
  listed: ListedFile,
  file: OriginFile,
  raw: GrowingRawCopy,
  print: ContentPrint,
): Promise<void> {
  try {
    for await (const chunk of file.bytes(print.length, listed.size)) {
      round.signal.throwIfAborted();
      await raw.append(chunk);
      print.update(chunk);
    }
  } finally {
    await raw.close();
  }
  if (print.length === listed.size) return;
  throw new OperationError('FILE_VANISHED', 'a file became shorter while it was read', {
    hint: 'It is looked at again in the next round; what was recorded before is untouched.',
    retryable: true,
  });
}

/** The raw copy of a known file, if it is a plain one of its own that holds just what was consumed. */
export async function openForGrowth(round: Round, origin: Origin): Promise<GrowingRawCopy | null> {
  const intake = await round.register.intake(origin.intake);
  if (intake?.kind !== 'file' || intake.length !== origin.consumed) return null;
  return round.journal.carryOn(round.source, intake.day, intake.id, intake.length);
}

/** False when the raw copy was sealed while we appended to it. */
export async function registerGrowth(
  round: Round,
  listed: ListedFile,
  intake: number,
  print: Print,
  finished: boolean,
): Promise<boolean> {
  const origin = originOf(listed, print, finished);
  const { length, content_mac } = print;
  await round.session();
  const growth = { length, received_at: round.now(), finished, content_mac, origin };
  if (!(await round.register.growFile(intake, growth))) return false;
  round.memory.remember({ ...origin, source: round.source, intake });
  round.arrived(intake);
  return true;
}

/** The file has been at rest for long enough: what stands behind its last line end is a line. */
export async function finishFile(round: Round, origin: Origin): Promise<void> {
  const intake = await round.register.intake(origin.intake);
  if (intake === null) return;
  const { source: _, intake: id, ...rest } = { ...origin, state: 'finished' as const };
  const { content_mac } = intake;
  const end = {
    length: origin.consumed,
    received_at: round.now(),
    finished: true,
    content_mac,
    origin: rest,
  };
  await round.register.growFile(id, end);
  round.memory.remember({ ...origin, state: 'finished' });
  round.arrived(id);
}
