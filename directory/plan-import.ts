import { parseDay } from '../record/calendar.ts';
import {
  ASSIGNMENTS,
  type Directory,
  type DirectoryChange,
  type DirectoryEntry,
  type DirectoryList,
  keyOf,
  type Span,
} from '../record/directory.ts';
import { Draft } from './draft.ts';
import { changesBetween, type EntryChange } from './entry-changes.ts';
import { type Cells, type ImportList, type ImportSurroundings, namedKey } from './import-lists.ts';
import { bordersOf, targetOn } from './spans.ts';

/** One entry as it was given, wherever it comes from. */
export interface GivenEntry {
  /** Where it stands, for people: `line 3`. */
  readonly place: string;
  readonly cells: Cells;
}

export interface RefusedEntry {
  readonly place: string;
  readonly reason: string;
}

export interface ImportWish extends ImportSurroundings {
  readonly list: ImportList;
  readonly entries: readonly GivenEntry[];
  /** Since when the entries hold that do not say it themselves. */
  readonly from_day: number;
  readonly today: number;
  /** What is not among them has ended. */
  readonly complete: boolean;
}

/** What an import would do: nothing where something of it is refused. */
export interface ImportPlan {
  readonly list: DirectoryList;
  readonly changes: readonly EntryChange[];
  readonly unchanged: number;
  readonly refused: readonly RefusedEntry[];
  /** Entries of the list that are there on the first day of the import. */
  readonly present: number;
  change(by: Pick<DirectoryChange, 'at' | 'by'>): DirectoryChange;
}

/** A given entry that was understood. */
interface ReadEntry extends GivenEntry {
  readonly values: DirectoryEntry['values'];
  readonly key: string;
  readonly from_day: number | null;
  readonly to_day: number | null;
}

/** Works out what entries change, of nothing but what is given: the same entries again change nothing. */
export function planImport(before: Directory, wish: ImportWish): ImportPlan {
  const { list, entries, from_day, complete } = wish;
  const draft = new Draft(before);
  const present = draft.entries(list.list).filter((entry) => isThere(entry, from_day)).length;
  const refused: RefusedEntry[] = [];
  const read = entries.flatMap((entry) => {
    const found = readEntry(entry, wish);
    if (typeof found !== 'string') return [found];
    refused.push({ place: entry.place, reason: found });
    return [];
  });
  const groups = [...Map.groupBy(read, ({ key }) => key).values()].map(inOrder);
  for (const group of groups) refused.push(...overlaps(group));
  // Entries first, so that they may name each other in any order.
  for (const group of groups) setEntry(draft, group, wish);
  for (const group of groups) refused.push(...assignGroup(draft, group, wish));
  if (complete) {
    const given = new Set(groups.map(([first]) => first?.key));
    for (const entry of draft.entries(list.list))
      if (!given.has(keyOf(entry.list, entry.values)) && isThere(entry, from_day))
        draft.end(entry, from_day - 1);
  }
  const ring = draft.ring();
  if (ring !== null)
    refused.push({ place: `cost centre ${ring.values.code}`, reason: 'it would stand above itself' });
  const changes = changesBetween(before, draft.directory());
  const touched = new Set(changes.map(({ list: of, key }) => `${of}\t${key}`));
  const unchanged = groups.filter(([first]) => !touched.has(`${list.list}\t${first?.key}`)).length;
  const counts = Object.fromEntries(
    (['added', 'changed', 'ended'] as const).map((what) => [
      what,
      changes.filter((change) => change.what === what).length,
    ]),
  );
  const change: ImportPlan['change'] = (by) => draft.change({ ...by, list: list.name, counts });
  return { list: list.list, changes, unchanged, refused, present, change };
}

const LONGEST_TEXT = 200;

function readEntry(entry: GivenEntry, { list, sites }: ImportWish): ReadEntry | string {
  const { cells } = entry;
  for (const { name, needed } of list.columns) {
    const text = cells[name] ?? '';
    if (needed && text === '') return `${name} is missing`;
    const trouble = unfitText(name, text);
    if (trouble !== null) return trouble;
  }
  const values = list.values(cells, { sites });
  if (typeof values === 'string') return values;
  const [from_day, to_day] = [dayOf(cells.from), dayOf(cells.to)];
  if (from_day === undefined) return 'from is no date; write it as 2026-03-29';
  if (to_day === undefined) return 'to is no date; write it as 2026-03-29';
  if (from_day !== null && to_day !== null && to_day < from_day) return 'to is earlier than from';
  return { ...entry, values, key: keyOf(list.list, values), from_day, to_day };
}

/** Why a text cannot stand in the directory; null where it can. */
export function unfitText(name: string, text: string): string | null {
  if (text.length > LONGEST_TEXT) return `${name} has more than ${LONGEST_TEXT} characters`;
  return /\p{Cc}/u.test(text) ? `${name} has a control character in it` : null;
}

function dayOf(text: string | undefined): number | null | undefined {
  return text === undefined || text === '' ? null : (parseDay(text) ?? undefined);
}

function inOrder(group: readonly ReadEntry[]): ReadEntry[] {
  const begin = ({ from_day }: ReadEntry): number => from_day ?? Number.MIN_SAFE_INTEGER;
  return [...group].sort((one, other) => begin(one) - begin(other));
}

/** The same entry more than once needs days of its own each, that are not another's. */
function overlaps(group: readonly ReadEntry[]): RefusedEntry[] {
  return group.flatMap((entry, place) => {
    const next = group[place + 1];
    if (next === undefined) return [];
    if (entry.from_day === null || entry.from_day === next.from_day)
      return [{ place: next.place, reason: `the same entry stands in ${entry.place} already` }];
    const meets = entry.to_day !== null && next.from_day !== null && entry.to_day >= next.from_day;
    return meets ? [{ place: next.place, reason: `its days overlap with those of ${entry.place}` }] : [];
  });
}

/** An entry that comes without days is there again where it had ended; an end that is planned stays. */
function setEntry(draft: Draft, group: readonly ReadEntry[], { list, from_day, today }: ImportWish): void {
  const none = list.list === 'units' ? { kind: 'cost_centre' } : {};
  const known = draft.find(list.list, group[0]?.key ?? '')?.to_day ?? null;
  const planned = known !== null && known >= Math.max(from_day, today) && group[0]?.from_day === null;
  for (const { values } of group) draft.set(list.list, values, { to_day: planned ? known : null, none });
}

/** What an entry is assigned to on its days, which are those of the import where it has none. */
function assignGroup(draft: Draft, group: readonly ReadEntry[], wish: ImportWish): RefusedEntry[] {
  const refused: RefusedEntry[] = [];
  for (const entry of group) {
    const subject = draft.find(wish.list.list, entry.key);
    if (subject === null) continue;
    for (const { column, kind, what } of wish.list.assigned) {
      const cell = entry.cells[column];
      if (cell === undefined) continue;
      const target = cell === '' ? null : draft.find(ASSIGNMENTS[kind].to, namedKey(targetList(kind), cell));
      if (cell !== '' && target === null) {
        refused.push({ place: entry.place, reason: `there is no ${what} ${cell}` });
        continue;
      }
      const days = daysOf(entry, wish, draft.spans(kind, subject.id));
      const last = target?.to_day ?? null;
      if (last !== null && last < days.from_day) {
        refused.push({ place: entry.place, reason: `${what} ${cell} has ended` });
        continue;
      }
      draft.assign(kind, subject.id, {
        ...days,
        to_day: earlier(days.to_day, last),
        target: target?.id ?? null,
      });
    }
    const { devices } = entry.cells;
    if (devices !== undefined) assignDevices(draft, subject, devices, daysOf(entry, wish, []));
  }
  const [last, of] = [group.at(-1), draft.find(wish.list.list, group[0]?.key ?? '')];
  if (last?.to_day != null && of !== null) draft.end(of, last.to_day);
  return refused;
}

function targetList(kind: keyof typeof ASSIGNMENTS): 'people' | 'units' {
  return ASSIGNMENTS[kind].to === 'people' ? 'people' : 'units';
}

interface Days {
  readonly from_day: number;
  readonly to_day: number | null;
}

/** An entry without a day of its own holds until what is planned for later than today. */
function daysOf(entry: ReadEntry, { from_day, today }: ImportWish, spans: readonly Span<number>[]): Days {
  if (entry.from_day !== null) return { from_day: entry.from_day, to_day: entry.to_day };
  const planned = bordersOf(spans).filter((day) => day > Math.max(from_day, today));
  return { from_day, to_day: entry.to_day ?? (planned.length === 0 ? null : Math.min(...planned) - 1) };
}

/** The earlier of two ends; null is none. */
function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

/** The devices of an extension are those that are named, and no others. */
function assignDevices(draft: Draft, extension: DirectoryEntry, cell: string, days: Days): void {
  const names = cell.split(/\s+/).filter((name) => name !== '');
  const wanted = names.map((name) => draft.set('devices', { name }, { to_day: null, none: {} }).id);
  for (const device of draft.subjectsOf('device_extension', extension.id, days.from_day))
    if (!wanted.includes(device)) draft.assign('device_extension', device, { ...days, target: null });
  for (const device of wanted)
    if (targetOn(draft.spans('device_extension', device), days.from_day) !== extension.id)
      draft.assign('device_extension', device, { ...days, target: extension.id });
}

function isThere({ to_day }: DirectoryEntry, day: number): boolean {
  return to_day === null || to_day >= day;
}
