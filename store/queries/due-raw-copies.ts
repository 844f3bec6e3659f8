import { createExpiredRawCopies } from '../deletion/raw-copies.ts';
import type { Connection } from '../open-database.ts';
import type { RawCopyStore } from '../raw-copy-store.ts';

/** What the store knows of raw copies that have reached their age, over a connection that only reads: nothing can be changed by it. */
export function dueRawCopies(connection: Connection): RawCopyStore {
  const methods = Object.entries(createExpiredRawCopies(connection)).map(([name, method]) => [
    name,
    async (...given: never[]) => (method as (...given: never[]) => unknown)(...given),
  ]);
  return Object.fromEntries(methods) as RawCopyStore;
}
