import type { Subject } from '../../record/subject.ts';
import type { Connection } from '../open-database.ts';
import { PERSON_COLUMNS, type PersonColumn, placeOfPerson } from './naming-texts.ts';
import type { SubjectFound } from './subject-found.ts';

/** Contacts with the number or name, by id. */
export function contactsOf(connection: Connection, { numbers, names }: Subject): number[] {
  return connection
    .prepare<Record<string, string>, number>(
      `select id from contact where number in (select value from json_each(@numbers))
       or name in (select value from json_each(@names))`,
    )
    .pluck()
    .all({ numbers: JSON.stringify(numbers), names: JSON.stringify(names) });
}

/** Contacts with the number, and people and contacts of the name. */
export function directoryEntries(
  connection: Connection,
  subject: Subject,
): Pick<SubjectFound, 'contacts' | 'people'> {
  const people = connection
    .prepare<[string], number>('select count(*) from person where name in (select value from json_each(?))')
    .pluck();
  return {
    contacts: contactsOf(connection, subject).length,
    people: people.get(JSON.stringify(subject.names)) ?? 0,
  };
}

/** What the directory says of them. */
export function directoryDetails(
  connection: Connection,
  { numbers, names }: Pick<Subject, 'numbers' | 'names'>,
): {
  readonly what: string;
  readonly name: string | null;
  readonly details: string;
  readonly to_day: number | null;
}[] {
  return connection
    .prepare<
      Record<string, string>,
      { what: string; name: string | null; details: string; to_day: number | null }
    >(
      `select 'contact of the directory' as what, name, coalesce(organisation, '') as details, to_day from contact
         where number in (select value from json_each(@numbers)) or name in (select value from json_each(@names))
       union all
       select 'person of the directory', name, concat_ws(', ', external_id, email, login), to_day from person
         where name in (select value from json_each(@names))`,
    )
    .all({ numbers: JSON.stringify(numbers), names: JSON.stringify(names) });
}

/** A field of a person of the directory, as it is now. */
export interface PersonField {
  readonly external_id: string;
  readonly column: PersonColumn;
  readonly text: string;
}

/** Fields by their keys (naming-texts.ts), those of one person together; without those of which nothing is there any more. */
export function personFields(connection: Connection, keys: readonly string[]): PersonField[] {
  const fields = keys.flatMap((key): PersonField[] => {
    const { column, id } = placeOfPerson(key);
    const row = connection
      .prepare<[number], { external_id: string; text: string | null }>(
        `select external_id, ${column} as text from person where id = ?`,
      )
      .get(id);
    return row === undefined || row.text === null ? [] : [{ ...row, column, text: row.text }];
  });
  const place = ({ column }: PersonField): number => PERSON_COLUMNS.indexOf(column);
  return fields.sort(
    (one, other) => one.external_id.localeCompare(other.external_id, 'en') || place(one) - place(other),
  );
}

/** A person of the directory, and an extension that it gave to them for some days; null where it gave none. */
export interface Holding {
  readonly external_id: string;
  readonly name: string | null;
  readonly site: string | null;
  /** The whole number of the store. */
  readonly number: number | null;
  readonly from_day: number | null;
  readonly to_day: number | null;
}

const HOLDING = `select person.external_id, person.name, extension.site, extension.number, given.from_day, given.to_day
  from person left join assignment given on given.kind = 'extension_person' and given.target = person.id
  left join extension on extension.id = given.subject`;

/** To whom extensions were given, in the order of days. */
export function holdersOf(connection: Connection, extensions: readonly number[]): Holding[] {
  return connection
    .prepare<[string], Holding>(
      `${HOLDING} where extension.number in (select value from json_each(?)) order by given.from_day, extension.site`,
    )
    .all(JSON.stringify(extensions));
}

/** What was given to the people of a name. */
export function holdingsOfNamed(connection: Connection, names: readonly string[]): Holding[] {
  return connection
    .prepare<[string], Holding>(
      `${HOLDING} where person.name in (select value from json_each(?)) order by person.external_id, given.from_day`,
    )
    .all(JSON.stringify(names));
}

/** Names of people who are known by what only one of them has: a personnel number, an address, a login. */
export function namesKnownBy(connection: Connection, text: string): string[] {
  return connection
    .prepare<{ text: string }, string>(
      `select distinct name from person where name is not null
       and (lower(external_id) = lower(@text) or lower(email) = lower(@text) or lower(login) = lower(@text)) order by 1`,
    )
    .pluck()
    .all({ text });
}
