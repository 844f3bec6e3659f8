import { DIRECTIONS, type Direction } from '../../record/call.ts';
import type { CallReading, DriverState } from '../../record/reading.ts';
import { completedTime } from './yearless-time.ts';

/** A call of several records, known by its trunk: nothing else of them agrees. */
export interface TrunkChain {
  readonly trunk: string;
  /** The call_key that its records share. */
  readonly key: string;
  /** Where its last record ended, on the clock of the wall. */
  readonly ended: number | null;
  /** Which way the call went, where only its first record says so. */
  readonly direction: Direction | null;
}

/** More open calls than trunks are calls whose end got lost; the oldest are forgotten. */
const MOST = 200;

/** The call that is open on this trunk; null when none is. */
export function chainOn(state: DriverState, trunk: string): TrunkChain | null {
  return chainsIn(state).find((chain) => chain.trunk === trunk) ?? null;
}

/** The state with this call open on its trunk, in place of an earlier one. */
export function withChain(state: DriverState, chain: TrunkChain): DriverState {
  const others = chainsIn(state).filter(({ trunk }) => trunk !== chain.trunk);
  return [...others, chain].slice(-MOST).map(asState);
}

/** The state with no call open on this trunk. */
export function withoutChain(state: DriverState, trunk: string): DriverState {
  const others = chainsIn(state).filter((chain) => chain.trunk !== trunk);
  return others.length === 0 ? null : others.map(asState);
}

/**
 * The call with the key that its records share, where letters say its part: S opens a call on its trunk, X goes on with it,
 * E closes it. The record number tells calls that began on the trunk in the same minute; `printed` is on the clock of the wall.
 */
export function chainedByType(
  state: DriverState,
  record: { readonly type: string; readonly number: string; readonly printed: number },
  call: CallReading,
): CallReading {
  const { type } = record;
  const { trunk } = call;
  if (trunk === null || !/^[SXE]$/.test(type)) return call;
  const own = `${completedTime(record.printed)}/${trunk}/${record.number}`;
  const key = type === 'S' ? own : (chainOn(state, trunk)?.key ?? own);
  const next =
    type === 'E'
      ? withoutChain(state, trunk)
      : withChain(state, { trunk, key, ended: null, direction: null });
  return { ...call, call_key: key, state: next };
}

function asState({ trunk, key, ended, direction }: TrunkChain): DriverState {
  return [trunk, key, ended, direction];
}

function chainsIn(state: DriverState): TrunkChain[] {
  if (!Array.isArray(state)) return [];
  return state.flatMap((entry: DriverState) => {
    if (!Array.isArray(entry)) return [];
    const [trunk, key, ended, direction] = entry as readonly DriverState[];
    if (typeof trunk !== 'string' || typeof key !== 'string') return [];
    return {
      trunk,
      key,
      ended: typeof ended === 'number' ? ended : null,
      direction: DIRECTIONS.find((known) => known === direction) ?? null,
    };
  });
}
