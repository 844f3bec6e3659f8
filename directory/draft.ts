import {
  ASSIGNMENTS,
  type Assignment,
  type AssignmentKind,
  type Directory,
  type DirectoryChange,
  type DirectoryEntry,
  type DirectoryList,
  keyOf,
  type Span,
} from '../record/directory.ts';
import { changedBelongings } from './belongings.ts';
import { bordersOf, endedOn, type NewSpan, targetOn, withSpan } from './spans.ts';

/** A directory as it would be: changed step by step, and compared with what it was at the end. */
export class Draft {
  private readonly before: Directory;
  private readonly byId = new Map<number, DirectoryEntry>();
  private readonly byKey = new Map<string, number>();
  private readonly series = new Map<string, Span<number>[]>();
  /** Which series ever had a target. */
  private readonly pointing = new Map<number, Set<string>>();
  private lastId: number;

  constructor(before: Directory) {
    this.before = before;
    this.lastId = before.last_id;
    for (const entry of before.entries) this.put(entry);
    for (const { kind, subject, ...span } of before.assignments) {
      const name = seriesName(kind, subject);
      const spans = this.series.get(name);
      if (spans === undefined) this.series.set(name, [span]);
      else spans.push(span);
      this.points(name, span.target);
    }
  }

  find(list: DirectoryList, key: string): DirectoryEntry | null {
    const id = this.byKey.get(`${list}\t${key}`);
    return id === undefined ? null : (this.byId.get(id) ?? null);
  }

  entries(list: DirectoryList): DirectoryEntry[] {
    return [...this.byId.values()].filter((entry) => entry.list === list);
  }

  entry(id: number): DirectoryEntry | null {
    return this.byId.get(id) ?? null;
  }

  /** Makes or changes an entry; values that are not given stay, or are null in a new one. */
  set(
    list: DirectoryList,
    values: DirectoryEntry['values'],
    { to_day, none }: { to_day: number | null; none: DirectoryEntry['values'] },
  ): DirectoryEntry {
    const known = this.find(list, keyOf(list, values));
    if (known === null) this.lastId += 1;
    const entry = {
      id: known?.id ?? this.lastId,
      ...{ list, values: { ...none, ...known?.values, ...values }, to_day },
    };
    this.put(entry);
    return entry;
  }

  /** Knows an entry by another key: its id, its days and all that is assigned stay. */
  rename({ id, list, values, to_day }: DirectoryEntry, key: DirectoryEntry['values']): void {
    this.byKey.delete(`${list}\t${keyOf(list, values)}`);
    this.put({ id, list, values: { ...values, ...key }, to_day });
  }

  spans(kind: AssignmentKind, subject: number): readonly Span<number>[] {
    return this.series.get(seriesName(kind, subject)) ?? [];
  }

  assign(kind: AssignmentKind, subject: number, span: NewSpan<number>): void {
    const name = seriesName(kind, subject);
    this.series.set(name, withSpan(this.series.get(name) ?? [], span));
    if (span.target !== null) this.points(name, span.target);
  }

  /** Subjects that a target has of a kind on a day. */
  subjectsOf(kind: AssignmentKind, target: number, day: number): number[] {
    const names = [...(this.pointing.get(target) ?? [])].filter((name) => name.startsWith(`${kind} `));
    return names
      .filter((name) => targetOn(this.series.get(name) ?? [], day) === target)
      .map((name) => Number(name.split(' ')[1]));
  }

  /** An entry that is there until a day: nothing is assigned to it, or from it, behind that. */
  end(entry: DirectoryEntry, lastDay: number): void {
    this.put({ ...entry, to_day: lastDay });
    for (const [kind, { of }] of Object.entries(ASSIGNMENTS)) {
      if (of !== entry.list) continue;
      const name = seriesName(kind, entry.id);
      const spans = this.series.get(name);
      if (spans !== undefined) this.series.set(name, endedOn(spans, lastDay));
    }
    for (const name of this.pointing.get(entry.id) ?? []) {
      const spans = this.series.get(name) ?? [];
      const own = spans.filter(({ target }) => target === entry.id);
      const others = spans.filter(({ target }) => target !== entry.id);
      const left = endedOn(own, lastDay);
      this.series.set(
        name,
        [...others, ...left].sort((one, other) => one.from_day - other.from_day),
      );
    }
  }

  /** A unit that would be above itself on some day; null where none is. */
  ring(): DirectoryEntry | null {
    const units = this.entries('units');
    const days = new Set(units.flatMap(({ id }) => bordersOf(this.spans('unit_parent', id))));
    for (const day of days) {
      const settled = new Set<number>();
      for (const unit of units) {
        const way = new Set<number>();
        for (let at: number | null = unit.id; at !== null && !settled.has(at); ) {
          if (way.has(at)) return this.entry(at);
          way.add(at);
          at = targetOn(this.spans('unit_parent', at), day);
        }
        for (const id of way) settled.add(id);
      }
    }
    return null;
  }

  /** What is otherwise now, for the store. */
  change(by: Pick<DirectoryChange, 'at' | 'by' | 'list' | 'counts'>): DirectoryChange {
    const old = new Draft(this.before);
    const entries = [...this.byId.values()].filter(({ id }) => !sameEntry(old.entry(id), this.entry(id)));
    const assignments = [...this.series].flatMap(([name, spans]) => {
      if (sameSeries(old.series.get(name) ?? [], spans)) return [];
      const [kind, subject] = name.split(' ');
      return [{ kind: kind as AssignmentKind, subject: Number(subject), spans }];
    });
    const resolved = changedBelongings(this.before, this.directory());
    const { version } = this.before;
    return { based_on: version, ...by, last_id: this.lastId, entries, assignments, resolved };
  }

  directory(): Directory {
    const assignments = [...this.series].flatMap(([name, spans]): Assignment[] => {
      const [kind, subject] = name.split(' ');
      return spans.map((span) => ({ kind: kind as AssignmentKind, subject: Number(subject), ...span }));
    });
    const { version } = this.before;
    return { version, last_id: this.lastId, entries: [...this.byId.values()], assignments };
  }

  private put(entry: DirectoryEntry): void {
    this.byId.set(entry.id, entry);
    this.byKey.set(`${entry.list}\t${keyOf(entry.list, entry.values)}`, entry.id);
  }

  private points(name: string, target: number): void {
    const names = this.pointing.get(target);
    if (names === undefined) this.pointing.set(target, new Set([name]));
    else names.add(name);
  }
}

function sameEntry(one: DirectoryEntry | null, other: DirectoryEntry | null): boolean {
  if (one === null || other === null) return one === other;
  const columns = Object.keys({ ...one.values, ...other.values });
  return (
    one.to_day === other.to_day &&
    columns.every((column) => (one.values[column] ?? null) === (other.values[column] ?? null))
  );
}

function sameSeries(one: readonly Span<number>[], other: readonly Span<number>[]): boolean {
  return (
    one.length === other.length &&
    one.every((span, place) => {
      const twin = other[place];
      return span.from_day === twin?.from_day && span.to_day === twin.to_day && span.target === twin.target;
    })
  );
}

function seriesName(kind: string, subject: number): string {
  return `${kind} ${subject}`;
}
