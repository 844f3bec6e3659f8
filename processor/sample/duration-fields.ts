import { compileDuration, DURATION_UNITS, type DurationUnit } from '../formats/duration-pattern.ts';
import type { NumberStyle } from '../formats/written-number.ts';
import { filledValues, isCounter, partyColumn } from './column-shapes.ts';
import { TITLES } from './column-titles.ts';
import { type Ground, GUESS, type GuessedSetting, LIKELY, ofAll, type SampleColumn, SURE } from './guess.ts';
import type { GuessedTimes } from './time-fields.ts';

/** The lengths of a call as a sample shows them, and which columns they stand in. */
export interface GuessedDurations {
  readonly fields: readonly GuessedSetting[];
  readonly columns: readonly SampleColumn[];
}

interface Length {
  readonly column: SampleColumn;
  readonly unit: DurationUnit;
  readonly ground: Ground;
  readonly score: number;
  readonly ms: readonly (number | null)[];
}

/** Talk and ringing: by their titles, by what the times of the call say, else by how lengths of calls look. */
export function guessDurations(
  columns: readonly SampleColumn[],
  times: GuessedTimes,
  style: NumberStyle,
): GuessedDurations {
  const lengths = columns
    .flatMap((column) => lengthOf(column, times, style) ?? [])
    .sort((a, b) => b.score - a.score);
  const parties = columns.filter((column) => partyColumn(column) !== null);
  // Small numbers alone are lengths only where two other columns can be the parties.
  const talk = lengths.find(
    ({ column, score }) =>
      score > (parties.filter((party) => party !== column).length < 2 ? 2 : 0) &&
      !TITLES.ring.test(column.title),
  );
  if (talk === undefined) return { fields: computed(times), columns: [] };
  const fields: GuessedSetting[] = [{ key: 'duration', value: fieldOf(talk), ground: talk.ground }];
  const ring = lengths.find(({ column }) => column !== talk.column && TITLES.ring.test(column.title));
  if (ring !== undefined) {
    fields.push({ key: 'ring', value: fieldOf(ring), ground: LIKELY('its heading says so') });
    return { fields, columns: [talk.column, ring.column] };
  }
  const whole = lengths.find(
    ({ column, score, unit }) =>
      column !== talk.column && score > 0 && unit === talk.unit && includes(talk, column, style),
  );
  if (whole === undefined || !TITLES.duration.test(whole.column.title))
    return { fields, columns: [talk.column] };
  const why = `in ${ofAll(talk.ms.length, talk.ms.length, 'record')} it is as long as the talk or longer, so it has the ringing in it`;
  fields.push({ key: 'ring', value: { ...fieldOf(whole), includes_duration: true }, ground: LIKELY(why) });
  return { fields, columns: [talk.column, whole.column] };
}

function fieldOf({ column, unit }: Length): { column: SampleColumn['column']; unit: DurationUnit } {
  return { column: column.column, unit };
}

function includes(talk: Length, column: SampleColumn, style: NumberStyle): boolean {
  const whole = msOf(column, talk.unit, style);
  return talk.ms.every((ms, record) => ms === null || (whole[record] ?? -1) >= ms);
}

/** Without a column of its own, from the answer (else the start) to the end. */
function computed({ started, answered_at, ended }: GuessedTimes): GuessedSetting[] {
  if (ended === null || started === null) return [];
  const from = answered_at === null ? 'started' : 'answered_at';
  return [
    {
      key: 'duration',
      value: { from, to: 'ended' },
      ground: LIKELY('no column has the length of the call, and it has an end'),
    },
  ];
}

function msOf(column: SampleColumn, unit: DurationUnit, style: NumberStyle): (number | null)[] {
  const read = compileDuration(unit, style);
  return column.values.map((value) => {
    const span = value === '' ? null : read(value);
    return typeof span === 'number' ? span : null;
  });
}

function lengthOf(column: SampleColumn, times: GuessedTimes, style: NumberStyle): Length | null {
  const values = filledValues(column);
  if (values.length === 0) return null;
  const { title } = column;
  const named = TITLES.duration.test(title) || TITLES.ring.test(title);
  const possible = DURATION_UNITS.filter((unit) => {
    const read = compileDuration(unit, style);
    const good = values.filter((value) => typeof read(value) === 'number').length;
    return good * 20 >= values.length * 19;
  });
  if (possible.length === 0) return null;
  const clocked = possible.find((unit) => unit === 'H:MM:SS' || unit === 'MM:SS');
  const measured = possible.map((unit) => ({ unit, ms: msOf(column, unit, style) }));
  const [shown] = measured.flatMap((one) => {
    const records = recordsThatFit(one.ms, times);
    return records === null ? [] : [{ ...one, records }];
  });
  const bonus = TITLES.talk.test(title) ? 4 : TITLES.duration.test(title) ? 2 : 0;
  if (shown !== undefined) {
    const { unit, ms, records } = shown;
    return {
      column,
      unit,
      ms,
      ground: SURE(`${records} it is what lies between two times of the call`),
      score: 8 + bonus,
    };
  }
  const unit = clocked ?? unitByTitle(title, values);
  const ms = msOf(column, unit, style);
  const good = `${ofAll(values.length, values.length)} fit`;
  if (clocked !== undefined)
    return { column, unit, ms, ground: named ? SURE(good) : LIKELY(good), score: 3 + bonus };
  if (named) {
    const told = unit !== 's' || /\b(?:s|secs?|seconds|sekunden|billsec)\b/.test(title);
    const ground = told
      ? LIKELY(`the heading names the unit; ${good}`)
      : GUESS(`${good}; that they are seconds no line shows`);
    return { column, unit, ms, ground, score: 2 + bonus };
  }
  if (title !== '' || !looksLikeSeconds(values)) return { column, unit, ms, ground: GUESS(good), score: 0 };
  const score = 1 + column.place / 1e4 + (new Set(values.map((value) => value.length)).size > 1 ? 0.5 : 0);
  return {
    column,
    unit,
    ms,
    ground: GUESS('numbers that differ in length and are small, as seconds are'),
    score,
  };
}

function unitByTitle(title: string, values: readonly string[]): DurationUnit {
  if (/\b(?:ms|millis\w*|msecs?)\b/.test(title)) return 'ms';
  if (/\b(?:tenths?|zehntel)\b/.test(title)) return '1/10 s';
  const tenths =
    values.every((value) => /^\d+(?:[.,]\d)?$/.test(value)) && values.some((value) => /[.,]/.test(value));
  return /\b(?:minutes|mins?|minuten)\b/.test(title) || tenths ? 'min' : 's';
}

/** Small numbers of different lengths without leading zeros: extensions have one length, numbers of telephones many digits. */
function looksLikeSeconds(values: readonly string[]): boolean {
  const distinct = new Set(values);
  const lengths = new Set(values.map((value) => value.length));
  const plain = values.every((value) => /^(?:0|[1-9]\d{0,4})(?:[.,]\d+)?$/.test(value));
  return plain && (lengths.size > 1 || distinct.size === 1) && !isCounter(values);
}

/** In how many records a length is the time between two times of its call; null where it is not so, or all are 0. */
function recordsThatFit(
  ms: readonly (number | null)[],
  { started, answered_at, ended }: GuessedTimes,
): string | null {
  if (ended === null || ended.holds === 'time') return null;
  for (const from of [answered_at, started]) {
    if (from === null || from.holds === 'time') continue;
    let both = 0;
    let good = 0;
    let filled = 0;
    for (const [record, length] of ms.entries()) {
      const begin = from.ms[record] ?? null;
      const end = ended.ms[record] ?? null;
      if (length === null || begin === null || end === null) continue;
      both += 1;
      if (length > 0) filled += 1;
      if (Math.abs(end - begin - length) <= 1000) good += 1;
    }
    if (both > 0 && filled * 4 > both && good * 10 >= both * 9) return `in ${ofAll(good, both, 'record')}`;
  }
  return null;
}
