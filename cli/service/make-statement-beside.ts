import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { answerCalls, callerOfThread } from '../../record/message-calls.ts';
import type { SealedStatement, StatementWish } from './make-statement.ts';

const ROLE = 'ledgerline report';

/** The same in a thread of its own, because a long report would keep every socket waiting; whoever is told to stop ends it. */
export async function makeStatementBeside(
  folder: string,
  wish: StatementWish,
  signal: AbortSignal,
): Promise<SealedStatement> {
  signal.throwIfAborted();
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { role: ROLE, folder },
    resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 16 },
  });
  const caller = callerOfThread(worker, 'the thread that makes a report');
  const stop = (): void => caller.fail(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return (await caller.call('make', [wish])) as SealedStatement;
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

if (!isMainThread && parentPort !== null && workerData?.role === ROLE) {
  const folder = String(workerData.folder);
  // Not by whoever starts the thread: it makes none.
  const { makeStatement } = await import('./make-statement.ts');
  answerCalls(parentPort, { make: (wish: StatementWish) => makeStatement(folder, wish) });
}
