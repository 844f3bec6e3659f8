import { DAY_MS } from '../../record/calendar.ts';
import { filledValues } from './column-shapes.ts';
import { EMPTY_WORDS, isTotal, TITLES } from './column-titles.ts';
import { guessDurations } from './duration-fields.ts';
import { fixedSample } from './fixed-sample.ts';
import {
  type DraftDefinition,
  GUESS,
  type GuessedSetting,
  LIKELY,
  type NoDraft,
  ofAll,
  type SampleColumn,
  type TimeSource,
} from './guess.ts';
import { guessNumberStyle } from './number-style.ts';
import { guessParties, missingParties } from './party-fields.ts';
import { type SampleLines, sampleLines } from './sample-lines.ts';
import { type SampleTable, type Stray, separatedSample } from './separated-sample.ts';
import { strayConditions } from './stray-lines.ts';
import { type GuessedTimes, guessTimes } from './time-fields.ts';
import { guessWordConditions } from './word-conditions.ts';

/** Calls of the next two days may be of clocks that are wrong; what is later is no date of a call. */
const AHEAD_MS = 2 * DAY_MS;

/**
 * A definition drawn from the beginning of a file (a character per byte), or why there is none. Pure: a guess is a
 * function of the text; `now` bounds what is a believable date.
 */
export function defineFormat(
  sample: { readonly text: string; readonly whole: boolean },
  now: number,
): DraftDefinition | NoDraft {
  const read = sampleLines(sample.text, sample.whole);
  if ('trouble' in read) return read;
  const { lines } = read;
  const separated = separatedSample(lines);
  const before = now + AHEAD_MS;
  const times = separated === null ? null : guessTimes(separated.columns, before);
  if (separated !== null && times !== null) return draftOf(dated(separated, times, before), read);
  const fixed = isSeparated(lines) ? null : fixedSample(lines);
  const fixedTimes = fixed === null ? null : guessTimes(fixed.columns, before);
  if (fixed !== null && fixedTimes !== null) return draftOf(dated(fixed, fixedTimes, before), read);
  return noDate(separated ?? fixed);
}

/** Whether most lines have several of one separator: their columns stand at no fixed places, whatever they look like. */
function isSeparated(lines: readonly string[]): boolean {
  const often = (sign: RegExp): boolean =>
    lines.filter((line) => (line.match(sign) ?? []).length >= 3).length * 2 > lines.length;
  return [/,/g, /;/g, /\t/g, /\|/g, /^\s*[{[<]|":/g].some(often);
}

function noDate(table: SampleTable | null): NoDraft {
  const hint =
    'A definition needs the date and the time at which a call began (or ended), in one column or in two. A year-less date, one printed once for many lines, and months written out or in another language than English need a driver.';
  if (table === null) {
    return {
      trouble:
        'No columns are seen in the file: no sign parts its lines into the same number of columns, and no date stands at the same place of most lines.',
      hint,
    };
  }
  const dates = table.columns.length === 1 ? 'column' : 'columns';
  return {
    trouble: `No column looks like a date with a time: ${table.columns.length} ${dates} were looked at.`,
    hint,
  };
}

interface DatedSample {
  readonly table: SampleTable;
  readonly times: GuessedTimes;
}

/** The records that have the date of a call, looked at anew; of the others a line of totals can be told. */
function dated(table: SampleTable, times: GuessedTimes, before: number): DatedSample {
  const moments = (times.started ?? times.ended)?.ms ?? [];
  const has = (record: number): boolean => (moments[record] ?? null) !== null;
  if (table.records.every((_, record) => has(record))) return { table, times };
  const columns = table.columns.map((column) => ({
    ...column,
    values: column.values.filter((_, record) => has(record)),
  }));
  const [place = 0] = (times.started ?? times.ended)?.columns.map((column) => column.place) ?? [];
  const first = table.records.find((_, record) => has(record))?.line ?? 0;
  const isHead = ({ line, row }: Stray): boolean => line < first && /\p{L}/u.test(row[place] ?? '');
  const others = table.records.filter(
    (stray, record) => !has(record) && (isTotal(stray.row) || isHead(stray)),
  );
  const strays = [...table.strays, ...others].sort((a, b) => a.line - b.line);
  const records = table.records.filter((_, record) => has(record));
  const again = guessTimes(columns, before);
  return again === null ? { table, times } : { table: { ...table, columns, records, strays }, times: again };
}

function draftOf({ table, times }: DatedSample, { lines, comment, encoding }: SampleLines): DraftDefinition {
  const used = new Set<SampleColumn>();
  const useAll = (columns: readonly SampleColumn[]): void => {
    for (const column of columns) used.add(column);
  };
  const free = (): SampleColumn[] => table.columns.filter((column) => !used.has(column));
  for (const source of [times.started, times.answered_at, times.ended])
    useAll((source as TimeSource | null)?.columns ?? []);
  const style = guessNumberStyle(free());
  const durations = guessDurations(free(), times, style);
  useAll(durations.columns);
  const parties = guessParties(free());
  useAll(parties.columns.filter(({ title }) => !TITLES.cause.test(title)));
  const words = guessWordConditions(free(), parties);
  useAll([...words.columns, ...parties.columns]);
  const extra = moneyFields(free(), style);
  useAll(extra.columns);
  const conditions = [...strayConditions(table, lines.length), ...words.conditions];
  const settings = [
    ...table.settings,
    ...(comment === null
      ? []
      : [{ key: 'comment_prefix', value: comment, ground: GUESS('lines that begin with it say words') }]),
    ...style.settings.filter(
      ({ key }) => key !== 'thousands' || durations.columns.length + extra.columns.length > 0,
    ),
    ...emptyWords([...used]),
  ];
  const answered = answeredByDefault(times, durations.fields, words.conditions);
  return {
    driver: table.driver,
    remarks: [encoding, ...table.remarks],
    settings: answered === null ? settings : [...settings, answered],
    call: [...times.fields, ...durations.fields, ...parties.fields],
    extra: extra.fields,
    conditions,
    possible: keyFields(free()),
    parties_missing: missingParties(parties, {
      directed: words.conditions.some(({ key }) => key === 'direction'),
      free: free(),
    }),
    unused: free().map(describeUnused),
  };
}

function emptyWords(columns: readonly SampleColumn[]): GuessedSetting[] {
  const seen = new Set<string>();
  for (const { values } of columns) for (const value of values) if (EMPTY_WORDS.has(value)) seen.add(value);
  return seen.size === 0
    ? []
    : [
        {
          key: 'empty',
          value: [...seen].sort(),
          ground: LIKELY('words for "nothing" in columns that are used'),
        },
      ];
}

function answeredByDefault(
  times: GuessedTimes,
  durations: readonly GuessedSetting[],
  conditions: readonly GuessedSetting[],
): GuessedSetting | null {
  if (conditions.some(({ key }) => key === 'answered')) return null;
  if (times.answered_at !== null) {
    return {
      key: 'answered_by_default',
      value: 'answer_time',
      ground: GUESS('a call with a time of answer is taken for answered'),
    };
  }
  if (durations.length > 0)
    return {
      key: 'answered_by_default',
      value: 'duration',
      ground: GUESS('a call longer than 0 is taken for answered; a bill of answered calls wants always'),
    };
  return null;
}

function moneyFields(
  columns: readonly SampleColumn[],
  style: { decimal: string; thousands: string | null },
): { fields: GuessedSetting[]; columns: SampleColumn[] } {
  const digits = new RegExp(
    `^[+-]?\\d[\\d${style.thousands === null ? '' : `\\${style.thousands}`}]*(?:\\${style.decimal}\\d+)?$`,
  );
  const found = columns.filter((column) => {
    const values = filledValues(column);
    return (
      TITLES.money.test(column.title) && values.length > 0 && values.every((value) => digits.test(value))
    );
  });
  const [first] = found;
  if (first === undefined) return { fields: [], columns: [] };
  const value = { column: first.column, sensitivity: 'plain', number: true };
  return {
    fields: [{ key: 'cost', value, ground: LIKELY('its heading says so, and all its values are numbers') }],
    columns: [first],
  };
}

/** Keys: that a value never comes again no sample can show. */
function keyFields(columns: readonly SampleColumn[]): GuessedSetting[] {
  const [id] = columns.filter(({ title }) => TITLES.key.test(title));
  if (id === undefined) return [];
  const filled = filledValues(id);
  const distinct = new Set(filled).size;
  if (filled.length === 0) return [];
  return distinct === filled.length
    ? [
        {
          key: 'record_key',
          value: id.column,
          ground: GUESS(
            `all ${filled.length} values differ; say so only if your system never gives one twice, as a call with a known key counts as a duplicate`,
          ),
        },
      ]
    : distinct * 4 < filled.length || distinct === 1
      ? []
      : [
          {
            key: 'call_key',
            value: id.column,
            ground: GUESS(
              `${ofAll(distinct, filled.length)} differ; say so only if the records of one call share it and others never have it`,
            ),
          },
        ];
}

function describeUnused(column: SampleColumn): string {
  const { title } = column;
  const name = typeof column.column === 'number' ? `column ${column.column}` : `"${column.column}"`;
  if (TITLES.secret.test(title)) return `${name}: may be secret, and must not be kept`;
  const filled = filledValues(column);
  if (filled.length === 0) return `${name}: always empty`;
  const words = [...new Set(filled)];
  const distinct = words.length;
  if (mayBeDirection(title, words))
    return `${name}: may be the direction (${words.join(', ')}): if so, say under conditions which word is incoming, outgoing or internal`;
  return `${name}: filled in ${ofAll(filled.length, column.values.length, 'record')}, ${distinct === 1 ? 'always the same' : `${distinct} different values`}`;
}

/** By its heading, or what begins like one; of few short words, none of them a number. */
function mayBeDirection(title: string, words: readonly string[]): boolean {
  const short = words.length > 1 && words.length <= 6 && words.every((word) => /^\p{L}{1,12}$/u.test(word));
  return short && (TITLES.direction.test(title) || /^(?:richt|direc|dir|sens|verk)/.test(title));
}
