import type { Direction } from '../../record/call.ts';
import { filledValues } from './column-shapes.ts';
import { ANSWERED_WORDS, directionOf, plainWord, TITLES } from './column-titles.ts';
import { GUESS, type GuessedSetting, LIKELY, ofAll, type SampleColumn } from './guess.ts';
import { extensionsWhere, type GuessedParties } from './party-fields.ts';

/** Conditions that words of a sample speak for, and the columns of these words. */
export interface GuessedConditions {
  readonly conditions: readonly GuessedSetting[];
  readonly columns: readonly SampleColumn[];
}

/** A column of words has not more of them than this. */
const MOST_WORDS = 12;

/** What the words of a direction and of a result mean. */
export function guessWordConditions(
  columns: readonly SampleColumn[],
  parties: GuessedParties,
): GuessedConditions {
  const direction = bestColumn(columns, TITLES.direction, directionOf);
  const answered = bestColumn(
    columns,
    TITLES.answered,
    (word) => ANSWERED_WORDS.get(plainWord(word)) ?? null,
  );
  const conditions = [
    ...(direction === null ? [] : directionConditions(direction, parties)),
    ...(answered === null ? [] : answeredConditions(answered)),
  ];
  return {
    conditions,
    columns: [direction, answered].flatMap((found) => (found === null ? [] : [found.column])),
  };
}

interface WordColumn<Meaning> {
  readonly column: SampleColumn;
  readonly meanings: ReadonlyMap<Meaning, readonly string[]>;
  readonly strange: readonly string[];
}

/** The column whose words are known: nearly all of them, and two that differ unless its heading vouches for it. */
function bestColumn<Meaning>(
  columns: readonly SampleColumn[],
  title: RegExp,
  meaningOf: (word: string, beside: readonly string[]) => Meaning | null,
): WordColumn<Meaning> | null {
  for (const column of [...columns].sort(
    (a, b) => Number(title.test(b.title)) - Number(title.test(a.title)),
  )) {
    const words = [...new Set(filledValues(column))];
    if (words.length === 0 || words.length > MOST_WORDS) continue;
    const meanings = new Map<Meaning, string[]>();
    const strange: string[] = [];
    for (const word of words) {
      const meaning = meaningOf(word, words);
      if (meaning === null) strange.push(word);
      else meanings.set(meaning, [...(meanings.get(meaning) ?? []), word]);
    }
    const known = words.length - strange.length;
    const vouched = title.test(column.title) && known > 0;
    const long = words.some((word) => word.length > 2 && meaningOf(word, words) !== null);
    if ((vouched || meanings.size > 1 || (long && strange.length === 0)) && known * 2 >= words.length)
      return { column, meanings, strange };
  }
  return null;
}

function test(words: readonly string[]): Record<string, unknown> {
  return words.length === 1 ? { equals: words[0] } : { one_of: words };
}

function directionConditions(
  { column, meanings, strange }: WordColumn<Direction>,
  parties: GuessedParties,
): GuessedSetting[] {
  return [...meanings].map(([direction, words]) => {
    const within = new Set(words);
    const holds = (record: number): boolean => within.has(column.values[record] ?? '');
    const own = parties.calling === null ? null : extensionsWhere(parties.calling, holds);
    const other = parties.called === null ? null : extensionsWhere(parties.called, holds);
    const swapped =
      direction === 'incoming' &&
      own !== null &&
      own.all > 0 &&
      own.good * 10 >= own.all * 9 &&
      (other === null || other.good * 10 <= other.all * 3);
    const rest = strange.length > 0 ? `; what ${strange.length} other words mean no line says` : '';
    const why = `a word for it, in ${ofAll(column.values.filter((_, record) => holds(record)).length, column.values.length, 'record')}${rest}`;
    const swap = swapped
      ? `; the first party is an extension in ${ofAll(own?.good ?? 0, own?.all ?? 0, 'such record')}, so the other one called`
      : '';
    const means = { direction, ...(swapped ? { parties_swapped: true } : {}) };
    const short = words.every((word) => word.length <= 2);
    return {
      key: 'direction',
      value: { column: column.column, ...test(words), means },
      ground: (short ? GUESS : LIKELY)(why + swap),
    };
  });
}

function answeredConditions({ column, meanings, strange }: WordColumn<boolean>): GuessedSetting[] {
  return [...meanings].map(([answered, words]) => {
    const rest = strange.length > 0 ? `; what ${strange.length} other words mean no line says` : '';
    return {
      key: 'answered',
      value: { column: column.column, ...test(words), means: { answered } },
      ground: LIKELY(`words for it${rest}`),
    };
  });
}
