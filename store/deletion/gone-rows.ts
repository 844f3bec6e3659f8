import { COUNTED_OF_CALL, countedCall } from '../call-totals.ts';
import { HourSums } from '../hour-totals.ts';
import type { GoneLeg } from './gone-calls.ts';

/** What is looked at of a call whose day goes whole: what it comes to is known. */
export const GONE_LEG = 'id, intake, call_group, held_by is not null, head, coalesce(answered, 0)';
/** And of every other that goes, read once and before any of its batch is gone: whether it was answered stands in other legs, too. */
export const GONE_CALL = `${GONE_LEG}, ${COUNTED_OF_CALL}`;
const COUNTED_FROM = 6;

export type GoneRow = readonly (number | null)[];

/** What follows from calls that go together. */
export interface GoneBatch {
  readonly ids: readonly number[];
  /** Lines of each intake whose calls are gone. */
  readonly lines: ReadonlyMap<number, { readonly calls: number; readonly held: number }>;
  readonly legs: readonly GoneLeg[];
  /** Calls of which a further leg that somebody answered goes, few of all. */
  readonly answering: readonly GoneLeg[];
}

/** Of calls of one day what is to be known when they are gone, but for what they come to. */
export function goneBatch(rows: readonly GoneRow[]): GoneBatch {
  const ids: number[] = [];
  const lines = new Map<number, { calls: number; held: number }>();
  const legs = new Map<number, { call_group: number; head: number; answered: number }>();
  for (const row of rows) {
    const [id, intake, call_group, held = 0, head = 0, leg_answered] = row;
    if (id == null || intake == null) throw new Error('a call that is to go has no id, or no intake');
    ids.push(id);
    const counts = entry(lines, intake, () => ({ calls: 0, held: 0 }));
    if (held === 1) counts.held += 1;
    else counts.calls += 1;
    if (call_group == null) continue;
    const answered = head === 0 && leg_answered === 1 && held === 0 ? 1 : 0;
    const leg = entry(legs, call_group, () => ({ call_group, head: 0, answered: 0 }));
    leg.head = Math.max(leg.head, head ?? 0);
    leg.answered = Math.max(leg.answered, answered);
  }
  const all = [...legs.values()];
  const answering = all.filter(({ answered }) => answered === 1).map((leg) => ({ ...leg, head: 0 }));
  return { ids, lines, legs: all, answering };
}

/** What they come to by the hour; of the totals by extension there are nearly as many as calls, which are added up where they stand. */
export function goneHours(rows: readonly GoneRow[]): HourSums {
  const hours = new HourSums();
  for (const row of rows) hours.addCall(countedCall(row, COUNTED_FROM));
  return hours;
}

function entry<Key, Value>(of: Map<Key, Value>, key: Key, made: () => Value): Value {
  const known = of.get(key);
  if (known !== undefined) return known;
  const value = made();
  of.set(key, value);
  return value;
}
