import type { Subject } from '../../record/subject.ts';
import type { Connection } from '../open-database.ts';

/** What of a call is text in its row. Trunks and causes stand once for all calls, and lose a name there. */
const TEXTS = ['calling_name', 'called_name', 'account_code', 'odd_numbers', 'extra', 'call_key'] as const;
/** Looked at in one statement, which holds up nobody for longer than a few milliseconds. */
const CALLS_AT_ONCE = 2_000;
/** Calls with text in which somebody may stand. */
export interface TextsToSearch extends Pick<Subject, 'from_day' | 'to_day'> {
  /** Last digits of the numbers that are looked for; null where any text may have them. */
  readonly tails: readonly string[] | null;
}

export interface CallText {
  readonly id: number;
  readonly text: string;
}

/** Every call that may be one of them, some at once, in order. Nothing is open between two pages. */
export function* callsByText(
  connection: Connection,
  { tails, from_day, to_day }: TextsToSearch,
): Generator<CallText[]> {
  const ends = connection
    .prepare<[number], number>(
      `select id from call where id > ? order by id limit 1 offset ${CALLS_AT_ONCE - 1}`,
    )
    .pluck();
  const found = connection.prepare<Record<string, number>, CallText>(
    `select id, text from (select id, ${allTexts()} as text from call
       where id > @after and id <= @end and step < 2 and day between @from and @to)
     where ${tails === null ? "text glob '*[^\n]*'" : hasTail(tails)}`,
  );
  const [from, to] = [from_day ?? Number.MIN_SAFE_INTEGER, to_day ?? Number.MAX_SAFE_INTEGER];
  for (let after = Number.MIN_SAFE_INTEGER; after < Number.MAX_SAFE_INTEGER; ) {
    const end = ends.get(after) ?? Number.MAX_SAFE_INTEGER;
    yield found.all({ after, end, from, to });
    after = end;
  }
}

/** A line each, so that nothing reads from one into the next. */
const allTexts = (): string => TEXTS.map((name) => `coalesce(${name}, '')`).join(' || char(10) || ');

/** Whatever stands between the digits: what is a number there, and whose, is for who reads the texts to say (record/naming.ts). */
function hasTail(tails: readonly string[]): string {
  const has = tails
    .filter((tail) => /^\d+$/.test(tail))
    .map((tail) => `text glob '*${[...tail].join('*')}*'`);
  return has.length === 0 ? '0' : `(${has.join(' or ')})`;
}
