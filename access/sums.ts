import {
  isHourGrouping,
  isOfTotals,
  type SumGrouping,
  type Sums,
  type SumsFilter,
  type SumsWish,
  type TopSums,
  type TopWish,
  topSumsOf,
} from '../record/call-sums.ts';
import type { HourGrouping, TotalGrouping } from '../record/day-total.ts';
import type { CallStore } from '../store/queries/call-rows.ts';
import type { CallFilter } from '../store/queries/wanted-calls.ts';
import { notShown } from './not-shown.ts';
import { refuseUnseen } from './refuse-unseen.ts';
import type { Sight } from './sight.ts';
import { readTotals } from './totals.ts';

/**
 * Calls added up by what is shown of them: from the totals of days, which know calls that have gone, where these can answer, else
 * from the calls themselves, for which alone what builds queries is loaded.
 */
export async function readSums(store: CallStore, sight: Sight, wish: SumsWish): Promise<Sums[]> {
  const { by, sites_of, more_calls_than = 0 } = wish;
  const filter = refusedUnlessShown(sight, wish);
  if (isToldByTotals(sight, wish))
    return readTotals(store, sight, {
      ...{ ...wish, by: by as (TotalGrouping | HourGrouping)[], held: false },
    })
      .filter(({ calls }) => more_calls_than === 0 || calls > more_calls_than)
      .map(({ reached = null, missed = null, ...total }) => ({
        ...{ ...total, reached, missed },
        ...{ ring_ms: null, rings: null, longest_ring_ms: null, longest_ms: null },
      }));
  const calls = { by, filter, sites_of };
  if (more_calls_than === 0) {
    const { sumCalls } = await import('../store/queries/call-sums.ts');
    return await sumCalls(store, sight.view, calls);
  }
  const { sumFewCalls } = await import('../store/queries/few-sums.ts');
  const { groups } = await sumFewCalls(store, sight.view, calls, { more_calls_than });
  return [...groups];
}

/** The first groups of the same, and how many calls all of them have together. */
export async function readTopSums(
  store: CallStore,
  sight: Sight,
  wish: SumsWish,
  top: TopWish,
): Promise<TopSums> {
  const { by, sites_of } = wish;
  if (isToldByTotals(sight, wish) || !Number.isFinite(top.limit))
    return topSumsOf(await readSums(store, sight, wish), top);
  const filter = refusedUnlessShown(sight, wish);
  const { sumFewCalls } = await import('../store/queries/few-sums.ts');
  return await sumFewCalls(store, sight.view, { by, filter, sites_of }, top);
}

function refusedUnlessShown(sight: Sight, wish: SumsWish): CallFilter {
  const filter = callFilter(wish);
  refuseUnseen(sight, filter);
  const unseen = wish.by.find((name) => !showsSumsBy(sight, name));
  if (unseen !== undefined) throw notShown(sight, `Sums by ${unseen.replaceAll('_', ' ')} are`);
  return filter;
}

function isToldByTotals({ view }: Sight, wish: SumsWish): boolean {
  const { extensions, cost_centres, restricted } = view;
  const { extension, unit, person } = wish.filter;
  // Who sees single extensions only, or masked ones, is answered from calls, which know who took part, and whom nobody may look for.
  const ofPeople = extension !== undefined || (restricted.length > 0 && (unit ?? person) !== undefined);
  // Hours are told of no extension, so who sees those of some cost centres only is answered from calls, too.
  const seen = extensions === null && (cost_centres === null || !wish.by.some(isHourGrouping));
  return isOfTotals(wish) && seen && !ofPeople;
}

/** What is not shown of a call is nothing that calls are told by. */
export function showsSumsBy({ view }: Sight, name: SumGrouping): boolean {
  const { hidden, mask_extension } = view;
  if (name === 'extension') return !mask_extension;
  if (name === 'person') return !mask_extension && !hidden.has('calling_name');
  return !(name === 'trunk' || name === 'cause' || name === 'account_code') || !hidden.has(name);
}

/** The same as of calls one by one. */
export function callFilter({ from_day, to_day, filter, sites_of }: SumsWish): CallFilter {
  const { unit, person, ...rest }: SumsFilter = filter;
  const belonging = {
    sites_of,
    ...(unit !== undefined && { unit }),
    ...(person !== undefined && { person }),
  };
  return {
    ...{ from_day, to_day, ...rest },
    ...((unit !== undefined || person !== undefined) && { belonging }),
  };
}
