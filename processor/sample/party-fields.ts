import { filledValues, isExtension, looksDialled, type PartyColumn, partyColumn } from './column-shapes.ts';
import { TITLES } from './column-titles.ts';
import {
  type Ground,
  GUESS,
  type GuessedSetting,
  LIKELY,
  type PartyWarning,
  type SampleColumn,
} from './guess.ts';

/** Who called whom as a sample shows it. */
export interface GuessedParties {
  readonly fields: readonly GuessedSetting[];
  readonly calling: SampleColumn | null;
  readonly called: SampleColumn | null;
  readonly columns: readonly SampleColumn[];
  /** The heading names the own station, whoever called: who called whom must be told by the direction. */
  readonly stationed: boolean;
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
  const dialled = parties.find(({ column }) => column !== callingNamed?.column && calledTitle(column.title));
  const calledNamed =
    dialled ??
    parties.find(({ column }) => column !== callingNamed?.column && TITLES.other.test(column.title));
  const besideDialled =
    callingNamed === undefined && dialled !== undefined
      ? parties.find(({ column }) => column !== dialled.column && TITLES.other.test(column.title))
      : undefined;
  const titled = columns.some(({ title }) => title !== '');
  const [first, second] = titled
    ? []
    : twoOf(
        parties.filter(({ column }) => column !== callingNamed?.column && column !== calledNamed?.column),
      );
  const calling = take(callingNamed ?? besideDialled ?? (calledNamed === undefined ? first : undefined));
  const called = take(calledNamed ?? (calling === first?.column ? second : first));
  const ground = (found: PartyColumn | undefined, place: string): Ground =>
    found === undefined
      ? GUESS(`the ${place} column of numbers; whether it is the caller no line says`)
      : LIKELY(byTitle);
  const fields: GuessedSetting[] = [];
  const stationed =
    callingNamed !== undefined && dialled === undefined && !TITLES.calling.test(callingNamed.column.title);
  if (calling !== null) {
    const why =
      besideDialled === undefined
        ? ground(callingNamed, 'first')
        : GUESS('its heading names a number, and that of another column the one that was called');
    fields.push({ key: 'calling', value: calling.column, ground: why });
  }
  if (called !== null)
    fields.push({ key: 'called', value: called.column, ground: ground(calledNamed, 'second') });
  fields.push(...otherFields(columns, used));
  return { fields, calling, called, columns: [...used], stationed };
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
    if (found === undefined || fields.some((field) => field.key === key)) return;
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
  add(
    'calling_name',
    (column) =>
      TITLES.station.test(column.title) && filledValues(column).every((value) => /\p{L}{2}/u.test(value)),
    'its heading names the station, and its values are words',
  );
  add('trunk', ({ title }) => TITLES.trunk.test(title));
  add('account_code', ({ title }) => TITLES.account.test(title));
  add('cause', (column) => TITLES.cause.test(column.title) && new Set(filledValues(column)).size <= 60);
  return fields;
}

/** What must be said where a sample does not show who called or who was called; null where it shows both. */
export function missingParties(
  { calling, called, stationed }: GuessedParties,
  { directed, free }: { directed: boolean; free: readonly SampleColumn[] },
): PartyWarning | null {
  const candidates = free.filter(looksDialled).slice(0, 6);
  const names = candidates.map(({ column }) =>
    typeof column === 'number' ? `column ${column}` : `"${column}"`,
  );
  const say = names.length === 0 ? '' : ` Columns of numbers that are not used: ${names.join(', ')}.`;
  const lacking = [...(calling === null ? ['calling'] : []), ...(called === null ? ['called'] : [])];
  if (lacking.length > 0) {
    const which = lacking.length === 2 ? 'PARTIES' : `${lacking[0]?.toUpperCase()} PARTY`;
    return {
      sentence: `NO ${which}: no column shows it, and as this stands the calls will have none. Fill in its column under call as ${lacking.join(' and ')}.${say} ${SWAP}`,
      lacking,
    };
  }
  if (!stationed || directed) return null;
  return {
    sentence: `PARTIES OF INCOMING CALLS: the heading of calling names the own station, and no column shows a direction. As this stands, the station counts as the caller of every call. ${SWAP}`,
    lacking: [],
  };
}

const SWAP =
  'Where a column holds the own station and another one the other party of calls in both directions, give the first as calling and the second as called, and say under conditions by which word a call is incoming: { column: COLUMN, equals: WORD, means: { direction: incoming, parties_swapped: true } }.';

/** What share of the values in a column are extensions, for records in which something holds. */
export function extensionsWhere(
  column: SampleColumn,
  holds: (record: number) => boolean,
): { good: number; all: number } {
  const chosen = column.values.filter((value, record) => value !== '' && holds(record));
  return { good: chosen.filter(isExtension).length, all: chosen.length };
}
