import type { Origin } from '../../record/intake.ts';
import { OperationError } from '../../record/operation-error.ts';
import {
  type BegunCopy,
  beginCopy,
  type CopiedFile,
  copyInto,
  mayBeRegistered,
  registrationOf,
} from '../journal/copy-file.ts';
import { isZip, startOf } from '../journal/unpack.ts';
import { openForGrowth, registerGrowth } from './grow-file.ts';
import { headOf } from './origin-bytes.ts';
import type { ListedFile } from './origin-folder.ts';
import { originOf } from './origin-memory.ts';
import { type Displaced, type HeadIndex, recognise } from './recognise.ts';
import { completeAtOnce, type Round } from './round.ts';
import { takeArchive } from './take-archive.ts';
import { dropTransfer, keepForLater, notingProgress, resumeTransfer } from './transfer.ts';

/**
 * Takes a file from its first byte to its last: one never seen, or another one at a known path. A file that is not yet
 * `settled` is only taken if it turns out to be a known one that was moved. False when it was not taken.
 */
export async function takeWhole(
  round: Round,
  listed: ListedFile,
  displaced: HeadIndex,
  settled: boolean,
): Promise<boolean> {
  const file = await round.folder.open(listed.path);
  try {
    const like = displaced.isEmpty
      ? []
      : await contentOf(round, displaced.like(await headOf(file, listed.size)));
    if (!settled && like.length === 0) return false;
    const marks = like.map(({ origin }) => origin.consumed);
    const resumed = await resumeTransfer(round, listed, file, marks);
    const known: Known = { like, settled };
    if (resumed !== null)
      return await copyAndRegister(round, listed, resumed, file.bytes(resumed.from, listed.size), known);
    const { start, whole, leave } = await startOf(file.bytes(0, listed.size));
    if (!isZip(start))
      return await copyAndRegister(round, listed, await beginCopy(round, marks), whole, known);
    await leave();
    const archive = { packed: true, read: listed.size };
    if (settled) await takeArchive(round, listed, file, () => ensureUnchanged(round, listed, archive));
    return settled;
  } finally {
    await file.close();
  }
}

/** What is known of a file before it is copied: origins that begin as it does, and whether it may be taken as a new one. */
interface Known {
  readonly like: readonly Displaced[];
  readonly settled: boolean;
}

async function copyAndRegister(
  round: Round,
  listed: ListedFile,
  begun: BegunCopy,
  bytes: AsyncIterable<Uint8Array>,
  known: Known,
): Promise<boolean> {
  let taken: Taken = 'not taken';
  try {
    const noted = notingProgress(round, listed, begun);
    const { unpack_limit_bytes } = round.options;
    const limits = { unpack_limit_bytes, signal: round.signal };
    const copied = await copyInto(begun, bytes, round.now(), limits, noted);
    await ensureUnchanged(round, listed, copied);
    // Outside of the turn, where several can be flushed at once.
    await copied.raw.keep();
    // Should nobody know whether it was recorded, the copy stays for the next start to judge.
    taken = 'new';
    taken = await round.inTurn(() => register(round, listed, copied, known));
  } catch (error) {
    if (taken === 'new' && !mayBeRegistered(error)) taken = 'not taken';
    else if (taken === 'not taken' && (await keepForLater(round, listed, begun, error))) taken = 'in part';
    throw error;
  } finally {
    await finish(round, listed, begun, taken);
  }
  return taken !== 'not taken';
}

/** Whether the raw copy is needed, is to be gone on with, only told of what is known, or nothing was taken. */
type Taken = 'new' | 'in part' | 'known' | 'not taken';

async function finish(round: Round, listed: ListedFile, { raw }: BegunCopy, taken: Taken): Promise<void> {
  if (taken === 'new' || taken === 'in part') return raw.close();
  await raw.discard();
  const noted = round.memory.transfer(listed.path);
  if (noted !== undefined) await dropTransfer(round, noted);
}

async function contentOf(round: Round, origins: readonly Origin[]): Promise<Displaced[]> {
  const displaced: Displaced[] = [];
  for (const origin of origins) {
    const content_mac = (await round.register.intake(origin.intake))?.content_mac;
    if (content_mac != null) displaced.push({ origin, content_mac });
  }
  return displaced;
}

/** A file that was written to while we read it is no file that ever was. Growing at its end does no harm. */
async function ensureUnchanged(
  round: Round,
  listed: ListedFile,
  copied: Pick<CopiedFile, 'packed' | 'read'>,
): Promise<void> {
  const after = await round.folder.stat(listed.path);
  const same = after?.size === listed.size && after.modified_at === listed.modified_at;
  const mayGrow = !copied.packed && !completeAtOnce(round.options);
  const grown = mayGrow && after !== null && after.size > listed.size;
  if (copied.read === listed.size && (same || grown)) return;
  throw new OperationError(
    'FILE_VANISHED',
    'a file disappeared or changed while it was read; nothing of it was kept',
    {
      hint: 'It is looked at again in the next round.',
      retryable: true,
    },
  );
}

async function register(
  round: Round,
  listed: ListedFile,
  copied: CopiedFile,
  { like: displaced, settled }: Known,
): Promise<Taken> {
  const same = await round.register.findContent(round.source, copied.print.content_mac);
  const content = { path: listed.path, length: copied.print.length, macAt: copied.macAt };
  const recognised = recognise(content, { same, displaced }, round.options);
  const followed =
    recognised.kind === 'moved' && (await followMove(round, listed, copied, recognised.origin));
  if (!followed && !settled) return 'not taken';
  round.tally.files += 1;
  if (followed) return 'known';
  if (recognised.kind === 'resent') {
    await addResent(round, listed, copied, recognised.same_as);
    return 'known';
  }
  await addNew(round, listed, copied);
  return 'new';
}

async function addNew(round: Round, listed: ListedFile, copied: CopiedFile): Promise<void> {
  const finished = copied.packed || completeAtOnce(round.options);
  const origin = originOf(listed, copied.print, finished);
  await round.register.addFile({
    ...registrationOf(copied, round),
    name: listed.path,
    session: await round.session(),
    length: copied.print.length,
    finished,
    origin,
  });
  round.memory.remember({ ...origin, source: round.source, intake: copied.intake });
  round.tally.bytes += copied.arrived;
  round.arrived(copied.intake);
}

async function addResent(
  round: Round,
  listed: ListedFile,
  copied: CopiedFile,
  sameAs: number,
): Promise<void> {
  const origin = originOf(listed, copied.print, true);
  const registration = {
    ...registrationOf(copied, round),
    name: listed.path,
    session: await round.session(),
    length: copied.print.length,
    origin,
  };
  await round.register.addResent(registration, sameAs);
  round.memory.remember({ ...origin, source: round.source, intake: copied.intake });
  round.tally.files_known += 1;
  round.tally.bytes += copied.arrived;
  round.arrived(copied.intake);
}

/**
 * The file was moved (or only touched) at its origin: its memory moves along, and only what it has more than before is
 * received. False when its raw copy cannot be carried on.
 */
async function followMove(
  round: Round,
  listed: ListedFile,
  copied: CopiedFile,
  origin: Origin,
): Promise<boolean> {
  const { print, packed } = copied;
  await moveMemory(round, origin, listed.path);
  const rest = print.length - origin.consumed;
  if (rest > 0) {
    const raw = await openForGrowth(round, origin);
    if (raw === null) return false;
    try {
      for await (const chunk of copied.raw.read(origin.consumed)) await raw.append(chunk);
    } finally {
      await raw.close();
    }
    const finished = packed || completeAtOnce(round.options);
    if (!(await registerGrowth(round, listed, origin.intake, print, finished))) return false;
  }
  if (rest === 0) {
    const rememberedAs = originOf(listed, print, origin.state === 'finished');
    const moved = { ...rememberedAs, source: round.source, intake: origin.intake };
    await round.register.setOrigin(moved);
    round.memory.remember(moved);
    await round.session();
    round.tally.files_known += 1;
  }
  round.tally.bytes += rest;
  return true;
}

/** Where another file stands at the old path already, its memory is not ours to move. */
async function moveMemory(round: Round, origin: Origin, to: string): Promise<void> {
  const { register, source, memory } = round;
  if (origin.path === to || memory.get(origin.path)?.intake !== origin.intake) return;
  await register.renameOrigin(source, origin.path, to);
  memory.forget(origin.path);
  memory.remember({ ...origin, path: to });
}

/** Remembers that this file, as it is, cannot be taken. */
export async function refuse(round: Round, listed: ListedFile): Promise<void> {
  const { path, size, modified_at } = listed;
  const nothing = { consumed: 0, head_mac: '', head_length: 0, tail_mac: '', content_chain: '' };
  const origin: Origin = {
    source: round.source,
    path,
    intake: 0,
    size,
    modified_at,
    ...nothing,
    state: 'refused',
  };
  await round.register.setOrigin(origin);
  round.memory.remember(origin);
}
