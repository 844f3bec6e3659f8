import { COUNTED_OF_CALL, countedCall } from '../call-totals.ts';
import { HourSums } from '../hour-totals.ts';
import type { GoneLeg } from './gone-calls.ts';

/** What is looked at of a call that goes, read once and before any of its batch is gone: whether it was answered stands in other legs, too. */
export const GONE_CALL = `id, intake, call_group, ${COUNTED_OF_CALL}`;
const COUNTED_FROM = 3;

export type GoneRow = readonly (number | null)[];

/** What follows from calls that go together. */
export interface GoneBatch {
  readonly ids: readonly number[];
  readonly hours: HourSums;
  /** Lines of each intake whose calls are gone. */
  readonly lines: ReadonlyMap<number, { readonly calls: number; readonly held: number }>;
  readonly legs: readonly GoneLeg[];
  /** Calls of which a further leg that somebody answered goes, few of all. */
  readonly answering: readonly GoneLeg[];
}

/** Of calls of one day all that is kept when they are gone, but for the totals by extension, of which there are nearly as many as calls. */
export function goneBatch(rows: readonly GoneRow[]): GoneBatch {
  const ids: number[] = [];
  const hours = new HourSums();
  const lines = new Map<number, { calls: number; held: number }>();
  const legs = new Map<number, { call_group: number; head: number; answered: number }>();
  for (const row of rows) {
    const [id, intake, call_group] = row;
    if (id == null || intake == null) throw new Error('a call that is to go has no id, or no intake');
    const call = countedCall(row, COUNTED_FROM);
    ids.push(id);
    hours.addCall(call);
    const { held, calls: head } = call;
    const counts = entry(lines, intake, () => ({ calls: 0, held: 0 }));
    counts.calls += 1 - held;
    counts.held += held;
    if (call_group == null) continue;
    const answered = head === 0 && call.answered === 1 && held === 0 ? 1 : 0;
    const leg = entry(legs, call_group, () => ({ call_group, head: 0, answered: 0 }));
    leg.head = Math.max(leg.head, head);
    leg.answered = Math.max(leg.answered, answered);
  }
  const all = [...legs.values()];
  const answering = all.filter(({ answered }) => answered === 1).map((leg) => ({ ...leg, head: 0 }));
  return { ids, hours, lines, legs: all, answering };
}

function entry<Key, Value>(of: Map<Key, Value>, key: Key, made: () => Value): Value {
  const known = of.get(key);
  if (known !== undefined) return known;
  const value = made();
  of.set(key, value);
  return value;
}
