import { type CallExplained, explainCall, thresholdSentence } from '../processor/explain-call.ts';
import { decodeLine, type Encoding, wholeText } from '../processor/lines/decode.ts';
import { placeInWhole } from '../processor/lines/whole-place.ts';
import { showTime } from '../record/calendar.ts';
import type { Field, TextPlace, UndefinedReading } from '../record/reading.ts';
import { markedPlace } from '../reports/marked-place.ts';
import { configurationAt } from '../store/queries/intakes.ts';
import type { ReadingStore } from '../store/reading-store.ts';
import type { FoundLine } from './raw-lines.ts';
import { readConfiguration } from './service/judging.ts';

/** The configuration in force when these settings were first used, and what it calls the format of the source. */
export async function configurationOf(store: ReadingStore, { chunk, settings }: FoundLine) {
  const version = await configurationAt(store.query, chunk.settings_used_at);
  if (version === null) return { configuration: null, format: null };
  const configuration = { version: version.id, applied_at: showTime(version.applied_at, 0) };
  return { configuration, format: formatIn(version.text, settings.source) };
}

/** An older program may have taken a document that this one does not. */
function formatIn(text: string, source: string): string | null {
  try {
    const { sources } = readConfiguration(text, 'as applied');
    return (Object.hasOwn(sources, source) ? sources[source]?.format : null) ?? null;
  } catch {
    return null;
  }
}

/** What made this of a call, with the threshold that holds it; null for a line that is none. */
export async function whyOf(
  { line, settings, lastEnd }: FoundLine,
  held_by: string | null,
): Promise<(CallExplained & { held_by: string | null }) | null> {
  const { reading } = line;
  if (reading?.kind !== 'call') return null;
  const before = reading.clock === 'wall' ? await lastEnd() : null;
  const threshold = settings.thresholds.find(({ name }) => name === held_by);
  const held = threshold === undefined ? held_by : thresholdSentence(threshold);
  return { ...explainCall(reading, settings, before), held_by: held };
}

/** Where a line failed, in characters of its whole text; or why there is no such place. */
export type Failed = TextPlace | { readonly field: Field | readonly Field[] } | { readonly none: string };

export function failedAt({ line, settings }: FoundLine, outcome: string): Failed | null {
  const { reading, unit } = line;
  if (!outcome.startsWith('undefined.') || reading === null) return null;
  return reading.kind === 'undefined'
    ? placeOf(reading, unit.raw, settings.encoding)
    : { none: OF_THE_TIMES };
}

/** The place that a driver names, in characters of the whole text of the line. */
export function placeOf(reading: UndefinedReading, raw: string, encoding: Encoding): Failed {
  const whole = wholeText(raw, encoding);
  const { place } = reading;
  if (place === undefined) return withoutPlace(reading, whole);
  if (typeof place !== 'object' || !('from' in place)) return { field: place };
  const decoded = decodeLine(raw, encoding, 'several');
  const found = 'text' in decoded ? placeInWhole(whole, decoded.text, place) : null;
  return found ?? { none: 'control characters stand within other characters of it' };
}

function withoutPlace({ reason }: UndefinedReading, whole: string): Failed {
  if (reason === 'too_short') return { from: whole.length, to: whole.length };
  return { none: WITHOUT_PLACE[reason] ?? 'the whole line is meant' };
}

/** The place below the piece of the line that it is in. */
export function placeText(failed: Failed, whole: string): string[] {
  if ('none' in failed) return [`none: ${failed.none}`];
  if ('field' in failed) return [`the field ${[failed.field].flat().join(' to ')}, which is not in the line`];
  const { from, to } = failed;
  const empty = from === whole.length ? 'its end' : `before character ${from + 1}`;
  return [to > from ? `characters ${from + 1} to ${to}` : empty, ...markedPlace(whole, failed)];
}

const OF_THE_TIMES = 'its times as a whole: the driver read it, and the detail says why it cannot be a call';
const WITHOUT_PLACE: Partial<Readonly<Record<UndefinedReading['reason'], string>>> = {
  cut_line: 'the line or record broke off',
  line_too_long: 'the line has no end within the limit',
  not_text: 'the whole line is no text',
  contradiction: 'no field is wrong by itself; the detail names those that contradict each other',
  wrong_column_count: 'the columns as a whole: their number is none that is known',
  no_header: 'what is missing stands before the line',
};
