import type { Batch } from '../../record/batch.ts';
import { CALL_CODE, DUPLICATE_CODE, HELD_CODE, isUndefined, LINE_CODES } from '../../record/outcome.ts';
import { EXAMPLES_KEPT, type ReplayDifference } from '../../record/replay.ts';
import { decodeCodes } from '../line-runs.ts';
import { COLUMNS, isHeld, type ReadRow, type StoredRange } from './stored-rows.ts';

/** What was there and what is there now, as far as it is to be told apart. */
interface Reread {
  readonly intake: number;
  readonly stored: StoredRange;
  readonly rows: readonly ReadRow[];
  readonly batches: readonly Batch[];
  readonly codes: Uint8Array;
  /** Where quality records say something else than they did. */
  readonly quality: readonly number[];
  /** Where the call of an earlier chunk, or one that a duplicate repeats, has another caller by further lines. */
  readonly settled: readonly number[];
}

/** Follow from others, or are told as another outcome. */
const NOT_TOLD = new Set(['held_by', 'identity', 'call_group', 'length']);

/** What a replay changes, counted by kind, with places of some. */
export function differencesOf({
  intake,
  stored,
  rows,
  batches,
  codes,
  quality,
  settled,
}: Reread): ReplayDifference[] {
  const found = new Differences(intake);
  const before = Uint8Array.from(stored.chunks.flatMap(({ outcomes }) => [...decodeCodes(outcomes)]));
  const [wasAt, isAt] = [storedOffsets(stored, before), readOffsets(rows, batches)];
  if (before.length === codes.length) {
    for (const [place, code] of codes.entries()) {
      if (code !== before[place]) {
        found.add(nameOf(before[place]), nameOf(code), null, wasAt.get(place) ?? isAt.get(place) ?? null);
      }
    }
  } else compareByOffset(found, byOffset(wasAt, before), byOffset(isAt, codes));
  for (const { offset, place, values } of rows) {
    const was = stored.calls.get(offset);
    if (was === undefined || codes[place] === DUPLICATE_CODE) continue;
    for (const [column, name] of COLUMNS.entries()) {
      if (values[column] !== was.values[column] && !NOT_TOLD.has(name))
        found.add(callName(was.values), callName(values), name, offset);
    }
  }
  for (const offset of settled) found.add('call', 'call', 'calling', offset);
  for (const offset of quality) found.add(QUALITY, QUALITY, 'quality', offset);
  return found.all();
}

const QUALITY = 'ignored.quality_record';
const nameOf = (code: number | undefined): string =>
  code === undefined ? 'none' : (LINE_CODES[code] ?? 'none');
const callName = (values: ReadRow['values']): string => (isHeld(values) ? 'held' : 'call');

class Differences {
  private readonly found = new Map<
    string,
    { lines: number; examples: { intake: number; offset: number }[] }
  >();
  private readonly intake: number;

  constructor(intake: number) {
    this.intake = intake;
  }

  add(before: string, after: string, field: string | null, offset: number | null): void {
    const key = JSON.stringify([before, after, field]);
    const known = this.found.get(key) ?? { lines: 0, examples: [] };
    known.lines += 1;
    if (offset !== null && known.examples.length < EXAMPLES_KEPT)
      known.examples.push({ intake: this.intake, offset });
    this.found.set(key, known);
  }

  all(): ReplayDifference[] {
    return [...this.found].map(([key, counted]) => {
      const [before, after, field] = JSON.parse(key) as [string, string, string | null];
      return { before, after, field, ...counted };
    });
  }
}

/** Where each line stood that has a row, by its place among the lines. */
function storedOffsets(
  { calls, duplicates, undefined_lines }: StoredRange,
  codes: Uint8Array,
): Map<number, number> {
  const all = [...calls.values()];
  const offset = ({ values }: { values: ReadRow['values'] }): number => Number(values[0]);
  const kinds = [
    { is: (code: number) => code === CALL_CODE, at: all.filter((one) => !isHeld(one.values)).map(offset) },
    { is: (code: number) => code === HELD_CODE, at: all.filter((one) => isHeld(one.values)).map(offset) },
    { is: (code: number) => code === DUPLICATE_CODE, at: [...duplicates.keys()] },
    { is: isUndefined, at: [...undefined_lines.keys()] },
  ];
  const found = new Map<number, number>();
  const next = kinds.map(() => 0);
  for (const [place, code] of codes.entries()) {
    const kind = kinds.findIndex(({ is }) => is(code));
    const at = kinds[kind]?.at[next[kind] ?? 0];
    if (at === undefined) continue;
    found.set(place, at);
    next[kind] = (next[kind] ?? 0) + 1;
  }
  return found;
}

function readOffsets(rows: readonly ReadRow[], batches: readonly Batch[]): Map<number, number> {
  const found = new Map(rows.map(({ place, offset }) => [place, offset]));
  let before = 0;
  for (const { codes, undefined_units } of batches) {
    let unit = 0;
    for (const [place, code] of codes.entries()) {
      const offset = isUndefined(code) ? undefined_units[unit++]?.offset : undefined;
      if (offset !== undefined) found.set(before + place, offset);
    }
    before += codes.length;
  }
  return found;
}

function byOffset(offsets: ReadonlyMap<number, number>, codes: Uint8Array): Map<number, string> {
  return new Map([...offsets].map(([place, offset]) => [offset, nameOf(codes[place])]));
}

/** Lines that were cut in another way: only those that have rows can be told apart. */
function compareByOffset(
  found: Differences,
  before: ReadonlyMap<number, string>,
  after: ReadonlyMap<number, string>,
): void {
  for (const offset of [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => a - b)) {
    const [was, is] = [before.get(offset) ?? 'none', after.get(offset) ?? 'none'];
    if (was !== is) found.add(was, is, null, offset);
  }
}
