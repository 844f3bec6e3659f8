import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { openRawCopy } from './collector/journal/raw-copies.ts';
import type { BlockEnd } from './processor/lines/cut.ts';
import { createProcessor, type Processor } from './processor/process.ts';
import type { ProcessingSettings } from './processor/processing-context.ts';
import { processingContext } from './processor/processing-context.ts';
import { RateTable } from './processor/rating/rate-table.ts';
import type { AgeEdges } from './record/age-edges.ts';
import type { Batch, BatchColumns, ProcessState } from './record/batch.ts';
import { answerCalls } from './record/message-calls.ts';
import type { RawCopy } from './record/raw-copy.ts';
import type { Rate } from './record/tariff.ts';

/** By this the file knows that it is the thread. */
const ROLE = 'ledgerline reader';
/**
 * Read at once: longer than any line may be, and short enough to be a young string, which is thrown away at no cost.
 */
const BLOCK_BYTES = 96 * 1024;
/** Ways of judging that are kept ready, each with the numbers it has seen. */
const PROCESSORS_KEPT = 16;

/** A range of a raw copy to be read: cut into lines, each understood by the driver, numbered and judged. */
export interface ReadRequest {
  readonly copy: RawCopy;
  readonly from: number;
  /** Where the durable bytes end, and what that end is. */
  readonly to: number;
  readonly end: BlockEnd;
  readonly state: ProcessState | null;
  readonly received_at: number;
  readonly lines_max: number;
  readonly settings: ProcessingSettings;
  /** What the ladder demands today; left out where there is none. */
  readonly edges?: AgeEdges;
  /** Columns of an earlier batch that nobody needs any more. */
  readonly spare?: BatchColumns | undefined;
}

/** Reads ranges of raw copies, in a thread of its own (cli/service/start-line-reader.ts). */
export interface LineReader {
  read(request: ReadRequest): Promise<Batch>;
  /** Hands over the rows of a tariff, before any settings name it. */
  keepTariff(tariff: number, rates: readonly Rate[]): Promise<void>;
  close(): Promise<void>;
}

/** The same without a thread: file ranges in, batches out. */
export function createLineReader(folder: string, key: Uint8Array): Omit<LineReader, 'close'> {
  const tariffs = new Map<number, RateTable>();
  const processors = new Map<string, Processor>();
  const processorOf = (settings: ProcessingSettings): Processor => {
    const name = JSON.stringify(settings);
    const processor = processors.get(name) ?? createProcessor(processingContext(settings, key, tariffs));
    // The one used last stands last; the first is the one to give up.
    processors.delete(name);
    processors.set(name, processor);
    for (const oldest of processors.keys()) {
      if (processors.size <= PROCESSORS_KEPT) break;
      processors.delete(oldest);
    }
    return processor;
  };
  return {
    async keepTariff(tariff, rates) {
      tariffs.set(tariff, new RateTable(rates));
    },
    async read({ copy, from, to, end, state, received_at, lines_max, settings, edges, spare }) {
      const processor = processorOf(settings);
      const raw = await openRawCopy(folder, copy, BLOCK_BYTES);
      try {
        return await processor.process({
          from,
          state: state ?? processor.start,
          received_at,
          // There are no more lines than bytes: a batch of few needs little room.
          lines_max: Math.min(lines_max, to - from + 1),
          edges,
          spare,
          next: async (offset) => {
            if (offset > to) return null;
            const bytes = await raw.block(offset, Math.min(BLOCK_BYTES, to - offset));
            const last = offset + bytes.length >= to;
            return { block: bytes.toString('latin1'), end: last ? end : 'more' };
          },
        });
      } finally {
        await raw.close();
      }
    },
  };
}

if (!isMainThread && parentPort !== null && workerData?.role === ROLE) {
  const reader = createLineReader(String(workerData.folder), workerData.key as Uint8Array);
  const methods = {
    read: (request: ReadRequest) => reader.read(request),
    keepTariff: (tariff: number, rates: readonly Rate[]) => reader.keepTariff(tariff, rates),
  };
  answerCalls(parentPort, methods, (value) => {
    const batch = value as Batch | undefined;
    return batch === undefined ? [] : [batch.codes.buffer as ArrayBuffer];
  });
}
