import type { NamedPlace } from '../record/naming.ts';
import { visible } from '../reports/text-table.ts';
import type { PersonColumn } from '../store/queries/naming-texts.ts';
import { type PersonField, personFields } from '../store/queries/subject-directory.ts';
import type { ReadingStore } from '../store/reading-store.ts';
import { LEFT_IN_DIRECTORY, type SubjectCounts } from '../store/subject-store.ts';
import { shellWord } from './usage.ts';
import type { WantedSubject } from './wanted-subject.ts';

/** How a field is set, and how people call it. */
export const FIELDS: Readonly<Record<PersonColumn, { readonly set: string; readonly words: string }>> = {
  external_id: { set: 'person', words: 'personnel number' },
  name: { set: 'name', words: 'name' },
  email: { set: 'email', words: 'address' },
  login: { set: 'login', words: 'login' },
};

/** Fields of people of the directory that an erasure leaves, from what is counted of it. */
export function leftFields({ connection }: ReadingStore, counts: SubjectCounts): PersonField[] {
  const kept = Object.keys(counts).filter((what) => what.startsWith(LEFT_IN_DIRECTORY));
  return personFields(
    connection,
    kept.map((what) => what.slice(LEFT_IN_DIRECTORY.length)),
  );
}

/** The same from what was found. */
export function fieldsFound({ connection }: ReadingStore, { texts }: WantedSubject): PersonField[] {
  return personFields(
    connection,
    texts.filter(({ kind }) => kind === 'person_fields').map(({ key }) => key),
  );
}

/** As data. */
export const leftData = (fields: readonly PersonField[]): { person: string; field: string }[] =>
  fields.map(({ external_id, column }) => ({ person: external_id, field: FIELDS[column].set }));

/** `person P1001, login; person P1002, name` */
export const leftText = (fields: readonly PersonField[]): string =>
  fields
    .map(({ external_id, column }) => visible(`person ${external_id}, ${FIELDS[column].words}`))
    .join('; ');

/** What corrects them, a command for each person. A name is needed, and so is a number of their own; where what is left of a name is one, it is proposed. */
export function correctingCommands(
  fields: readonly PersonField[],
  places: (text: string) => readonly NamedPlace[] = () => [],
): string[] {
  return [...Map.groupBy(fields, ({ external_id }) => external_id)].map(([person, of]) => {
    const set = of.map(({ column, text }) => `--set ${setting(column, text, places(text))}`);
    return visible(`./ledgerline subject rectify ${shellWord(person)} --as-person ${set.join(' ')}`);
  });
}

function setting(column: PersonColumn, text: string, places: readonly NamedPlace[]): string {
  const { set } = FIELDS[column];
  if (column === 'external_id') return `${set}=NUMBER`;
  return column === 'name' ? shellWord(`${set}=${nameWithout(text, places)}`) : `${set}=`;
}

function nameWithout(text: string, places: readonly NamedPlace[]): string {
  let left = text;
  for (const { index, length } of places.toSorted((one, other) => other.index - one.index))
    left = left.slice(0, index) + left.slice(index + length);
  const name = left
    .replace(/[([]\s*[)\]]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[^\p{L}]+|[\s,;:/|+-]+$/gu, '');
  return places.length > 0 && /\p{L}/u.test(name) ? name : 'NAME';
}
