import { CALL_COLUMNS } from '../record/batch.ts';
import { type Directory, type DirectoryChange, type DirectoryEntry, keyOf } from '../record/directory.ts';
import { Draft } from './draft.ts';
import { changesBetween } from './entry-changes.ts';
import { knownBy } from './find-entries.ts';
import { type Cells, IMPORT_LISTS, type ImportList } from './import-lists.ts';
import { unfitText } from './plan-import.ts';

/** What of whom can be corrected. What is assigned on which days is for imports, and a contact of another number is another one. */
export const RECTIFIABLE = {
  people: ['person', 'name', 'email', 'login'],
  contacts: ['name', 'organisation'],
} as const satisfies Partial<Record<DirectoryEntry['list'], readonly string[]>>;

export type RectifiableEntry = DirectoryEntry & { readonly list: keyof typeof RECTIFIABLE };

/** What a telephone system wrote, by the names of columns and as people say it. */
const FACTS_OF_CALLS: readonly string[] = [
  ...CALL_COLUMNS,
  ...['number', 'numbers', 'date', 'time', 'duration', 'cost', 'site', 'source'],
];

export function isFactOfCalls(field: string): boolean {
  return FACTS_OF_CALLS.includes(field);
}

/** People, and contacts unless there are to be none, that a text means; what an entry is known by comes before what several can have. */
export function rectifiableEntries(
  { entries }: Directory,
  text: string,
  numbers: readonly number[] | null,
): RectifiableEntry[] {
  const looked = text.toLowerCase();
  const candidates = entries
    .filter(isRectifiable)
    .filter(({ list }) => numbers !== null || list === 'people');
  const byKey = candidates.filter(({ list, values }) =>
    list === 'contacts' ? numbers?.includes(Number(values.number)) : keyOf(list, values) === text,
  );
  return byKey.length > 0
    ? byKey
    : candidates.filter((entry) => knownBy(entry).some((name) => name.toLowerCase() === looked));
}

function isRectifiable(entry: DirectoryEntry): entry is RectifiableEntry {
  return Object.hasOwn(RECTIFIABLE, entry.list);
}

export interface Rectification {
  /** `email: old → new` */
  readonly details: readonly string[];
  change(by: Pick<DirectoryChange, 'at' | 'by'>): DirectoryChange;
}

/** Works out a correction: the entry keeps its id, its days and all that is assigned; or why it cannot be. */
export function planRectification(
  before: Directory,
  entry: RectifiableEntry,
  given: Cells,
): Rectification | string {
  const { list, values, to_day } = entry;
  for (const [name, text] of Object.entries(given)) {
    const trouble = unfitText(name, text);
    if (trouble !== null) return trouble;
  }
  const missing = list === 'people' && ['person', 'name'].find((name) => given[name] === '');
  if (missing) return `${missing} is missing`;
  const own = list === 'people' ? { person: keyOf(list, values) } : { number: `+${values.number}` };
  const importList: ImportList = IMPORT_LISTS[list];
  const read = importList.values({ ...own, ...given }, { sites: [] });
  if (typeof read === 'string') return read;
  const draft = new Draft(before);
  const key = given.person === undefined ? ownKey(list, values) : { external_id: given.person };
  const other = draft.find(list, keyOf(list, key));
  if (other !== null && other.id !== entry.id) return 'somebody else has this number as person';
  draft.rename(entry, key);
  draft.set(list, { ...read, ...key }, { to_day, none: {} });
  const details = changesBetween(before, draft.directory()).flatMap((change) => change.details);
  const counts = { rectified: details.length === 0 ? 0 : 1 };
  return { details, change: (by) => draft.change({ ...by, list, counts }) };
}

/** As it is stored, whatever an import would make of it today. */
function ownKey(list: RectifiableEntry['list'], { external_id, number }: DirectoryEntry['values']) {
  return list === 'people' ? { external_id: external_id ?? null } : { number: number ?? null };
}
