import { lineShape } from '../lines/line-shape.ts';
import { isPrintedWord, isTotal } from './column-titles.ts';
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
  const headings = new Set(columns.flatMap(({ title }) => title.split(' ')));
  const conditions: GuessedSetting[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined || conditions.length === MOST_CONDITIONS || !isNoCall(group, lines, strays))
      continue;
    const value = testFor(group, columns, headings);
    if (value === null || conditions.some((known) => JSON.stringify(known.value) === JSON.stringify(value)))
      continue;
    const why = `${ofAll(group.length, lines, 'line')} look so and have no time of a call`;
    conditions.push({ key: 'ignore', value, ground: group.length > 1 ? LIKELY(why) : GUESS(why) });
  }
  return conditions;
}

/** What repeats, stands above all records or below them, or is a rule. */
function isNoCall(group: readonly Stray[], lines: number, strays: readonly Stray[]): boolean {
  const row = group[0]?.row ?? [];
  if (isTotal(row)) return true;
  const text = row.join(' ');
  if (ONLY_SIGNS.test(text)) return true;
  if (!/\p{L}/u.test(text) || /\d{1,2}:\d\d|\d[-/.]\d{1,2}[-/.]\d/.test(text)) return false;
  const at = new Set(strays.map(({ line }) => line));
  const top = group.every(({ line }) =>
    Array.from({ length: line }, (_, before) => before).every((before) => at.has(before)),
  );
  const foot = group.every(({ line }) => line >= lines - 3);
  return group.length > 1 || top || foot;
}

/**
 * A test of one column that holds in all these lines and in no record. What it says stands in the definition for
 * everybody to read: words that could be somebody's name are tested as words, digits as digits.
 */
function testFor(
  group: readonly Stray[],
  columns: readonly SampleColumn[],
  headings: ReadonlySet<string>,
): Record<string, unknown> | null {
  const reach = Math.min(...group.map(({ row }) => row.length));
  for (const column of columns.slice(0, reach)) {
    const texts = [...new Set(group.map(({ row }) => (row[column.place] ?? '').trim()))];
    if (texts.some((text) => text === '' || text.length > 100)) continue;
    const [text = ''] = texts;
    if (!/[^\d\s.,:/]/.test(text)) continue;
    const { pattern, named } = patternOf(text, headings);
    if (named && !hasNoWords(column)) continue;
    if (texts.length === 1 && !named && !/\d{5}/.test(text) && !column.values.includes(text))
      return { column: column.column, equals: text, means: { ignore: true } };
    const shape = new RegExp(pattern, 'u');
    if (texts.every((other) => shape.test(other)) && !column.values.some((value) => shape.test(value)))
      return { column: column.column, matches: pattern, means: { ignore: true } };
  }
  return null;
}

function patternOf(text: string, headings: ReadonlySet<string>): { pattern: string; named: boolean } {
  let named = false;
  const parts = (text.match(/\p{L}+|\d+|\s+|./gu) ?? []).map((part) => {
    if (/^\d/.test(part)) return '\\d+';
    if (/^\s/.test(part)) return ' +';
    if (!/^\p{L}/u.test(part)) return part.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
    if (isPrintedWord(part, headings)) return part;
    named = true;
    return '\\p{L}+';
  });
  return { pattern: `^${parts.join('')}$`, named };
}

/** A column of dates, lengths or numbers: no record has words there, whoever calls. */
function hasNoWords({ values }: SampleColumn): boolean {
  const filled = values.filter((value) => value !== '');
  return filled.length * 2 > values.length && !filled.some((value) => /\p{L}/u.test(value));
}
