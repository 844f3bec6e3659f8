import { TELLING_DIGITS } from '../../record/subject.ts';
import type { Connection } from '../open-database.ts';
import type { NamingText } from '../subject-store.ts';

/** Numbers in what is in force are there for a reason that only whoever wrote them can take away. */
const TEXTS = (): Readonly<Record<NamingText['kind'], string>> => ({
  file_names: 'select id as key, name as text, 0 as stays from intake where name is not null',
  origins: 'select json_array(source, path) as key, path as text, 0 as stays from origin',
  // What came of a file in part goes after three days, whatever becomes of it.
  transfers: 'select json_array(source, path) as key, path as text, 1 as stays from transfer',
  refused_files: 'select json_array(source, path) as key, path as text, 0 as stays from refused_file',
  refused_attachments:
    'select json_array(folder, path) as key, path as text, 0 as stays from refused_attachment',
  attachment_names: 'select id as key, name as text, 0 as stays from attachment',
  configuration_versions: `select id as key, text, id = (select max(id) from configuration_version) as stays
    from configuration_version`,
  settings: `select id as key, settings as text,
    id in (select last_settings from source where last_settings is not null) as stays from processing_settings`,
  trunks: 'select id as key, text, 0 as stays from label',
  contact_names: fieldsSql('contact', CONTACT_TEXTS, 0),
  // They can be somebody else's, and what that person is known by.
  person_fields: fieldsSql('person', PERSON_COLUMNS, 1),
  // Of one that has ended the parties are gone.
  legal_holds: 'select id as key, conditions as text, 1 as stays from legal_hold where released_at is null',
  restrictions: 'select id as key, subject as text, 1 as stays from restriction where subject is not null',
  reasons: reasonsSql(),
});

const CONTACT_TEXTS = ['name', 'organisation'] as const;
export const PERSON_COLUMNS = ['external_id', 'name', 'email', 'login'] as const;
export type PersonColumn = (typeof PERSON_COLUMNS)[number];

/** With as many digits as a number. */
function fieldsSql(table: 'contact' | 'person', columns: readonly string[], stays: 0 | 1): string {
  const selects = columns.map(
    (column) => `select '${column} ' || id as key, ${column} as text, ${stays} as stays from ${table}
      where ${column} glob '*${'[0-9]*'.repeat(TELLING_DIGITS)}'`,
  );
  return selects.join(' union all ');
}

/** Where the text of a contact stands, as SQL that may be trusted. */
export const placeOfContact = (key: string): { column: string; id: number } => placeIn(CONTACT_TEXTS, key);

/** Where a field of a person stands, likewise. */
export const placeOfPerson = (key: string): { column: PersonColumn; id: number } =>
  placeIn(PERSON_COLUMNS, key);

function placeIn<Column extends string>(
  columns: readonly Column[],
  key: string,
): { column: Column; id: number } {
  const [column, id] = key.split(' ');
  const known = columns.find((one) => one === column);
  if (known === undefined) throw new Error(`no text of the directory stands in ${column}`);
  return { column: known, id: Number(id) };
}

/** What somebody wrote into a reason, or the program into one of its own, by its column. */
const REASONS = [
  ...(['legal_hold.reason', 'legal_hold.released_reason', 'restriction.reason'] as const),
  ...(['restriction.released_reason', 'undefined_line.written_off_reason', 'memory_access.reason'] as const),
  // Why a report was not made can name whom it was to be of.
  ...(['statement.trouble', 'statement_try.detail'] as const),
] as const;

/** Where the text of a key stands, as SQL that may be trusted. */
export function placeOfReason(key: string): { table: string; column: string; row: string } {
  const [place, row = ''] = JSON.parse(key) as string[];
  const known = REASONS.find((one) => one === place);
  const [table = '', column = ''] = (known ?? REASONS[0]).split('.');
  if (known === undefined) throw new Error(`no reason stands in ${place}`);
  return { table, column, row };
}

function reasonsSql(): string {
  const selects = REASONS.map((place) => {
    const [table, column] = place.split('.');
    const row = table === 'undefined_line' ? "intake || ' ' || offset" : "id || ''";
    return `select json_array('${place}', ${row}) as key, ${column} as text, 0 as stays from ${table} where ${column} is not null`;
  });
  return selects.join(' union all ');
}

/** Texts outside of calls and lines in which a number or name of a person can stand. */
export function namingTexts(connection: Connection): NamingText[] {
  return Object.entries(TEXTS()).flatMap(([kind, sql]) =>
    connection
      .prepare<[], { key: number | string; text: string; stays: number }>(sql)
      .all()
      .map(({ key, text, stays }) => ({
        kind: kind as NamingText['kind'],
        key: String(key),
        text,
        stays: stays === 1,
      })),
  );
}
