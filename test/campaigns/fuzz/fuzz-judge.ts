import type { BlockEnd } from '../../../processor/lines/cut.ts';
import type { Processor } from '../../../processor/process.ts';
import {
  type Batch,
  CALL_COLUMNS,
  CALL_PLACE,
  CALL_WIDTH,
  FIRST_LABEL,
  FIRST_STORED,
  FIRST_TEXT,
  type ProcessState,
  TEXTS_A_PAGE,
} from '../../../record/batch.ts';
import { type Blank, blankText } from '../../../record/blank.ts';
import { withKnownDestinations } from '../../../store/replay/withheld-parties.ts';
import type { Random } from '../crash/random.ts';

/** Places at which the bytes of a document are cut, about so many at most of each kind. */
const CUTS_MAX = 12;
/** Year-less dates take their year from the arrival. */
const RECEIVED_AT = Date.UTC(2026, 10, 22, 12);

/** What became of a document, in a form in which two judgements can be compared. */
export interface Judged {
  readonly codes: readonly number[];
  readonly calls: readonly (readonly (string | number | null)[])[];
  readonly undefined_units: readonly { offset: number; length: number; reason: string; detail: string }[];
  readonly blanks: readonly Blank[];
  readonly end_offset: number;
  readonly state: ProcessState;
}

/** One step of a processor over bytes of which those up to `to` have arrived. */
export function judgeStep(
  processor: Processor,
  text: string,
  step: { from: number; to: number; state: ProcessState; end: BlockEnd; lines_max: number; block: number },
): Promise<Batch> {
  const { from, to, state, end, lines_max, block } = step;
  return processor.process({
    from,
    state,
    received_at: RECEIVED_AT,
    lines_max,
    next: async (offset) => {
      const stop = Math.min(to, offset + block);
      if (offset >= to) return null;
      return { block: text.slice(offset, stop), end: stop === text.length ? end : 'more' };
    },
  });
}

/** All bytes at once. */
export async function judgeWhole(processor: Processor, text: string, end: BlockEnd): Promise<Judged> {
  const all = { from: 0, to: text.length, state: processor.start, end, lines_max: 100, block: text.length };
  return joined(text === '' ? [] : [await judgeStep(processor, text, all)], processor.start);
}

/** The same bytes as they may arrive: cut anywhere, in chunks of a few lines, the state put away in between. */
export async function judgeInPieces(
  processor: Processor,
  text: string,
  end: BlockEnd,
  { random, limit }: { random: Random; limit: number },
): Promise<Judged> {
  const batches: Batch[] = [];
  let [from, to, before, state] = [0, 0, -1, processor.start];
  const few = random.pick([1, 3, 20]);
  const cuts = Array.from({ length: random.between(1, CUTS_MAX) }, () => random.between(1, text.length));
  // Some right beside line ends, where half of one is on either side.
  const near = [...text.matchAll(/[\r\n]+/g)].filter(() => random.chance(0.1)).slice(0, CUTS_MAX);
  for (const { index } of near) cuts.push(index + random.between(0, 2));
  cuts.sort((a, b) => a - b);
  while (from < text.length) {
    // What has no end yet is offered again with more behind it.
    while (to <= from || to === before) to = Math.min(cuts.shift() ?? text.length, text.length);
    before = to === text.length ? -1 : to;
    // Blocks are longer than any line may be, as those of raw copies are.
    const block = limit + random.between(3, 2000);
    const batch = await judgeStep(processor, text, { from, to, state, end, lines_max: few, block });
    batches.push(batch);
    if (to === text.length && batch.end_offset === from) break;
    from = batch.end_offset;
    state = JSON.parse(JSON.stringify(batch.state_after)) as ProcessState;
  }
  return joined(batches, processor.start);
}

function joined(batches: readonly Batch[], start: ProcessState): Judged {
  const codes: number[] = [];
  const calls: (string | number | null)[][] = [];
  for (const batch of batches) {
    for (let row = 0; row < batch.rows; row++) calls.push(callOf(batch, row, codes.length));
    for (const code of batch.codes) codes.push(code);
  }
  const last = batches.at(-1);
  return {
    codes,
    calls,
    undefined_units: batches.flatMap((batch) => batch.undefined_units),
    blanks: batches.flatMap((batch) => batch.blanks),
    end_offset: last?.end_offset ?? 0,
    state: last?.state_after ?? start,
  };
}

/** A row with its texts in place of their places; its line is counted from the start of the document. */
function callOf(batch: Batch, row: number, linesBefore: number): (string | number | null)[] {
  const numbers = batch.calls.subarray(row * CALL_WIDTH, (row + 1) * CALL_WIDTH);
  const values: (string | number | null)[] = [];
  for (let place = 0; place < CALL_WIDTH; place++) {
    const number = numbers[place] ?? Number.NaN;
    if (Number.isNaN(number)) values.push(null);
    else if (place < FIRST_LABEL) values.push(number);
    else
      values.push((place < FIRST_TEXT ? batch.labels[number] : textAt(batch, number)) ?? `no text ${number}`);
  }
  values[CALL_PLACE.line] = (numbers[CALL_PLACE.line] ?? 0) + linesBefore;
  return values;
}

function textAt(batch: Batch, place: number): string | undefined {
  return batch.texts[Math.floor(place / TEXTS_A_PAGE)]?.split('\0')[place % TEXTS_A_PAGE];
}

/** What differs between two judgements in one line, null when nothing does. */
export function difference(one: Judged, other: Judged, how: 'in pieces' | 'again'): string | null {
  for (const part of ['codes', 'undefined_units', 'calls', 'blanks'] as const) {
    const length = Math.max(one[part].length, other[part].length);
    for (let at = 0; at < length; at++) {
      const [a, b] = [JSON.stringify(one[part][at]), JSON.stringify(other[part][at])];
      if (a !== b)
        return `${part} ${at}: ${part === 'calls' ? columnsThatDiffer(one.calls[at], other.calls[at], how) : `${a}, ${how} ${b}`}`;
    }
  }
  if (one.end_offset !== other.end_offset) return `ends at ${one.end_offset}, ${how} at ${other.end_offset}`;
  const [a, b] = [JSON.stringify(one.state.driver), JSON.stringify(other.state.driver)];
  return a === b ? null : `the driver's state: ${a}, ${how} ${b}`;
}

function columnsThatDiffer(
  one: Judged['calls'][number] = [],
  other: Judged['calls'][number] = [],
  how: string,
): string {
  return CALL_COLUMNS.flatMap((name, place) => {
    const [a, b] = [JSON.stringify(one[place]), JSON.stringify(other[place])];
    return a === b ? [] : [`${name} ${a}, ${how} ${b}`];
  }).join('; ');
}

/** A document as it stands in the raw copy once all that had to go was blanked. */
export function standing(text: string, blanks: readonly Blank[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const blank of blanks) {
    const { offset, length } = blank;
    pieces.push(text.slice(from, offset));
    pieces.push(blankText(blank));
    from = offset + length;
  }
  return pieces.join('') + text.slice(from);
}

/** The calls as a replay would store them: of a withheld number, where the call went is known from the first reading. */
export function replayed(again: Judged, first: Judged): Judged {
  const rows = again.calls.map((call, place) => ({
    ...{ place, offset: Number(call[CALL_PLACE.offset]), values: call.slice(FIRST_STORED) },
    ...{ earlier_identities: [], keyed: false },
  }));
  const stored = first.calls.map((call, id) => ({
    ...{ id, occurrence: 0, head: 0, offset: Number(call[CALL_PLACE.offset]) },
    ...{ full_cost_micros: null, values: call.slice(FIRST_STORED) },
  }));
  const calls = new Map(stored.map((call) => [call.offset, call]));
  // None of its thresholds asks where a call went.
  const known = withKnownDestinations(
    rows,
    { calls },
    (values) => values[CALL_PLACE.held_by - FIRST_STORED] ?? null,
  );
  return {
    ...again,
    calls: known.map(({ values }, row) => [...(again.calls[row]?.slice(0, FIRST_STORED) ?? []), ...values]),
  };
}

/** What is stored of a document: how calls are known again when they come whole is not among it, nor what was blanked. */
export function stored(judged: Judged): Judged {
  const calls = judged.calls.map((call) => call.with(CALL_PLACE.whole_identity, null));
  return { ...judged, calls, blanks: [] };
}
