import type { NumberStyle } from '../formats/written-number.ts';
import { filledValues } from './column-shapes.ts';
import { type Ground, GUESS, type GuessedSetting, LIKELY, many, type SampleColumn, SURE } from './guess.ts';

/** How the numbers of a sample are written, and the settings that say so where it is not the usual way. */
export interface GuessedStyle extends NumberStyle {
  readonly settings: readonly GuessedSetting[];
}

const NUMERIC = /^[+-]?(?:\d+|\d{1,3}(?:[.,' ]\d{3})+)(?:[.,]\d+)?$/;
/** A comma that can only be a decimal sign: the last sign, with a number of digits behind it that no group has. */
const COMMA_DECIMAL = /^[+-]?(?:\d+|\d{1,3}(?:[.' ]\d{3})+),(?:\d{1,2}|\d{4,})$|\.\d{3},\d+$/;
const POINT_DECIMAL = /^[+-]?(?:\d+|\d{1,3}(?:[,' ]\d{3})+)\.(?:\d{1,2}|\d{4,})$|,\d{3}\.\d+$/;

/** Looks at the columns of numbers that are not times: a comma or a point as decimal sign, and what parts the thousands. */
export function guessNumberStyle(columns: readonly SampleColumn[]): GuessedStyle {
  let commas = 0;
  let points = 0;
  const grouped = new Map<'.' | ',' | ' ' | "'", number>();
  for (const column of columns) {
    const values = filledValues(column);
    if (!values.some((value) => /\d[.,' ]\d/.test(value)) || !values.every((value) => NUMERIC.test(value)))
      continue;
    for (const value of values) {
      if (COMMA_DECIMAL.test(value)) commas += 1;
      else if (POINT_DECIMAL.test(value)) points += 1;
      const sign = /^[+-]?\d{1,3}([.,' ])\d{3}(?:\1\d{3})*(?![\d])/.exec(value)?.[1] as
        | '.'
        | ','
        | ' '
        | "'"
        | undefined;
      if (sign !== undefined) grouped.set(sign, (grouped.get(sign) ?? 0) + 1);
    }
  }
  const decimal = commas > points ? ',' : '.';
  grouped.delete(decimal);
  const [parted] = [...grouped].sort((a, b) => b[1] - a[1]);
  // A point before three digits parts thousands only where something else is the decimal sign, or stands behind it.
  const thousands = parted === undefined || (commas + points === 0 && decimal !== ',') ? null : parted[0];
  const settings: GuessedSetting[] = [];
  const style = (count: number, other: number): Ground =>
    other === 0
      ? SURE(`${many(count, 'number')} written so`)
      : GUESS(`${many(count, 'number')} written so, ${other} the other way`);
  if (decimal === ',') settings.push({ key: 'decimal', value: decimal, ground: style(commas, points) });
  if (thousands !== null) {
    settings.push({
      key: 'thousands',
      value: thousands,
      ground: LIKELY(`between groups of three digits in ${many(parted?.[1] ?? 0, 'number')}`),
    });
  }
  return { decimal, thousands, settings };
}
