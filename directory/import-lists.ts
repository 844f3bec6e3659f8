import { type AssignmentKind, type DirectoryList, keyOf, UNIT_KINDS } from '../record/directory.ts';
import { asSentNumber, e164Number, extensionNumber, isDigitsNumber } from '../record/number.ts';

/** What somebody gives of one entry, by the names of columns; a column that is not given is not there. */
export type Cells = Readonly<Record<string, string>>;

export interface ImportColumn {
  readonly name: string;
  readonly needed: boolean;
  readonly example: string;
}

/** What entries are read by, besides their cells. */
export interface ImportSurroundings {
  /** Names of the sites of the configuration. */
  readonly sites: readonly string[];
}

/** A column that names another entry, to which the assignment is. */
interface AssignedColumn {
  readonly column: string;
  readonly kind: AssignmentKind;
  /** For people: `cost centre 4711`. */
  readonly what: string;
}

/** One kind of entries that can be taken in, from a file or from elsewhere. */
export interface ImportList {
  readonly name: string;
  readonly summary: string;
  readonly list: DirectoryList;
  readonly columns: readonly ImportColumn[];
  /** The column by which a header is known to be of this list. */
  readonly known_by: string;
  readonly assigned: readonly AssignedColumn[];
  /** What stands in the cells as values of the store, those that are not given left out; or why they cannot. */
  values(cells: Cells, surroundings: ImportSurroundings): Record<string, string | number | null> | string;
}

/** An assignment can begin and end on days of its own; without them it is as the import says. */
const DATE_COLUMNS: readonly ImportColumn[] = [
  { name: 'from', needed: false, example: '' },
  { name: 'to', needed: false, example: '' },
];

const needed = (name: string, example: string): ImportColumn => ({ name, needed: true, example });
const more = (name: string, example: string): ImportColumn => ({ name, needed: false, example });

const costCentre = (kind: AssignmentKind): AssignedColumn => ({
  column: 'cost_centre',
  kind,
  what: 'cost centre',
});
const person = (kind: AssignmentKind): AssignedColumn => ({ column: 'person', kind, what: 'person' });

/** Every kind there is, in the order in which they build on each other. */
export const IMPORT_LISTS = {
  'cost-centres': {
    name: 'cost-centres',
    summary: 'Cost centres and departments, one tree.',
    list: 'units',
    columns: [
      needed('code', '4711'),
      needed('name', 'Sales North'),
      more('kind', 'cost_centre'),
      more('parent', ''),
      ...DATE_COLUMNS,
    ],
    known_by: 'code',
    assigned: [{ column: 'parent', kind: 'unit_parent', what: 'cost centre' }],
    values: ({ code, name, kind }) => {
      if (kind !== undefined && kind !== '' && !UNIT_KINDS.some((known) => known === kind))
        return `kind is one of ${UNIT_KINDS.join(', ')}`;
      return { code: code ?? '', ...given({ name }), ...(kind ? { kind } : {}) };
    },
  },
  people: {
    name: 'people',
    summary: 'People, each with a number of your own, such as that of personnel.',
    list: 'people',
    columns: [
      needed('person', 'P1001'),
      needed('name', 'Anna Example'),
      more('email', 'anna@example.org'),
      more('login', 'anna'),
      more('cost_centre', '4711'),
      ...DATE_COLUMNS,
    ],
    known_by: 'person',
    assigned: [costCentre('person_unit')],
    values: ({ person: external_id, name, email, login }) => {
      if (email && !/^\S+@\S+$/.test(email)) return 'email is no address';
      return { external_id: external_id ?? '', ...given({ name, email, login }) };
    },
  },
  extensions: {
    name: 'extensions',
    summary: 'Extensions of a site, with their person, cost centre and devices.',
    list: 'extensions',
    columns: [
      more('site', 'headquarters'),
      needed('extension', '204'),
      more('person', 'P1001'),
      more('cost_centre', ''),
      more('devices', 'SEP001122334455'),
      ...DATE_COLUMNS,
    ],
    known_by: 'extension',
    assigned: [person('extension_person'), costCentre('extension_unit')],
    values: ({ site, extension = '' }, { sites }) => {
      const named = site || (sites.length === 1 ? sites[0] : undefined);
      if (named === undefined) return 'site is missing, and the configuration has more than one, or none';
      if (sites.length === 0)
        return 'no configuration with sites is in force: ./ledgerline config apply comes first';
      if (!sites.includes(named)) return `there is no site of this name; known: ${sites.join(', ')}`;
      return { site: named, number: asExtension(extension), name: extension };
    },
  },
  'account-codes': {
    name: 'account-codes',
    summary: 'Account codes, with their cost centre or person.',
    list: 'account_codes',
    columns: [
      needed('account_code', '88120'),
      more('name', 'Project Harbour'),
      more('cost_centre', '4711'),
      more('person', ''),
      ...DATE_COLUMNS,
    ],
    known_by: 'account_code',
    assigned: [person('account_code_person'), costCentre('account_code_unit')],
    values: ({ account_code: code = '', name }) => ({ code, ...given({ name }) }),
  },
  contacts: {
    name: 'contacts',
    summary: 'Names for numbers outside.',
    list: 'contacts',
    columns: [
      needed('number', '+4989231250001'),
      more('name', 'Bernd Beispiel'),
      more('organisation', 'Example Trading'),
    ],
    known_by: 'number',
    assigned: [],
    values: ({ number = '', name, organisation }) => {
      const digits = /^\+([1-9]\d{5,14})$/.exec(number.replace(/[\s()./-]/g, ''))?.[1];
      if (digits === undefined) return 'number is not written in full, as in +4989231250001';
      return { number: e164Number(digits), ...given({ name, organisation }) };
    },
  },
} as const satisfies Readonly<Record<string, ImportList>>;
export type ImportName = keyof typeof IMPORT_LISTS;

export const IMPORT_NAMES = Object.keys(IMPORT_LISTS) as ImportName[];

/** The list a header is of; null where it is of none. */
export function importListOf(columns: readonly string[]): ImportList | null {
  const names: readonly ImportName[] = ['account-codes', 'extensions', 'contacts', 'cost-centres', 'people'];
  for (const name of names) {
    const list: ImportList = IMPORT_LISTS[name];
    if (columns.includes(list.known_by)) return list;
  }
  return null;
}

/** The key under which a cell names an entry of another list. */
export function namedKey(list: 'people' | 'units', cell: string): string {
  return keyOf(list, list === 'people' ? { external_id: cell } : { code: cell });
}

/** As the store has the extension of a call: digits as an extension, anything else as the record has it. */
function asExtension(text: string): number {
  const sent = asSentNumber(text);
  return text.length <= 12 && isDigitsNumber(sent) ? extensionNumber(text) : sent;
}

function given(cells: Readonly<Record<string, string | undefined>>): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(cells).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, text === '' ? null : text]],
    ),
  );
}
