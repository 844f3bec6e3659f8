import { lineShape } from '../lines/line-shape.ts';
import { GUESS, type GuessedSetting, LIKELY, ofAll, type SampleColumn } from './guess.ts';
import type { SampleTable, Stray } from './separated-sample.ts';

const MOST_CONDITIONS = 12;
const ONLY_SIGNS = /^[-=_*+. ]+$/;

/** Lines around the records that are no calls: heads of pages, totals, rules. What could be a damaged record is left alone. */
export function strayConditions({ columns, strays }: SampleTable, lines: number): GuessedSetting[] {
  const groups = new Map<string, Stray[]>();
  for (const stray of strays) {
    const shape = lineShape(stray.row.join('\t'));
    groups.set(shape, [...(groups.get(shape) ?? []), stray]);
  }
  const conditions: GuessedSetting[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined || conditions.length === MOST_CONDITIONS || !isNoCall(group, lines, strays))
      continue;
    const value = testFor(group, columns);
    if (value === null || conditions.some((known) => JSON.stringify(known.value) === JSON.stringify(value)))
      continue;
    const why = `${ofAll(group.length, lines, 'line')} look so and have no time of a call`;
    conditions.push({ key: 'ignore', value, ground: group.length > 1 ? LIKELY(why) : GUESS(why) });
  }
  return conditions;
}

/** What repeats, stands above all records or below them, or is a rule. */
function isNoCall(group: readonly Stray[], lines: number, strays: readonly Stray[]): boolean {
  const text = (group[0]?.row ?? []).join(' ');
  if (ONLY_SIGNS.test(text)) return true;
  if (!/\p{L}/u.test(text) || /\d{1,2}:\d\d|\d[-/.]\d{1,2}[-/.]\d/.test(text)) return false;
  const at = new Set(strays.map(({ line }) => line));
  const top = group.every(({ line }) =>
    Array.from({ length: line }, (_, before) => before).every((before) => at.has(before)),
  );
  const foot = group.every(({ line }) => line >= lines - 3);
  return group.length > 1 || top || foot;
}

/** A test of one column that holds in all these lines and in no record. */
function testFor(group: readonly Stray[], columns: readonly SampleColumn[]): Record<string, unknown> | null {
  const reach = Math.min(...group.map(({ row }) => row.length));
  for (const column of columns.slice(0, reach)) {
    const texts = [...new Set(group.map(({ row }) => (row[column.place] ?? '').trim()))];
    if (texts.some((text) => text === '' || text.length > 100)) continue;
    const [text = ''] = texts;
    if (!/[^\d\s.,:/]/.test(text)) continue;
    const said = new Set(column.values);
    if (texts.length === 1 && !said.has(text))
      return { column: column.column, equals: text, means: { ignore: true } };
    const pattern = `^${text
      .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
      .replace(/\d+/g, '\\d+')
      .replace(/ +/g, ' +')}$`;
    const shape = new RegExp(pattern);
    if (texts.every((other) => shape.test(other)) && !column.values.some((value) => shape.test(value)))
      return { column: column.column, matches: pattern, means: { ignore: true } };
  }
  return null;
}
