import { Worker } from 'node:worker_threads';
import type { LineReader } from '../../pipeline-worker.ts';
import type { Batch } from '../../record/batch.ts';
import { callerOfThread } from '../../record/message-calls.ts';

/** Starts the thread that reads. Apart from what runs in it, so that this thread loads no driver and no telephone numbers. */
export function startLineReader(folder: string, key: Uint8Array): LineReader {
  const worker = new Worker(new URL('../../pipeline-worker.ts', import.meta.url), {
    workerData: { role: 'ledgerline reader', folder, key },
    resourceLimits: { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 8 },
  });
  const caller = callerOfThread(worker, 'the reading thread');
  return {
    read: (request) => caller.call('read', [request]) as Promise<Batch>,
    keepTariff: async (tariff, rates) => void (await caller.call('keepTariff', [tariff, rates])),
    close: async () => void (await worker.terminate()),
  };
}
