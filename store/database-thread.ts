import { Worker } from 'node:worker_threads';
import { callerOfThread, type MessageCaller } from '../record/message-calls.ts';

/** How much memory it may have, as V8 divides it. */
const MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 };

/** Starts a file as a thread that opens the database; `name` says which has ended, when it has. */
export function startDatabaseThread(
  file: string,
  workerData: { readonly role: string } & Readonly<Record<string, string>>,
  name: string,
  resourceLimits = MEMORY,
): { worker: Worker; caller: MessageCaller } {
  const worker = new Worker(new URL(file), {
    workerData,
    // The end of the thread closes no file by itself: one of the database would take the locks of all its connections along.
    trackUnmanagedFds: false,
    resourceLimits,
  });
  return { worker, caller: callerOfThread(worker, name) };
}
