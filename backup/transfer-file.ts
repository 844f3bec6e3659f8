import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { OperationError } from '../record/operation-error.ts';
import { TRANSFER_FORM, type TransferEnd, type TransferHeading } from '../record/transfer.ts';
import { type AgeKeys, decryptAge } from './age-files.ts';

/** No line of a call is longer. */
const LINE_MAX = 1 << 20;

/** Bytes of lines, packed as they stand in the file before they are encrypted. */
export function packed(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  // What goes wrong before it is told to whoever reads the packed bytes.
  return pipeline(Readable.from(bytes, { objectMode: false }), createZstdCompress(), () => {});
}

/** What stands first in a file that was opened and read to its end, and how many calls follow. */
export interface WholeTransfer {
  readonly heading: TransferHeading;
  readonly calls: number;
}

/** Reads a file to its end and hands out its calls, a line each; throws where it is not whole. */
export async function readTransfer(
  path: string,
  keys: AgeKeys,
  take: (line: string) => void,
): Promise<WholeTransfer> {
  let [heading, end]: [TransferHeading | null, TransferEnd | null] = [null, null];
  let calls = 0;
  for await (const line of transferLines(path, keys)) {
    if (end !== null) throw transferDamaged(path, 'something stands behind its end');
    if (heading === null) heading = headingOf(path, line);
    else if (isFrame(line)) end = parsed<TransferEnd>(path, line);
    else {
      take(line);
      calls += 1;
    }
  }
  if (heading === null || end === null || end.calls !== calls)
    throw transferDamaged(path, 'its end is missing, or it has other calls than its end says');
  return { heading, calls };
}

function headingOf(path: string, line: string): TransferHeading {
  const heading = isFrame(line) ? parsed<TransferHeading>(path, line) : null;
  if (heading?.form === TRANSFER_FORM) return heading;
  throw transferDamaged(path, 'it is no export of calls, or one of a newer program');
}

function parsed<Shape>(path: string, line: string): Shape {
  try {
    return JSON.parse(line) as Shape;
  } catch (cause) {
    throw transferDamaged(path, 'its first or last line cannot be read', cause);
  }
}

/** The first line of a file, or its last. */
export function isFrame(line: string): boolean {
  return /^\{"(?:form|end)":/.test(line);
}

/** Every line of a file as it stands in it, without its end. */
export async function* transferLines(path: string, keys: AgeKeys): AsyncGenerator<string> {
  await requireFile(path);
  try {
    const file = createReadStream(path, { highWaterMark: 1 << 20 });
    const plain = await decryptAge(file, keys, path);
    // What goes wrong before it is told to whoever reads the lines.
    const unpacked = pipeline(Readable.from(plain, { objectMode: false }), createZstdDecompress(), () => {});
    let rest = '';
    for await (const text of unpacked.setEncoding('utf8') as AsyncIterable<string>) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LINE_MAX) throw transferDamaged(path, 'it holds a line without an end');
      yield* lines;
    }
    if (rest !== '') throw transferDamaged(path, 'its last line has no end');
  } catch (error) {
    if (error instanceof OperationError && error.code !== 'BACKUP_DAMAGED') throw error;
    throw transferDamaged(path, 'it was altered or cut, or is none', error);
  }
}

async function requireFile(path: string): Promise<void> {
  if ((await stat(path).catch(() => null))?.isFile() === true) return;
  throw new OperationError('FILE_UNREADABLE', `There is no file ${path}.`, {
    hint: 'Give the file that ./ledgerline transfer export wrote.',
  });
}

function transferDamaged(path: string, why: string, cause?: unknown): OperationError {
  return new OperationError('TRANSFER_DAMAGED', `${path} is not as it was written: ${why}.`, {
    hint: 'Copy it again from where it was written, or export it again. Nothing was taken from it.',
    cause,
  });
}
