import type { CallReading, Reading } from '../record/reading.ts';
import { hiddenPlacesOf, hide, isHidden, merged, placesOf, type Span, withPlainDigits } from './places.ts';

/** The fields of a reading that can hold something that must go. */
export const SECRET_FIELDS = [
  'calling',
  'called',
  'dialled',
  'calling_extension',
  'called_extension',
  'calling_name',
  'called_name',
  'account_code',
] as const;
export type SecretField = (typeof SECRET_FIELDS)[number] | 'extra';

/** Text in a field of a reading that must not be written down, but for its first signs. */
export interface Secret {
  readonly field: SecretField;
  readonly text: string;
  readonly shown: number;
  /** Made by the driver out of something else: it need not stand in the line. */
  readonly derived?: boolean;
}

/** A line as it stands in the raw copy, with what its driver makes of it. */
export interface RawLine {
  /** A character per byte. */
  readonly raw: string;
  readonly text: string;
  readonly reading: CallReading;
  /** What the driver makes of the line when it is written differently. */
  readonly read: (raw: string) => Reading;
}

/** The line as it will stand, and how it is read from then on. */
export interface WithheldLine {
  readonly raw: string;
  readonly reading: CallReading;
  /** What became stars, in order. */
  readonly spans: readonly Span[];
}

/** Fewer signs stand in a line by chance: they are touched only where the reading shows that they are what is meant. */
const TELLING = 6;
const UNLIKELY = 4;

/**
 * What reading a line in other ways may cost: for each of its bytes, and of short ones for those of a longer line, so
 * many are read. A line in which more would have to be tried is made of the same few signs, not by a telephone system.
 */
const BYTES_READ_A_BYTE = 12;
const BYTES_AT_LEAST = 16 * 1024;
/** Of each reading, however short the line, and of each place that becomes stars. */
const BYTES_A_READING = 1500;
const BYTES_A_PLACE = 8;

/**
 * Puts stars in the place of every secret of a line, as many as there were bytes, wherever in the line it stands. No
 * driver says where its fields are, so it is asked: stars that make it read another time, duration or party are taken
 * back. Null when something of a secret would stay, whatever is tried.
 */
export function withhold(line: RawLine, secrets: readonly Secret[]): WithheldLine | null {
  const trial: Trial = {
    line,
    secrets,
    left: BYTES_READ_A_BYTE * Math.max(BYTES_AT_LEAST, line.raw.length),
  };
  const places = distinct(secrets.flatMap((secret) => placesOf(line, secret)));
  const untouched = { raw: line.raw, reading: line.reading, spans: [] };
  const whole = tried(trial, untouched, places.flat());
  // All at once first: where a record says a number twice, the two must not differ.
  const telling = secrets.every(({ text }) => text.length >= TELLING);
  const good = whole !== null && (whole.harm === 'none' || (whole.harm === 'named' && telling));
  let found: WithheldLine = good ? whole : bySize(trial, places, UNLIKELY, untouched);
  const left = secrets.filter((secret) => leaks(secret, found));
  if (left.length > 0) {
    const hidden = distinct(left.flatMap((secret) => hiddenPlacesOf(line, secret)));
    found = bySize(trial, hidden, Number.POSITIVE_INFINITY, found);
  }
  const { raw, reading, spans } = found;
  if (trial.left < 0 || secrets.some((secret) => leaks(secret, found))) return null;
  return { raw, reading, spans: merged(spans) };
}

/** A line on trial. */
interface Trial {
  readonly line: RawLine;
  readonly secrets: readonly Secret[];
  /** Bytes that may still be read; below 0 when more would have been. */
  left: number;
}

type Tried = WithheldLine & { readonly harm: Harm };
/** `named`: it is the same call, and its keys or what stands besides have stars in the place of the secret only. */
type Harm = 'none' | 'named' | 'keys';

/** How the line reads with stars in these places too; null where it is another call then, or none. */
function tried(trial: Trial, best: WithheldLine, more: readonly Span[]): Tried | null {
  const { line, secrets } = trial;
  const spans = [...best.spans, ...more];
  trial.left -= BYTES_A_READING + line.raw.length + BYTES_A_PLACE * spans.length;
  if (trial.left < 0) return null;
  const raw = hide(line.raw, spans);
  const reading = line.read(raw);
  if (reading.kind !== 'call') return null;
  const harm = harmTo(best.reading, reading, secrets);
  return harm === null ? null : { raw, reading, spans, harm };
}

type Place = readonly Span[];

/** Places that tell more go first: what is left of the others can be chance. */
function bySize(trial: Trial, places: readonly Place[], telling: number, from: WithheldLine): WithheldLine {
  const sized = Map.groupBy(places, (place) => {
    const signs = signsOf(place);
    return signs >= TELLING ? 'telling' : signs >= UNLIKELY ? 'unlikely' : 'chance';
  });
  return (['telling', 'unlikely', 'chance'] as const).reduce(
    (best, size) => together(trial, sized.get(size) ?? [], telling, best),
    from,
  );
}

function signsOf(place: Place): number {
  return place.reduce((sum, { length }) => sum + length, 0);
}

/**
 * Places of one size, all at once; where that does harm, half of them and then the other half, so that of many places
 * those that do harm are found in few steps.
 */
function together(trial: Trial, places: readonly Place[], telling: number, best: WithheldLine): WithheldLine {
  const [place] = places;
  if (place === undefined || trial.left < 0) return best;
  const next = tried(trial, best, places.flat());
  const verdict = next === null ? 'harm' : verdictOn(trial, best, next, signsOf(place), telling);
  if (next !== null && (verdict === 'good' || (verdict === 'shown' && places.length === 1))) return next;
  if (verdict === 'chance' || places.length === 1) return best;
  const half = Math.ceil(places.length / 2);
  return together(trial, places.slice(half), telling, together(trial, places.slice(0, half), telling, best));
}

/**
 * Places of at least `telling` signs are taken also where the reading does not show them: a column no driver reads.
 * `shown`: good if it is one place; among several, some can be chance.
 */
function verdictOn(
  { secrets }: Trial,
  best: WithheldLine,
  next: Tried,
  signs: number,
  telling: number,
): 'good' | 'shown' | 'chance' | 'harm' {
  const shows = secrets.some(
    ({ field }) => JSON.stringify(best.reading[field]) !== JSON.stringify(next.reading[field]),
  );
  if (signs >= TELLING) return shows || signs >= telling ? 'good' : 'chance';
  if (next.harm === 'none' && signs >= telling) return 'good';
  if (!shows && next.harm !== 'keys') return 'chance';
  return next.harm === 'keys' ? 'harm' : 'shown';
}

const UNTOUCHABLE = [
  'clock',
  'started',
  'answered_at',
  'ended',
  'ring_ms',
  'duration_ms',
  'duration_since',
  'answered',
  'cause',
  'direction',
  'trunk',
  'private',
  'feature',
] as const;

/** Null when it is another call. */
function harmTo(before: CallReading, after: CallReading, secrets: readonly Secret[]): Harm | null {
  const fields = new Set(secrets.map(({ field }) => field));
  if (UNTOUCHABLE.some((field) => before[field] !== after[field])) return null;
  if (SECRET_FIELDS.some((field) => !fields.has(field) && !staysAs(before[field], after[field]))) return null;
  const was = besides(before, fields);
  const is = besides(after, fields);
  if (was === is) return 'none';
  const named = secrets.reduce(
    (text, { text: secret, shown }) =>
      text.replaceAll(secret, secret.slice(0, shown) + secret.slice(shown).replaceAll(/\d/g, '*')),
    was,
  );
  return named === is ? 'named' : 'keys';
}

/** A field that was empty may be stars now: where a name stood, some formats have a number. */
function staysAs(before: string | null, after: string | null): boolean {
  return before === after || (before === null && after !== null && isHidden(after, 0));
}

/** Keys, and what the record has besides the fields of every call. */
function besides(
  { record_key, call_key, completed_time, extra }: CallReading,
  fields: ReadonlySet<SecretField>,
): string {
  return JSON.stringify([record_key, call_key, completed_time, fields.has('extra') ? null : extra]);
}

/** True while the reading, or the line where it cannot be chance, still has what had to go. */
function leaks({ field, text, shown, derived }: Secret, { raw, reading }: WithheldLine): boolean {
  if (derived === true) return false;
  const hidden = text.slice(shown);
  const value = reading[field];
  const values = typeof value === 'string' ? [value] : Object.values(value ?? {}).map(String);
  const digits = /^[^\p{L}]+$/u.test(hidden) ? hidden.replaceAll(/\D/g, '') : '';
  return (
    values.some((left) => left.includes(hidden)) ||
    (digits.length >= TELLING && withPlainDigits(raw).includes(digits))
  );
}

function distinct(places: readonly (readonly Span[])[]): (readonly Span[])[] {
  const known = new Map(
    places.map((place) => [place.map(({ at, length }) => `${at}+${length}`).join(), place]),
  );
  return [...known.values()];
}
