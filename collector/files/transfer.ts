import { isDeepStrictEqual } from 'node:util';
import type { Transfer } from '../../record/intake.ts';
import { macOf } from '../../record/mac.ts';
import { OperationError } from '../../record/operation-error.ts';
import { isAbort } from '../back-off.ts';
import { ContentPrint, TAIL_BYTES } from '../journal/content-print.ts';
import type { BegunCopy } from '../journal/copy-file.ts';
import { readBytes } from './origin-bytes.ts';
import type { ListedFile, OriginFile } from './origin-folder.ts';
import { completeAtOnce, type Round } from './round.ts';

/** Less than this is fetched again in no time. */
const WORTH_KEEPING_BYTES = TAIL_BYTES;
/** How much more than was noted may be lost to a kill: an eighth of what came, within these bounds. */
const FIRST_STEP_BYTES = 1024 * 1024;
const LAST_STEP_BYTES = 64 * FIRST_STEP_BYTES;

/** The copy of a file of which a part came before, to go on behind that; null when it must be begun at its first byte. */
export async function resumeTransfer(
  round: Round,
  listed: ListedFile,
  file: OriginFile,
  marks: readonly number[],
): Promise<BegunCopy | null> {
  const transfer = round.memory.transfer(listed.path);
  if (transfer === undefined) return null;
  const begun = await goOn(round, listed, file, { transfer, marks });
  if (begun === null) {
    await dropTransfer(round, transfer);
    return null;
  }
  round.tally.resumed.push(begun.from);
  return begun;
}

/** Null when what came is not there any more as it was noted, or is not what the origin has. */
async function goOn(
  round: Round,
  listed: ListedFile,
  file: OriginFile,
  { transfer, marks }: { transfer: Transfer; marks: readonly number[] },
): Promise<BegunCopy | null> {
  const { source, day, intake, length } = transfer;
  if (!mayHaveTheSame(transfer, listed, round)) return null;
  const raw = await round.journal.reopen(source, day, intake, length);
  if (raw === null) return null;
  let isSame = false;
  try {
    const print = new ContentPrint(round.journal.key, marks);
    for await (const chunk of raw.read(0)) print.update(chunk);
    isSame = print.take().content_mac === transfer.content_mac && (await hasTheSame(file, print, round));
    return isSame ? { intake, day, raw, print, from: length, packed: false } : null;
  } finally {
    if (!isSame) await raw.close();
  }
}

/** The same file by size and time, or one that grew where files may. */
function mayHaveTheSame({ size, modified_at }: Transfer, listed: ListedFile, { options }: Round): boolean {
  if (listed.size === size && listed.modified_at === modified_at) return true;
  return !completeAtOnce(options) && listed.size > size && listed.modified_at >= modified_at;
}

/** Compares the beginning and the last 64 KiB of what came with what stands there at the origin now. */
async function hasTheSame(
  file: OriginFile,
  print: ContentPrint,
  { journal: { key } }: Round,
): Promise<boolean> {
  const { length, head_length, head_mac, tail_mac } = print.take();
  const head = await readBytes(file, 0, head_length);
  const tail = await readBytes(file, Math.max(0, length - TAIL_BYTES), length);
  return isDeepStrictEqual([macOf(key, 'head', head), macOf(key, 'tail', tail)], [head_mac, tail_mac]);
}

/** To be asked after each piece: notes now and then how far a file has come, so that a killed service goes on from there. */
export function notingProgress(round: Round, listed: ListedFile, begun: BegunCopy): () => Promise<void> {
  const { print } = begun;
  let next = print.length + stepAt(print.length);
  return async () => {
    if (!round.folder.isRemote || begun.packed || print.length < next) return;
    await note(round, listed, begun);
    next = print.length + stepAt(print.length);
  };
}

function stepAt(length: number): number {
  return Math.min(Math.max(length / 8, FIRST_STEP_BYTES), LAST_STEP_BYTES);
}

/** Makes durable what came of a file whose connection broke. False when it is not worth it, or cannot be gone on with. */
export async function keepForLater(
  round: Round,
  listed: ListedFile,
  begun: BegunCopy,
  error: unknown,
): Promise<boolean> {
  const { print, packed, from } = begun;
  if (!round.folder.isRemote || !isBreak(error)) return false;
  if (packed || print.length < WORTH_KEEPING_BYTES) return false;
  await note(round, listed, begun);
  round.tally.bytes += print.length - from;
  round.tally.kept.push(print.length);
  return true;
}

async function note(round: Round, listed: ListedFile, { intake, day, raw, print }: BegunCopy): Promise<void> {
  await raw.flush();
  const { path, size, modified_at } = listed;
  const { length, content_mac } = print.take();
  const place = { source: round.source, path, intake, day };
  const transfer = { ...place, size, modified_at, length, content_mac, noted_at: round.now() };
  await round.register.noteTransfer(transfer);
  round.memory.rememberTransfer(transfer);
}

/** What came of a file counts for nothing. Its copy goes last: one that nobody knows of is removed by the next start. */
export async function dropTransfer(round: Round, { source, path, day, intake }: Transfer): Promise<void> {
  await round.register.forgetTransfer(source, path);
  round.memory.forgetTransfer(path);
  await (await round.journal.reopen(source, day, intake, 0))?.discard();
}

/** Whether reading ended for a reason that lies between us and the file, or because we were told to stop. */
export function isBreak(error: unknown): boolean {
  return isAbort(error) || (error instanceof OperationError && error.code === 'CONNECTION_FAILED');
}
