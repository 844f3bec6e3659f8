import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { JobReads } from '../../maintenance/job.ts';
import { answerCalls, MessageCaller, ThreadEnded } from '../../record/message-calls.ts';
import { isRestoring, restoresToo } from '../../store/closed-folder.ts';

const ROLE = 'ledgerline job reads';
/** A thread that nobody asked anything for so long ends: jobs have their hour, and the rest of the day it would only be memory. */
const IDLE_MS = 30_000;

/**
 * The same in a thread of its own, which begins with the first question: a count over millions of rows is one turn of the thread that
 * makes it, and in that of the service every socket would wait for it.
 */
export function jobReadsBeside(
  folder: string,
  { idle_ms = IDLE_MS, logFolder = null }: { idle_ms?: number; logFolder?: string | null } = {},
): JobReads {
  let thread: { readonly worker: Worker; readonly caller: MessageCaller } | null = null;
  let open = 0;
  let idle: NodeJS.Timeout | undefined;
  const begun = (): NonNullable<typeof thread> => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: { role: ROLE, folder, logFolder, restoring: isRestoring(folder) },
      resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 8 },
    });
    const caller = new MessageCaller(worker);
    const ended = (error: Error): void => {
      if (thread?.worker === worker) thread = null;
      caller.fail(error);
    };
    worker.on('error', (error) => ended(new ThreadEnded(String(error), { cause: error })));
    worker.on('exit', () => ended(new ThreadEnded('the thread that looks up for jobs has ended')));
    return { worker, caller };
  };
  const end = (): void => {
    const ending = thread;
    thread = null;
    void ending?.worker.terminate();
  };
  async function ask(method: string, given: readonly unknown[]): Promise<unknown> {
    clearTimeout(idle);
    thread ??= begun();
    const { worker, caller } = thread;
    open += 1;
    worker.ref();
    try {
      return await caller.call(method, given);
    } finally {
      open -= 1;
      if (open === 0) {
        // A process that is done must not wait for it.
        worker.unref();
        idle = setTimeout(end, idle_ms).unref();
      }
    }
  }
  return new Proxy({} as JobReads, {
    get: (_target, method) => {
      if (method === 'then') return undefined;
      return (...given: unknown[]) => ask(String(method), given);
    },
  });
}

if (!isMainThread && parentPort !== null && workerData?.role === ROLE) {
  const folder = String(workerData.folder);
  // Not by whoever starts the thread: it looks up nothing.
  const { jobReads } = await import('./job-reads.ts');
  if (workerData.restoring === true) restoresToo(folder);
  answerCalls(parentPort, { ...jobReads(folder, workerData.logFolder) });
}
