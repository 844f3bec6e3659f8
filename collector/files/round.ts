import type { IntakeId, IntakeRegister, UtcMs } from '../../record/intake.ts';
import type { Journal } from '../journal/journal.ts';
import type { PickUpRules } from './listed-file.ts';
import type { OriginFolder } from './origin-folder.ts';
import type { OriginMemory } from './origin-memory.ts';

export interface PickUpOptions extends PickUpRules {
  /** Folder at the origin for `move`, relative to the folder that is watched. */
  readonly move_to: string;
  /** Ending for `rename`. */
  readonly rename_suffix: string;
  /** Name of the done-marker of a file, with `{name}` and `{stem}`; null when there are none. */
  readonly done_marker: string | null;
  readonly files: readonly string[];
  readonly except: readonly string[];
  readonly unpack_limit_bytes: number;
}

/** What a round brought. */
export interface Tally {
  bytes: number;
  files: number;
  files_known: number;
  /** Files in archives that are of an operating system and were left out. */
  left_out: number;
  /** Of files that came in part, how much: of those that broke off, and of those that were gone on with. */
  readonly kept: number[];
  readonly resumed: number[];
  /** What could not be taken and why: messages without names, with how often. */
  readonly troubles: Map<string, number>;
}

/** One look at a folder at the origin, with all that the work on a single file needs. */
export interface Round {
  readonly source: string;
  readonly journal: Journal;
  readonly register: IntakeRegister;
  readonly now: () => UtcMs;
  readonly arrived: (intake: IntakeId) => void;
  readonly folder: OriginFolder;
  readonly options: PickUpOptions;
  readonly memory: OriginMemory;
  readonly signal: AbortSignal;
  readonly tally: Tally;
  /** The session of this round, opened when it is first asked for. */
  readonly session: () => Promise<number>;
  /** Intakes that grow in this round: two files that began as copies of one another must not both carry on its bytes. */
  readonly growing: Set<IntakeId>;
  /** One after the other: two files with the same bytes in one round must not both count as new. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

export function emptyTally(): Tally {
  return { bytes: 0, files: 0, files_known: 0, left_out: 0, kept: [], resumed: [], troubles: new Map() };
}

/** Files are whole when taken: they may be finished, and moved or deleted, at once. */
export function completeAtOnce({ afterwards, needs_marker }: PickUpRules): boolean {
  return needs_marker || afterwards !== 'leave';
}

/** Runs what it is given one after the other, in the order of asking. */
export function turns(): Round['inTurn'] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}
