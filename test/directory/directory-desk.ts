import { Assignments } from '../../directory/belongings.ts';
import { nameOf } from '../../directory/entry-changes.ts';
import { IMPORT_LISTS, type ImportName } from '../../directory/import-lists.ts';
import { type ImportPlan, planImport } from '../../directory/plan-import.ts';
import { parseDay } from '../../record/calendar.ts';
import {
  type Directory,
  type DirectoryChange,
  EMPTY_DIRECTORY,
  type ForgettingChange,
  keyOf,
} from '../../record/directory.ts';

export const day = (text: string): number => parseDay(text) ?? Number.NaN;
export const TODAY = day('2026-03-20');

interface Given {
  readonly from?: string;
  readonly complete?: boolean;
  readonly today?: number;
  readonly sites?: readonly string[];
}

/** A directory to which imports are done as the store would do them. */
export class DirectoryDesk {
  directory: Directory = EMPTY_DIRECTORY;
  /** Who hears of each change that is done. */
  told: (change: DirectoryChange) => void = () => {};

  plan(name: ImportName, rows: readonly Record<string, string>[], given: Given = {}): ImportPlan {
    const { from, complete = false, today = TODAY, sites = ['berlin', 'paris'] } = given;
    return planImport(this.directory, {
      list: IMPORT_LISTS[name],
      entries: rows.map((cells, place) => ({ place: `line ${place + 2}`, cells })),
      ...{ from_day: from === undefined ? today : day(from), today, complete, sites },
    });
  }

  /** Does an import, which must be in order; gives what it changed as `added 204`. */
  take(name: ImportName, rows: readonly Record<string, string>[], given: Given = {}): string[] {
    const plan = this.plan(name, rows, given);
    if (plan.refused.length > 0) throw new Error(JSON.stringify(plan.refused));
    const change = plan.change({ at: 0, by: 'test' });
    this.told(change);
    this.directory = changed(this.directory, change);
    return plan.changes.map(({ what, name: of }) => `${what} ${of}`);
  }

  /** Person and units, top first, of an extension of Berlin on a day. */
  whose(extension: string, on: string): { person: string | null; units: string[] } {
    const entry = this.directory.entries.find(
      ({ list, values }) => list === 'extensions' && values.name === extension && values.site === 'berlin',
    );
    const { person, path } = new Assignments(this.directory.assignments).belonging(
      'extensions',
      entry?.id ?? 0,
      day(on),
    );
    const named = (id: number): string => {
      const found = this.directory.entries.find((one) => one.id === id);
      return found === undefined ? '?' : nameOf(found);
    };
    const units = path.split('/').flatMap((id) => (id === '' ? [] : [named(Number(id))]));
    return { person: person === null ? null : named(person), units };
  }
}

/** What the store does with a change. */
export function changed(before: Directory, change: DirectoryChange & Partial<ForgettingChange>): Directory {
  const { removed = [] } = change;
  const entries = new Map(before.entries.map((entry) => [entry.id, entry]));
  for (const entry of change.entries) entries.set(entry.id, entry);
  for (const { id } of removed) entries.delete(id);
  const series = new Set(change.assignments.map(({ kind, subject }) => `${kind} ${subject}`));
  const gone = new Set(removed.map(({ id }) => id));
  const assignments = [
    ...before.assignments.filter(({ kind, subject }) => !series.has(`${kind} ${subject}`)),
    ...change.assignments.flatMap(({ kind, subject, spans }) =>
      spans.map((span) => ({ kind, subject, ...span })),
    ),
  ].filter(({ subject, target }) => !gone.has(subject) && !gone.has(target));
  return {
    version: before.version + 1,
    last_id: change.last_id,
    entries: [...entries.values()],
    assignments,
  };
}

/** Entries of a directory by their keys, whatever their ids are. */
export function keysOf({ entries }: Directory): string[] {
  return entries.map(({ list, values }) => `${list} ${keyOf(list, values)}`).sort();
}
