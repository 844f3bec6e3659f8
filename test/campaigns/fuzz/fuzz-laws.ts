import { setTimeout as sleep } from 'node:timers/promises';
import { type BlockEnd, CUT_START, type Unit } from '../../../processor/lines/cut.ts';
import { cutUnits } from '../../../processor/lines/cut-units.ts';
import { createProcessor, type Processor } from '../../../processor/process.ts';
import type { ProcessingContext } from '../../../processor/processing-context.ts';
import { CALL_PLACE as AT, type ProcessState } from '../../../record/batch.ts';
import type { Framing } from '../../../record/framing.ts';
import { CALL_CODE, HELD_CODE, LINE_CODES } from '../../../record/outcome.ts';
import type { Random } from '../crash/random.ts';
import {
  difference,
  type Judged,
  judgeInPieces,
  judgeStep,
  judgeWhole,
  replayed,
  standing,
  stored,
} from './fuzz-judge.ts';

/** No line may take longer, whatever its bytes; one that is longer than streams allow, as much again for as many bytes. */
export const SLOW_MS = 5;
const SLOW_BYTES = 8 * 1024;
/** Whoever else works on the machine is not to be blamed on the line: it is measured alone again, and the least time counts. */
const MEASURED_AGAIN = 20;
/** Apart, so that a moment in which the machine is busy does not hit all of them. */
const APART_MS = 25;
/** So much longer than allowed is slow beyond doubt. */
const BEYOND_DOUBT = 40;

export const LAWS = ['throws', 'outcomes', 'pieces', 'again', 'slow'] as const;

/** A law that does not hold, and how. */
export interface Breach {
  readonly law: (typeof LAWS)[number];
  readonly what: string;
}

/** A way of judging, with what is needed to judge the same bytes in other ways. */
export class Judging {
  readonly context: ProcessingContext;
  readonly end: BlockEnd;
  readonly slow_ms: number;
  /** One that has seen other documents before: what it remembers must not matter. */
  readonly processor: Processor;
  /** One that has seen fewer. */
  other: Processor;

  constructor(context: ProcessingContext, end: BlockEnd, slow_ms: number) {
    this.context = context;
    this.end = end;
    this.slow_ms = slow_ms;
    this.processor = createProcessor(context);
    this.other = this.processor;
  }

  renew(): void {
    this.other = createProcessor(this.context);
  }
}

/** The first law a document breaks, and how many lines it has. */
export async function breachOf(
  judging: Judging,
  text: string,
  random: Random,
): Promise<{ breach: Breach | null; lines: number }> {
  const { context, processor, other, end } = judging;
  let lines = 0;
  try {
    const started = performance.now();
    const whole = await judgeWhole(processor, text, end);
    const took = performance.now() - started;
    lines = whole.codes.length;
    const wrong = outcomesWrong(context, text, end, whole);
    if (wrong !== null) return { breach: { law: 'outcomes', what: wrong }, lines };
    if (took > judging.slow_ms) {
      const slow = await slowLine(judging, text);
      if (slow !== null) return { breach: { law: 'slow', what: slow }, lines };
    }
    const pieces = await judgeInPieces(other, text, end, {
      random,
      limit: context.cut.limit,
    });
    const differs = difference(whole, pieces, 'in pieces');
    if (differs !== null) return { breach: { law: 'pieces', what: differs }, lines };
    const changed = await changedAgain(other, text, end, whole);
    if (changed !== null) return { breach: { law: 'again', what: changed }, lines };
    return { breach: null, lines };
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { breach: { law: 'throws', what }, lines };
  }
}

/** A document of which something was blanked is judged again as it stands: nothing more goes, and what is left reads the same. */
async function changedAgain(
  processor: Processor,
  text: string,
  end: BlockEnd,
  judged: Judged,
): Promise<string | null> {
  if (judged.blanks.length === 0) return null;
  const stands = standing(text, judged.blanks);
  const again = await judgeWhole(processor, stands, end);
  const [more] = again.blanks;
  if (more !== undefined) return `${more.length} bytes more are blanked at ${more.offset}`;
  return difference(stored(judged), stored(replayed(again, judged)), 'again');
}

/** Lines counted in another way than the program does, where there is one. */
function linesIn(context: ProcessingContext, text: string, end: BlockEnd): number {
  if (context.cut.units !== undefined) return unitsOf(context, text, end).length;
  const separators: Record<Framing, RegExp | string> = {
    line: /\r\n|\n|\r/,
    lf: '\n',
    crlf: '\r\n',
    cr: '\r',
    nul: '\0',
    'stx-etx': '\x03',
  };
  const lines = text.split(separators[context.cut.framing]);
  return lines.at(-1) === '' ? lines.length - 1 : lines.length;
}

function unitsOf(context: ProcessingContext, text: string, end: BlockEnd): Unit[] {
  const units: Unit[] = [];
  cutUnits(text, 0, CUT_START, context.cut, end, (unit) => units.push(unit));
  return units;
}

/** Every line has one outcome, and whatever an outcome needs besides is there once. */
function outcomesWrong(
  context: ProcessingContext,
  text: string,
  end: BlockEnd,
  judged: Judged,
): string | null {
  const { codes, calls, undefined_units: units, blanks } = judged;
  const lines = linesIn(context, text, end);
  if (codes.length !== lines) return `${lines} lines have ${codes.length} outcomes`;
  if (judged.end_offset !== text.length)
    return `${judged.end_offset} of ${text.length} bytes are accounted for`;
  const stored = codes.flatMap((code, line) => (code === CALL_CODE || code === HELD_CODE ? [line] : []));
  const rows = calls.map((call) => call[AT.line]);
  if (stored.join() !== rows.join()) return `lines ${stored} are calls, and rows are there of ${rows}`;
  const reasons = codes.map((code) => LINE_CODES[code] ?? `no outcome ${code}`);
  const strange = reasons.find((reason) => reason.startsWith('no outcome') || reason === 'duplicate');
  if (strange !== undefined) return strange;
  const undefinedReasons = reasons.flatMap((reason) => /^undefined\.(.*)/.exec(reason)?.[1] ?? []);
  if (undefinedReasons.join() !== units.map(({ reason }) => reason).join())
    return `undefined are ${undefinedReasons}, and described are ${units.map(({ reason }) => reason)}`;
  const places = [...calls.map((call) => placeOf(call)), ...units].sort((a, b) => a.offset - b.offset);
  return outOfPlace(places, text.length) ?? outOfPlace(blanks, text.length) ?? valueWrong(calls);
}

const placeOf = (call: Judged['calls'][number]): { offset: number; length: number } => ({
  offset: Number(call[AT.offset]),
  length: Number(call[AT.length]),
});

function outOfPlace(places: readonly { offset: number; length: number }[], size: number): string | null {
  let before = 0;
  for (const { offset, length } of places) {
    if (offset < before || length < 1 || offset + length > size)
      return `bytes ${offset} and ${length} more are out of place`;
    before = offset + length;
  }
  return null;
}

/** Numbers that the store could not hold, or that no call can have. */
function valueWrong(calls: Judged['calls']): string | null {
  for (const call of calls) {
    for (const [place, value] of call.entries()) {
      if (typeof value === 'number' && !Number.isSafeInteger(value))
        return `column ${place} of a call is ${value}`;
      if (typeof value === 'string' && (value.startsWith('no text ') || value.includes('\0')))
        return `column ${place} of a call has no text that can be stored`;
    }
    if (call[AT.started_at] === null || call[AT.day] === null) return 'a call has no start';
    if (Number(call[AT.duration_ms]) < 0 || Number(call[AT.ring_ms]) < 0) return 'a call has a time below 0';
  }
  return null;
}

/** The slowest line that takes too long also when it is measured alone; null when there is none. */
async function slowLine({ context, end, slow_ms }: Judging, text: string): Promise<string | null> {
  const processor = createProcessor(context);
  const ends = [...unitsOf(context, text, end).map(({ offset, length }) => offset + length), text.length];
  let [from, state] = [0, processor.start];
  let [longest, where] = [0, 0];
  for (const stop of ends) {
    const to = Math.min(text.length, stop + 2);
    if (to <= from) continue;
    const step = { from, to, state, end, lines_max: 20, block: text.length };
    const took = await timeOf(processor, text, step);
    const allowed = slow_ms * Math.max(1, (to - from) / SLOW_BYTES);
    if (took.ms > allowed) {
      const beyond = took.ms > allowed * BEYOND_DOUBT;
      const least = beyond ? took.ms : await leastTime(context, text, step, allowed);
      if (least > allowed && least > longest) [longest, where] = [least, from];
    }
    from = took.end_offset;
    state = took.state;
  }
  return longest > 0 ? `the line at byte ${where} takes ${longest.toFixed(1)} ms` : null;
}

type Step = Parameters<typeof judgeStep>[2];

async function timeOf(
  processor: Processor,
  text: string,
  step: Step,
): Promise<{ ms: number; end_offset: number; state: ProcessState }> {
  const started = performance.now();
  const { end_offset, state_after } = await judgeStep(processor, text, step);
  return { ms: performance.now() - started, end_offset, state: state_after };
}

async function leastTime(
  context: ProcessingContext,
  text: string,
  step: Step,
  allowed: number,
): Promise<number> {
  // The same for all: what is made once, as the transitions of a time zone, is no line's fault.
  const processor = createProcessor(context);
  let least = Number.POSITIVE_INFINITY;
  for (let again = 0; again < MEASURED_AGAIN && least > allowed; again++) {
    await sleep(APART_MS);
    least = Math.min(least, (await timeOf(processor, text, step)).ms);
  }
  return least;
}
