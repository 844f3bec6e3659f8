import { EMPTY_WORDS, TITLES } from './column-titles.ts';
import type { SampleColumn } from './guess.ts';

/** What the values of a column say, without those that say "nothing". */
export function filledValues({ values }: SampleColumn): string[] {
  return values.filter((value) => value !== '' && !EMPTY_WORDS.has(value));
}

/** Whether values are a running number. */
export function isCounter(values: readonly string[]): boolean {
  if (values.length < 3) return false;
  const steps = values.filter(
    (value, place) => place === 0 || Number(value) - Number(values[place - 1]) === 1,
  ).length;
  return steps * 10 >= values.length * 8;
}

/** Whether a value is what somebody dials within the house. */
export function isExtension(value: string): boolean {
  return /^[1-9]\d{1,4}$/.test(value);
}

/** Numbers end in x or X where a bill hides their last digits. */
const DIALLED = /^[+*#(]?[\d*#][\d*#() .\-/?]*[xX]*$/;
const ADDRESS = /^(?:sips?:|tel:)?[+\w.-]+@[\w.-]+$/;
const OUTSIDE = /^(?:\+|0\d{3}|[1-9]\d{5}|\(?\d+[)/ -]\d)/;

/** Whether most of what is in a column could be dialled; a counter or an amount could be, too. */
export function looksDialled(column: SampleColumn): boolean {
  const values = filledValues(column);
  const good = values.filter((value) => DIALLED.test(value) || ADDRESS.test(value)).length;
  return good > 0 && good * 10 >= values.length * 6;
}

const PARTY_TITLES = [TITLES.calling, TITLES.called, TITLES.station, TITLES.other];

/** A column of numbers that one can call. */
export interface PartyColumn {
  readonly column: SampleColumn;
  readonly extensions: number;
  readonly outside: number;
}

/** The column as one of numbers that can be called; null where it is none. */
export function partyColumn(column: SampleColumn): PartyColumn | null {
  const values = filledValues(column);
  const { title } = column;
  const titled = PARTY_TITLES.some((shape) => shape.test(title));
  if (values.length === 0 || (!titled && isCounter(values))) return null;
  for (const other of [
    TITLES.secret,
    TITLES.money,
    TITLES.name,
    TITLES.machine,
    TITLES.key,
    TITLES.account,
    TITLES.trunk,
  ])
    if (other.test(title)) return null;
  const extensions = values.filter(isExtension).length;
  const outside = values.filter((value) => OUTSIDE.test(value) || ADDRESS.test(value)).length;
  if (!looksDialled(column)) return null;
  if (!titled && (extensions + outside) * 2 < values.length) return null;
  return { column, extensions, outside };
}
