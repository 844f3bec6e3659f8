import { ageEdges, dayIn, edge, startOf } from '../privacy/retention.ts';
import { NO_EDGES } from '../record/age-edges.ts';
import { callsFreed, type HoldsWish, type ListedHold, listedHolds } from '../store/queries/holds.ts';
import type { CommandCall } from './command.ts';
import { activeConfiguration } from './service/judging.ts';

/** Holds, with what each keeps and defers today. */
export async function foundHolds(call: CommandCall, ended: boolean): Promise<ListedHold[]> {
  return listedHolds(call.reading().connection, await wishOf(call), ended);
}

/** How many calls go when a hold in force is released, because no other one keeps them. */
export async function callsFreedBy(call: CommandCall, id: number): Promise<number> {
  return callsFreed(call.reading().connection, await wishOf(call), id);
}

async function wishOf(call: CommandCall): Promise<HoldsWish> {
  const { retention } = await activeConfiguration(call.reading());
  const zone = retention?.time_zone ?? 'UTC';
  const today = dayIn(zone, call.now());
  const { calls, held_calls } = retention === null ? NO_EDGES : ageEdges(retention, today);
  const before = startOf(retention === null ? null : edge(retention.raw_copies, today), zone);
  return { today, calls, held_calls, before };
}
