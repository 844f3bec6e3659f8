import { expect } from 'vitest';
import { ageEdges, dayIn, type Retention } from '../privacy/retention.ts';
import { dueCalls } from '../store/queries/due-calls.ts';
import type { TestFolder } from './test-folder.ts';

/** Takes every step that is due, as the jobs do. */
export async function climb(data: TestFolder, retention: Retention): Promise<Record<string, number>> {
  const { gateway } = data;
  const today = dayIn(retention.time_zone, data.now);
  const edges = ageEdges(retention, today);
  const going = { signal: new AbortController().signal, told: () => {} };
  const taken: Record<string, number> = {};
  for (const name of ['calls', 'held_calls', 'raw_copies']) await gateway.begin(retention, name, today);
  for (const held of [false, true]) {
    const wish = { held, edges: edges[held ? 'held_calls' : 'calls'], today };
    const due = await data.reading(({ connection }) => dueCalls(connection, wish));
    for (const one of due) {
      const { step, day, calls } = one;
      const took = await gateway.ageDay({ ...one, held, retention, today }, going);
      expect(took, `${step} of day ${day}: the plan said ${calls}`).toBe(calls);
      taken[step] = (taken[step] ?? 0) + took;
    }
  }
  await gateway.expireLines(retention, going);
  return taken;
}
