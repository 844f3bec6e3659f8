import { createLineReader } from '../../pipeline-worker.ts';
import { expireRawCopies, type RawCopiesExpired } from '../../privacy/expire-raw-copies.ts';
import { ageEdges, dayIn, type Retention } from '../../privacy/retention.ts';
import { dueRawCopies } from '../../store/queries/due-raw-copies.ts';
import type { ReadingConnection } from '../../store/reading-connection.ts';
import { rawCopyHands } from './raw-copy-hands.ts';

/** What would become of raw copies now, by the code that does it. */
export async function plannedRawCopies(
  folder: string,
  { connection }: ReadingConnection,
  { retention, now }: { retention: Retention; now: number },
): Promise<RawCopiesExpired> {
  const store = dueRawCopies(connection);
  const today = dayIn(retention.time_zone, now);
  // Identities play no part in what is old, so no key is needed.
  const reader = createLineReader(folder, new Uint8Array(32));
  const parts = {
    store,
    now: () => now,
    inTurn: <Result>(work: () => Promise<Result>) => work(),
    hands: rawCopyHands(folder, reader, async () => {}),
    edges: async () => ({ ...ageEdges(retention, today), holds: await store.holdsInForce(today) }),
  };
  const going = { today, signal: new AbortController().signal, told: () => {} };
  return await expireRawCopies(parts, retention, true, going);
}
