import { ageEdges, dayIn, type Retention } from '../../privacy/retention.ts';
import { NO_EDGES } from '../../record/age-edges.ts';
import { heldBy, type Threshold } from '../../record/threshold.ts';
import { addLeg, type CallCount } from '../../reports/call-count.ts';
import { grouped } from '../../reports/text-table.ts';
import { ARRIVED_CLASSES } from '../../store/job-store.ts';
import type { HeldCallsStore, UnsortedChunk } from '../../store/sorting-store.ts';
import type { CommandCall } from '../command.ts';
import type { Writer } from './writer.ts';

/** Said this often while it goes on. */
const EVERY_MS = 2_000;

/** What a sorting holds now that it did not hold, and the other way round. */
export interface HeldSorted {
  readonly held: CallCount;
  readonly released: CallCount;
}

/** By what stored calls are sorted, and the retention by which lines were taken until then. */
interface Sorting {
  readonly thresholds: readonly Threshold[];
  readonly retention: Retention | null;
}

interface SortingParts {
  readonly store: HeldCallsStore & Pick<Writer['store'], 'reachedEdges'>;
  readonly pipeline: Pick<Writer['pipeline'], 'inTurn'>;
}

/**
 * Sorts stored calls again by other thresholds, both ways, chunk by chunk between the lines that arrive, and notes then what cannot be
 * sorted any more. Broken off, it is done to its end when a configuration is applied again.
 */
export async function sortHeld(
  call: Pick<CommandCall, 'signal' | 'now' | 'err'>,
  { store, pipeline }: SortingParts,
  { thresholds, retention }: Sorting,
): Promise<HeldSorted> {
  const text = JSON.stringify(thresholds);
  const moved = { held: { calls: 0, legs: 0 }, released: { calls: 0, legs: 0 } };
  let [at, said, legs]: [Pick<UnsortedChunk, 'intake' | 'first_offset'>, number, number] = [
    { intake: -1, first_offset: -1 },
    call.now(),
    0,
  ];
  for (;;) {
    // In turn: a line that was being judged by the old thresholds has been committed by then.
    const from = at;
    const chunks = await pipeline.inTurn(async () => {
      const found = await store.unsorted(text, from);
      if (found === null) await store.settleSortings(text, await unsortable(store, retention, call.now()));
      return found;
    });
    if (chunks === null) return moved;
    for (const chunk of chunks) {
      call.signal.throwIfAborted();
      at = chunk;
      legs += await pipeline.inTurn(() =>
        sortChunk(store, chunk, { thresholds, text, now: call.now(), moved }),
      );
      if (call.now() - said < EVERY_MS) continue;
      said = call.now();
      call.err(`${grouped(legs)} legs sorted by the new thresholds\n`);
    }
  }
}

/**
 * Before which days calls have gone, or are anonymous, and are not sorted again: as far as jobs got, and those that came late since
 * then, by this retention or an earlier one.
 */
async function unsortable(
  store: SortingParts['store'],
  retention: Retention | null,
  now: number,
): Promise<{ calls: number | null; held_calls: number | null }> {
  const reached = await store.reachedEdges();
  const demanded = retention === null ? NO_EDGES : ageEdges(retention, dayIn(retention.time_zone, now));
  const last = (name: 'calls' | 'held_calls'): number | null => {
    const classes: readonly string[] = [name, ARRIVED_CLASSES[name]];
    const days = reached
      .filter((one) => classes.includes(one.class) && one.step !== 'masked')
      .map(({ day }) => day);
    const all = [...days, demanded[name].anonymous].filter((day) => day !== null);
    return all.length === 0 ? null : Math.max(...all);
  };
  return { calls: last('calls'), held_calls: last('held_calls') };
}

async function sortChunk(
  store: HeldCallsStore,
  chunk: UnsortedChunk,
  by: {
    thresholds: readonly Threshold[];
    text: string;
    now: number;
    moved: HeldSorted;
  },
): Promise<number> {
  const calls = await store.callsToSort(chunk);
  const moves = calls.flatMap(({ id, offset, head, held_by, ...rest }) => {
    const holds = by.thresholds[heldBy(rest, by.thresholds)]?.name ?? null;
    if (holds === held_by) return [];
    if (held_by === null) addLeg(by.moved.held, { head });
    if (holds === null) addLeg(by.moved.released, { head });
    return [{ id, offset, held_by: holds }];
  });
  await store.sortHeld(chunk, by.text, moves, by.now);
  return calls.length;
}
