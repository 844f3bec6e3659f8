import type { SeenCall } from '../record/call.ts';
import type { BriefWish, CallBrief } from '../record/call-brief.ts';
import { type HiddenField, isOfSomeCalls, isOfSomePeople } from '../record/call-view.ts';
import { callBriefs } from '../store/queries/call-briefs.ts';
import type { CallStore } from '../store/queries/call-rows.ts';
import {
  groupsOf,
  legsOf,
  readCalls as readWholeCalls,
  seenAmong,
  seenCalls,
  storedCount,
  topCalls,
} from '../store/queries/calls.ts';
import { type Quality, qualityOf } from '../store/queries/quality.ts';
import type { CallFilter } from '../store/queries/wanted-calls.ts';
import { notShown } from './not-shown.ts';
import { refuseUnseen } from './refuse-unseen.ts';
import type { Sight } from './sight.ts';

/**
 * The one door to calls. In order of their local day and start, as they are shown to whoever looks; what is looked for is
 * compared with what is shown. A field that is not shown cannot be looked for either.
 */
export function readCalls(store: CallStore, sight: Sight, filter: CallFilter): AsyncGenerator<SeenCall> {
  refuseUnseen(sight, filter);
  return seenCalls(store, filter, sight.view);
}

/** The same, but of each call only what some rules need, and only calls that they can tell something of. */
export function readBriefs(
  store: CallStore,
  sight: Sight,
  filter: CallFilter & { readonly from_day: number; readonly to_day: number },
  wish: BriefWish,
): AsyncGenerator<CallBrief> {
  refuseUnseen(sight, filter);
  return callBriefs(store, filter, { view: sight.view, wish });
}

/** The calls that cost most or lasted longest, most first. */
export function readTopCalls(
  store: CallStore,
  sight: Sight,
  filter: CallFilter,
  { by, limit }: { by: 'cost' | 'duration'; limit: number },
): Promise<SeenCall[]> {
  refuseUnseen(sight, filter);
  const column = by === 'cost' ? 'cost_micros' : 'duration_ms';
  return topCalls(store, filter, { view: sight.view, by: column, limit });
}

/** Calls looked up together for what their legs have in common. */
const GROUPS_AT_ONCE = 1_000;

/** The same with what the legs of one call have in common, which says nothing else: they are shown as one to everybody. */
export async function* readCallsWithGroups(
  store: CallStore,
  sight: Sight,
  filter: CallFilter,
): AsyncGenerator<{ readonly call: SeenCall; readonly group: number | null }> {
  let page: SeenCall[] = [];
  async function* withGroups() {
    const groups = await groupsOf(
      store.query,
      page.map(({ id }) => id),
    );
    for (const call of page) yield { call, group: groups.get(call.id) ?? null };
    page = [];
  }
  for await (const call of readCalls(store, sight, filter)) {
    page.push(call);
    if (page.length === GROUPS_AT_ONCE) yield* withGroups();
  }
  yield* withGroups();
}

/** Calls that are known by their ids already, as they are shown. */
export function readCallsWith(store: CallStore, sight: Sight, ids: readonly number[]): Promise<SeenCall[]> {
  return seenAmong(store, ids, sight.view);
}

/** One call with what belongs to it. */
export interface OpenedCall {
  readonly call: SeenCall;
  /** Itself among them, in no particular order. */
  readonly legs: readonly SeenCall[];
  readonly quality: readonly SeenQuality[];
}

export type SeenQuality = Omit<Quality, 'offset'> & { readonly offset: number | null };

/** Null where there is no such call, and where there is one that the viewer may not know of. */
export async function openCall(store: CallStore, sight: Sight, id: number): Promise<OpenedCall | null> {
  const filter = { id, held: 'include' } as const;
  const [call] = await Array.fromAsync(seenCalls(store, filter, sight.view));
  const [whole] = await Array.fromAsync(readWholeCalls(store, filter));
  if (call === undefined || whole === undefined) return null;
  // Which records are one call is told by the key, also to those who do not see it.
  const together = await legsOf(store, whole);
  const legs = await seenAmong(
    store,
    together.map((leg) => leg.id),
    sight.view,
  );
  const measured = await qualityOf(store.query, whole, together);
  const shown = new Set(legs.map((leg) => leg.id));
  const quality = measured.map((record) => ({
    ...record,
    call: record.call !== null && shown.has(record.call) ? record.call : null,
    offset: sight.raw && call.offset !== null ? record.offset : null,
  }));
  return { call, legs, quality };
}

const COLUMNS_OF: Partial<Readonly<Record<HiddenField, readonly (keyof SeenCall)[]>>> = {
  extra: ['extra', 'call_key'],
  line: ['offset', 'length'],
};

/** The fields that are null for this viewer whatever is stored. */
export function unseenFields({ view }: Sight): string[] {
  const dialled = view.mask.length === 0 ? [] : ['dialled', 'rate'];
  return [
    ...[...view.hidden].flatMap((field): readonly string[] => COLUMNS_OF[field] ?? [field]),
    ...dialled,
  ];
}

/** Calls for thresholds, which need to see the extension and the trunk of every call. */
export function readCallsToSort(store: CallStore, sight: Sight): AsyncGenerator<SeenCall> {
  const { mask, mask_extension, hidden } = sight.view;
  const trunks = mask.length === 0 && !hidden.has('trunk');
  if (isOfSomePeople(sight.view) || mask_extension || !trunks)
    throw notShown(sight, 'What thresholds do is told from every extension and trunk, and these are');
  return readCalls(store, sight, { held: 'include' });
}

/** How many calls and how many legs are stored, held ones aside; of all, so only for who sees all. */
export function countCalls(
  store: Pick<CallStore, 'connection'>,
  sight: Sight,
): { calls: number; legs: number } {
  if (isOfSomeCalls(sight.view)) throw notShown(sight, 'The count of all calls is');
  return storedCount(store);
}
