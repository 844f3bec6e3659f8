import type { CallReading, Reading } from '../record/reading.ts';
import { hiddenPlacesOf, hide, isHidden, merged, placesOf, type Span } from './places.ts';

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
 * Puts stars in the place of every secret of a line, as many as there were bytes, wherever in the line it stands. No
 * driver says where its fields are, so it is asked: stars that make it read another time, duration or party are taken
 * back. Null when something of a secret would stay, whatever is tried.
 */
export function withhold(line: RawLine, secrets: readonly Secret[]): WithheldLine | null {
  const places = distinct(secrets.flatMap((secret) => placesOf(line, secret)));
  const whole = tried(line, places.flat(), secrets);
  // All at once first: where a record says a number twice, the two must not differ.
  const telling = secrets.every(({ text }) => text.length >= TELLING);
  const good = whole !== null && (whole.harm === 'none' || (whole.harm === 'named' && telling));
  let found = good ? whole : oneByOne(line, places, secrets, UNLIKELY);
  const left = secrets.filter((secret) => leaks(secret, found));
  if (left.length > 0) {
    const hidden = distinct(left.flatMap((secret) => hiddenPlacesOf(line, secret)));
    found = oneByOne(line, hidden, secrets, Number.POSITIVE_INFINITY, found);
  }
  const { raw, reading, spans } = found;
  return secrets.some((secret) => leaks(secret, found)) ? null : { raw, reading, spans: merged(spans) };
}

type Tried = WithheldLine & { readonly harm: Harm };
/** `named`: it is the same call, and its keys or what stands besides have stars in the place of the secret only. */
type Harm = 'none' | 'named' | 'keys';

/** How the line reads with stars in these places; null where it is another call then, or none. */
function tried(line: RawLine, spans: readonly Span[], secrets: readonly Secret[]): Tried | null {
  const raw = hide(line.raw, spans);
  const reading = line.read(raw);
  if (reading.kind !== 'call') return null;
  const harm = harmTo(line.reading, reading, secrets);
  return harm === null ? null : { raw, reading, spans, harm };
}

/** Places of at least `telling` signs are taken also where the reading does not show them: a column no driver reads. */
function oneByOne(
  line: RawLine,
  places: readonly (readonly Span[])[],
  secrets: readonly Secret[],
  telling: number,
  from: WithheldLine = { raw: line.raw, reading: line.reading, spans: [] },
): WithheldLine {
  let best = from;
  for (const place of places) {
    const signs = place.reduce((sum, { length }) => sum + length, 0);
    const next = tried(line, [...best.spans, ...place], secrets);
    if (next === null) continue;
    const shows = secrets.some(
      ({ field }) => JSON.stringify(best.reading[field]) !== JSON.stringify(next.reading[field]),
    );
    const chance =
      next.harm === 'keys' ? signs < TELLING : next.harm === 'named' ? signs < TELLING && !shows : false;
    if (!chance && (shows || signs >= telling)) best = next;
  }
  return best;
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
  return values.some((left) => left.includes(hidden)) || (digits.length >= TELLING && raw.includes(digits));
}

function distinct(places: readonly (readonly Span[])[]): (readonly Span[])[] {
  const known = new Map(
    places.map((place) => [place.map(({ at, length }) => `${at}+${length}`).join(), place]),
  );
  return [...known.values()];
}
