import type { SeenCall } from '../record/call.ts';
import { counted } from './text-table.ts';

/** Calls count heads, legs count rows. */
export interface CallCount {
  calls: number;
  legs: number;
}

export function addLeg(count: CallCount, { head }: Pick<SeenCall, 'head'>): void {
  count.legs += 1;
  if (head) count.calls += 1;
}

/** `12 calls, 15 legs` */
export function countedCalls({ calls, legs }: CallCount): string {
  return `${counted(calls, 'call')}, ${counted(legs, 'leg')}`;
}
