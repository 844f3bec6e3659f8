import { showDay } from '../record/calendar.ts';
import { ASSIGNMENTS, type Directory, type DirectoryEntry } from '../record/directory.ts';
import { ASSIGNED_AS, LIST_WORDS, nameOf } from './entry-changes.ts';

/** What an entry is assigned to, and what is assigned to it, with days. */
export interface AssignedDays {
  readonly what: string;
  readonly name: string;
  readonly from: string;
  readonly to: string | null;
}

export interface FoundEntry {
  readonly list: DirectoryEntry['list'];
  readonly name: string;
  readonly values: DirectoryEntry['values'];
  /** The last day on which it is there; null while no end is known. */
  readonly until: string | null;
  readonly assigned: readonly AssignedDays[];
}

/** Entries of any list that are known by a text: a number, a code, a login, an address, a name. */
export function findEntries(directory: Directory, text: string): FoundEntry[] {
  const looked = text.toLowerCase();
  const byId = new Map(directory.entries.map((entry) => [entry.id, entry]));
  return directory.entries
    .filter((entry) => knownBy(entry).some((name) => name.toLowerCase() === looked))
    .map((entry) => ({
      list: entry.list,
      name: nameOf(entry),
      values: shownValues(entry),
      until: entry.to_day === null ? null : showDay(entry.to_day),
      assigned: assignedDays(directory, byId, entry.id),
    }));
}

/** What somebody may call it. */
export function knownBy(entry: DirectoryEntry): string[] {
  const { name, email, login } = entry.values;
  return [nameOf(entry), name, email, login].filter((one) => typeof one === 'string');
}

/** The whole number of the store is nothing to people. */
function shownValues({ list, values }: DirectoryEntry): DirectoryEntry['values'] {
  const { number, had_call: _, ...rest } = values;
  return list === 'contacts' ? { number: `+${number}`, ...rest } : rest;
}

function assignedDays(
  { assignments }: Directory,
  byId: ReadonlyMap<number, DirectoryEntry>,
  id: number,
): AssignedDays[] {
  return assignments.flatMap(({ kind, subject, target, from_day, to_day }) => {
    const other = byId.get(subject === id ? target : subject);
    if (other === undefined || (subject !== id && target !== id)) return [];
    const what =
      subject === id ? ASSIGNED_AS[kind] : `${ASSIGNED_AS[kind]} of ${LIST_WORDS[ASSIGNMENTS[kind].of]}`;
    const days = { from: showDay(from_day), to: to_day === null ? null : showDay(to_day) };
    return [{ what, name: nameOf(other), ...days }];
  });
}
