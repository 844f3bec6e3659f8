import { showDay } from '../record/calendar.ts';
import type { Directory, DirectoryEntry } from '../record/directory.ts';
import { Assignments } from './belongings.ts';
import { nameOf } from './entry-changes.ts';
import type { Cells, ImportList } from './import-lists.ts';
import { bordersOf } from './spans.ts';

/** The entries of a list on a day, by the columns they are imported with: imported again, they change nothing. */
export function listEntries(directory: Directory, list: ImportList, day: number): Cells[] {
  const look = lookUp(directory);
  return entriesOf(directory, list)
    .filter(({ to_day }) => to_day === null || to_day >= day)
    .map((entry) => cellsOf(list, entry, day, look));
}

/** All that is known of each entry, a row for every stretch of days on which it was the same. */
export function listHistory(directory: Directory, list: ImportList): Cells[] {
  const look = lookUp(directory);
  return entriesOf(directory, list).flatMap((entry) => {
    const spans = list.assigned.flatMap(({ kind }) => look.assignments.of(kind, entry.id));
    const devices = list.list === 'extensions' ? look.devices(entry.id) : [];
    const end = entry.to_day === null ? [] : [entry.to_day + 1];
    const borders = [...new Set([...bordersOf([...spans, ...devices]), ...end])].sort((a, b) => a - b);
    const begins = borders.filter((day) => entry.to_day === null || day <= entry.to_day);
    if (begins.length === 0) return [cellsOf(list, entry, entry.to_day ?? 0, look)];
    return begins.map((from, place) => {
      const next = begins[place + 1];
      const to = next === undefined ? entry.to_day : next - 1;
      const days = { from: showDay(from), to: to === null ? '' : showDay(to) };
      return { ...cellsOf(list, entry, from, look), ...(hasDates(list) ? days : {}) };
    });
  });
}

type LookUp = ReturnType<typeof lookUp>;

function lookUp({ entries, assignments }: Directory) {
  const byExtension = Map.groupBy(
    assignments.filter(({ kind }) => kind === 'device_extension'),
    ({ target }) => target,
  );
  return {
    entries: new Map(entries.map((entry) => [entry.id, entry])),
    assignments: new Assignments(assignments),
    devices: (extension: number) => byExtension.get(extension) ?? [],
  };
}

function entriesOf({ entries }: Directory, { list }: ImportList): DirectoryEntry[] {
  const named = entries
    .filter((entry) => entry.list === list)
    .map((entry) => ({ entry, name: nameOf(entry) }));
  const order = new Intl.Collator('en', { numeric: true });
  return named.sort((one, other) => order.compare(one.name, other.name)).map(({ entry }) => entry);
}

function cellsOf(list: ImportList, entry: DirectoryEntry, day: number, look: LookUp): Cells {
  const { values, id } = entry;
  const cells: Record<string, string> = {};
  for (const { name } of list.columns) {
    if (name === 'from' || name === 'to') continue;
    const assigned = list.assigned.find(({ column }) => column === name);
    const target = assigned === undefined ? null : look.assignments.on(assigned.kind, id, day);
    const named = target === null ? undefined : look.entries.get(target);
    const own = name === list.columns.find(({ needed }) => needed)?.name;
    if (assigned !== undefined) cells[name] = named === undefined ? '' : nameOf(named);
    else if (name === 'devices') cells[name] = devicesOn(look, id, day);
    else if (list.list === 'extensions' && own) cells[name] = String(values.name);
    else cells[name] = own ? nameOf(entry) : String(values[name] ?? '');
  }
  return cells;
}

function devicesOn({ devices, entries }: LookUp, extension: number, day: number): string {
  const there = devices(extension).filter(
    ({ from_day, to_day }) => from_day <= day && (to_day === null || day <= to_day),
  );
  return there
    .map(({ subject }) => String(entries.get(subject)?.values.name))
    .sort()
    .join(' ');
}

function hasDates({ columns }: ImportList): boolean {
  return columns.some(({ name }) => name === 'from');
}
