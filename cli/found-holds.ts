import { ageEdges, dayIn, edge, startOf } from '../privacy/retention.ts';
import { NO_EDGES } from '../record/age-edges.ts';
import { type ListedHold, listedHolds } from '../store/queries/holds.ts';
import type { CommandCall } from './command.ts';
import { activeConfiguration } from './service/judging.ts';

/** Holds, with what each keeps and defers today. */
export async function foundHolds(call: CommandCall, ended: boolean): Promise<ListedHold[]> {
  const { retention } = await activeConfiguration(call.reading());
  const zone = retention?.time_zone ?? 'UTC';
  const today = dayIn(zone, call.now());
  const { calls, held_calls } = retention === null ? NO_EDGES : ageEdges(retention, today);
  const before = startOf(retention === null ? null : edge(retention.raw_copies, today), zone);
  return listedHolds(call.reading().connection, { today, calls, held_calls, before }, ended);
}
