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
import { Assignments } from './belongings.ts';
import { Draft } from './draft.ts';
import { changesBetween, type EntryChange, LIST_WORDS } from './entry-changes.ts';
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
  /** What is not among them has ended; of people those only that come from the same place. */
  readonly complete: boolean;
  /** The name under `ldap` that people are from; left out for a file. */
  readonly origin?: string;
}

/** What an import would do: nothing where something of it is refused. */
export interface ImportPlan {
  readonly changes: readonly EntryChange[];
  readonly unchanged: number;
  readonly refused: readonly RefusedEntry[];
  /** What there would be less of. */
  readonly losses: readonly Loss[];
  /** The directory as it would be. */
  readonly after: Directory;
  change(by: Pick<DirectoryChange, 'at' | 'by'>): DirectoryChange;
}

/** How many of what is there on the first day of the import would be there no more. */
export interface Loss {
  readonly what: string;
  readonly lost: number;
  readonly of: number;
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
  return planLists(before, [wish], { called: wish.list.name, watched: false });
}

/** The same for several lists that build on each other, as one change. `watched`: assignments that go count as lost, too. */
export function planLists(
  before: Directory,
  wishes: readonly ImportWish[],
  { called, watched }: { called: string; watched: boolean },
): ImportPlan {
  const draft = new Draft(before);
  const lists = wishes.map((wish) => ({ wish, ...takeList(draft, wish) }));
  const refused = lists.flatMap((list) => list.refused);
  const ring = draft.ring();
  if (ring !== null)
    refused.push({ place: `cost centre ${ring.values.code}`, reason: 'it would stand above itself' });
  const after = draft.directory();
  const changes = changesBetween(before, after);
  const touched = new Set(changes.map(({ list: of, key }) => `${of}\t${key}`));
  const isTouched = ({ list }: ImportWish, key: string): boolean => touched.has(`${list.list}\t${key}`);
  const unchanged = lists.flatMap(({ wish, keys }) => keys.filter((key) => !isTouched(wish, key))).length;
  const countOf = (what: EntryChange['what'], list?: DirectoryList): number =>
    changes.filter((change) => change.what === what && (list ?? change.list) === change.list).length;
  const ends = lists.map(({ wish: { list }, present }) => ({
    ...{ what: wishes.length === 1 ? 'entries' : LIST_WORDS[list.list], lost: countOf('ended', list.list) },
    of: present,
  }));
  const counts = { added: countOf('added'), changed: countOf('changed'), ended: countOf('ended') };
  const change: ImportPlan['change'] = (by) => draft.change({ ...by, list: called, counts });
  const day = wishes[0]?.from_day ?? 0;
  const losses = watched ? [...ends, ...lostAssignments(before, after, day)] : ends;
  return { changes, unchanged, refused, losses, after, change };
}

/** Takes the entries of a list into a draft; what is refused of them is told. */
function takeList(draft: Draft, wish: ImportWish) {
  const { list, entries, from_day, complete, origin = null } = wish;
  const isOwn = ({ values }: DirectoryEntry): boolean =>
    list.list !== 'people' || (values.origin ?? null) === origin;
  const there = draft.entries(list.list).filter((entry) => isThere(entry, from_day));
  const present = complete ? there.filter(isOwn).length : there.length;
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
  const keys = groups.map(([first]) => first?.key ?? '');
  if (complete) {
    const given = new Set(keys);
    for (const entry of there)
      if (isOwn(entry) && !given.has(keyOf(entry.list, entry.values))) draft.end(entry, from_day - 1);
  }
  return { refused, present, keys };
}

/** What has nobody on a day any more that had somebody: where an attribute is not shown to us any more, all at once. */
function lostAssignments(before: Directory, after: Directory, day: number): Loss[] {
  const [old, now] = [new Assignments(before.assignments), new Assignments(after.assignments)];
  const watched = {
    extension_person: 'people of extensions',
    person_unit: 'cost centres of people',
  } as const;
  return Object.entries(watched).map(([name, what]) => {
    const kind = name as keyof typeof watched;
    const list = before.entries.filter((entry) => entry.list === ASSIGNMENTS[kind].of);
    const had = list.filter(({ id }) => old.on(kind, id, day) !== null);
    return { what, lost: had.filter(({ id }) => now.on(kind, id, day) === null).length, of: had.length };
  });
}

const LONGEST_TEXT = 200;

function readEntry(entry: GivenEntry, { list, sites, origin }: ImportWish): ReadEntry | string {
  const { cells } = entry;
  for (const { name, needed } of list.columns) {
    const text = cells[name] ?? '';
    if (needed && text === '') return `${name} is missing`;
    const trouble = unfitText(name, text);
    if (trouble !== null) return trouble;
  }
  const own = list.values(cells, { sites });
  if (typeof own === 'string') return own;
  const values = origin === undefined || list.list !== 'people' ? own : { ...own, origin };
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
