import { filledValues, isExtension, type PartyColumn, partyColumn } from './column-shapes.ts';
import { TITLES } from './column-titles.ts';
import { type Ground, GUESS, type GuessedSetting, LIKELY, type SampleColumn } from './guess.ts';

/** Who called whom as a sample shows it. */
export interface GuessedParties {
  readonly fields: readonly GuessedSetting[];
  readonly calling: SampleColumn | null;
  readonly called: SampleColumn | null;
  readonly columns: readonly SampleColumn[];
}

/** The columns of the two parties, of their names, the trunk, the account code and the cause. */
export function guessParties(columns: readonly SampleColumn[]): GuessedParties {
  const parties = columns.flatMap((column) => partyColumn(column) ?? []);
  const calledTitle = (title: string): boolean => TITLES.called.test(title) && !/\bcalling\b/.test(title);
  const named = (shape: RegExp): PartyColumn | undefined =>
    parties.find(({ column }) => shape.test(column.title) && !calledTitle(column.title));
  const used = new Set<SampleColumn>();
  const take = (found: PartyColumn | undefined): SampleColumn | null => {
    if (found === undefined) return null;
    used.add(found.column);
    return found.column;
  };
  const byTitle = 'its heading says so';
  const callingNamed = named(TITLES.calling) ?? named(TITLES.station);
  const calledNamed =
    parties.find(({ column }) => column !== callingNamed?.column && calledTitle(column.title)) ??
    parties.find(({ column }) => column !== callingNamed?.column && TITLES.other.test(column.title));
  const titled = columns.some(({ title }) => title !== '');
  const [first, second] = titled
    ? []
    : twoOf(
        parties.filter(({ column }) => column !== callingNamed?.column && column !== calledNamed?.column),
      );
  const calling = take(callingNamed ?? (calledNamed === undefined ? first : undefined));
  const called = take(calledNamed ?? (calling === first?.column ? second : first));
  const ground = (found: PartyColumn | undefined, place: string): Ground =>
    found === undefined
      ? GUESS(`the ${place} column of numbers; whether it is the caller no line says`)
      : LIKELY(byTitle);
  const fields: GuessedSetting[] = [];
  if (calling !== null)
    fields.push({ key: 'calling', value: calling.column, ground: ground(callingNamed, 'first') });
  if (called !== null)
    fields.push({ key: 'called', value: called.column, ground: ground(calledNamed, 'second') });
  fields.push(...otherFields(columns, used));
  return { fields, calling, called, columns: [...used] };
}

/** Without titles: the two columns that look most like numbers of telephones, in the order they stand. */
function twoOf(parties: readonly PartyColumn[]): PartyColumn[] {
  const score = ({ column, extensions, outside }: PartyColumn): number => {
    const lengths = new Set(filledValues(column).map((value) => value.length)).size;
    return (outside * 2 + extensions / Math.max(1, lengths)) / column.values.length;
  };
  const best = [...parties].sort((a, b) => score(b) - score(a)).slice(0, 2);
  return best.sort((a, b) => a.column.place - b.column.place);
}

function otherFields(columns: readonly SampleColumn[], used: Set<SampleColumn>): GuessedSetting[] {
  const fields: GuessedSetting[] = [];
  const add = (key: string, fits: (column: SampleColumn) => boolean, why = 'its heading says so'): void => {
    const found = columns.find(
      (column) =>
        !used.has(column) &&
        filledValues(column).length > 0 &&
        !TITLES.machine.test(column.title) &&
        !TITLES.secret.test(column.title) &&
        fits(column),
    );
    if (found === undefined) return;
    used.add(found);
    const part = key.endsWith('_name') && filledValues(found).some((value) => /<[^>]*>$/.test(value));
    const value = part ? { column: found.column, part: '^"?([^"<]*[^"< ])"? *<' } : found.column;
    const ground = part ? LIKELY(`${why}; the name stands before a number in <…>`) : LIKELY(why);
    fields.push({ key, value, ground });
  };
  add(
    'called_name',
    ({ title }) => TITLES.name.test(title) && TITLES.called.test(title) && !TITLES.calling.test(title),
  );
  add('calling_name', ({ title }) => TITLES.name.test(title) && !TITLES.called.test(title));
  add('trunk', ({ title }) => TITLES.trunk.test(title));
  add('account_code', ({ title }) => TITLES.account.test(title));
  add('cause', (column) => TITLES.cause.test(column.title) && new Set(filledValues(column)).size <= 60);
  return fields;
}

/** What share of the values in a column are extensions, for records in which something holds. */
export function extensionsWhere(
  column: SampleColumn,
  holds: (record: number) => boolean,
): { good: number; all: number } {
  const chosen = column.values.filter((value, record) => value !== '' && holds(record));
  return { good: chosen.filter(isExtension).length, all: chosen.length };
}
