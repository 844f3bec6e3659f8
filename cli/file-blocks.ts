import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { contentOf } from '../collector/journal/unpack.ts';
import type { BlockEnd } from '../processor/lines/cut.ts';
import { OperationError } from '../record/operation-error.ts';
import type { CommandCall } from './command.ts';
import { unreadableFile } from './configuration-files.ts';

const BLOCK_BYTES = 1024 * 1024;

/** The content of a file, of a pipe or of what is packed in it, as intake would take it. */
export async function* fileContent(call: CommandCall, name: string): AsyncIterable<Uint8Array> {
  try {
    const bytes = createReadStream(resolve(call.cwd, name), { highWaterMark: BLOCK_BYTES });
    yield* (await contentOf(bytes, Number.POSITIVE_INFINITY)).content;
  } catch (cause) {
    throw cause instanceof OperationError ? cause : unreadableFile(name, cause);
  }
}

/** Blocks that begin where the whole lines of the one before ended. */
export function blocksOf(
  bytes: AsyncIterable<Uint8Array>,
): (offset: number) => Promise<{ block: string; end: BlockEnd } | null> {
  const rest = bytes[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  let begin = 0;
  let ended = false;
  return async (offset) => {
    held = held.subarray(offset - begin);
    begin = offset;
    while (!ended && held.length < BLOCK_BYTES) {
      const { value, done } = await rest.next();
      if (done) ended = true;
      else held = Buffer.concat([held, value]);
    }
    return held.length === 0 ? null : { block: held.toString('latin1'), end: ended ? 'file' : 'more' };
  };
}
