import type {
  Assignment,
  AssignmentKind,
  Belonging,
  Directory,
  ResolvedEntry,
  Span,
} from '../record/directory.ts';
import { bordersOf, joined, targetOn } from './spans.ts';

/** Looks up what is assigned to what, and works out whose something is on each day. */
export class Assignments {
  private readonly series = new Map<string, Span<number>[]>();
  private readonly treeBorders: readonly number[];

  constructor(assignments: readonly Assignment[]) {
    for (const { kind, subject, ...span } of assignments) {
      const name = seriesName(kind, subject);
      const spans = this.series.get(name);
      if (spans === undefined) this.series.set(name, [span]);
      else spans.push(span);
    }
    for (const spans of this.series.values()) spans.sort((one, other) => one.from_day - other.from_day);
    const ofTree = assignments.filter(({ kind }) => kind === 'unit_parent');
    this.treeBorders = [...new Set(bordersOf(ofTree))];
  }

  of(kind: AssignmentKind, subject: number): readonly Span<number>[] {
    return this.series.get(seriesName(kind, subject)) ?? [];
  }

  on(kind: AssignmentKind, subject: number, day: number): number | null {
    return targetOn(this.of(kind, subject), day);
  }

  /** Ids from the top of the tree down to a unit, as the tree was on a day. */
  unitPath(unit: number, day: number): number[] {
    const path = [unit];
    for (;;) {
      const parent = this.on('unit_parent', path[0] ?? unit, day);
      // A ring is refused before it is stored; whatever happens, this ends.
      if (parent === null || path.includes(parent)) return path;
      path.unshift(parent);
    }
  }

  /** Whose an extension or an account code is on a day: its unit is its own, else that of its person. */
  belonging(list: ResolvedEntry['list'], id: number, day: number): Belonging {
    if (list === 'units') return { person: null, unit: id, path: this.pathOf(id, day) };
    const { toPerson, toUnit } = KINDS[list];
    const person = this.on(toPerson, id, day);
    const ofPerson = person === null ? null : this.on('person_unit', person, day);
    const unit = this.on(toUnit, id, day) ?? ofPerson;
    return { person, unit, path: unit === null ? '' : this.pathOf(unit, day) };
  }

  /** The same for all days, as few spans as say it; days of nobody are left out. */
  belongings(list: ResolvedEntry['list'], id: number): Span<Belonging>[] {
    const own = list === 'units' ? [FIRST_DAY] : this.bordersOf(list, id);
    if (own.length === 0) return [];
    const borders = [...new Set([...own, ...this.treeBorders])].sort((one, other) => one - other);
    const spans = borders.map((from_day, place): Span<Belonging> => {
      const next = borders[place + 1];
      const target = this.belonging(list, id, from_day);
      return { from_day, to_day: next === undefined ? null : next - 1, target };
    });
    const somebodys = spans.filter(({ target }) => target.person !== null || target.unit !== null);
    return joined(somebodys, sameBelonging);
  }

  /** Days on which something about an extension or an account code begins, or is over for the first day. */
  private bordersOf(list: keyof typeof KINDS, id: number): number[] {
    const { toPerson, toUnit } = KINDS[list];
    const people = this.of(toPerson, id);
    const ofPeople = people.flatMap(({ target }) => this.of('person_unit', target));
    return bordersOf([...people, ...this.of(toUnit, id), ...ofPeople]);
  }

  private pathOf(unit: number, day: number): string {
    return `/${this.unitPath(unit, day).join('/')}/`;
  }
}

const KINDS = {
  extensions: { toPerson: 'extension_person', toUnit: 'extension_unit' },
  account_codes: { toPerson: 'account_code_person', toUnit: 'account_code_unit' },
} as const satisfies Readonly<Record<Exclude<ResolvedEntry['list'], 'units'>, object>>;

/** Before every day that there may be. */
const FIRST_DAY = -2_147_483_648;

/** What calls are joined with, of the entries that the one directory has otherwise than the other. */
export function changedBelongings(before: Directory, after: Directory): ResolvedEntry[] {
  const [old, now] = [new Assignments(before.assignments), new Assignments(after.assignments)];
  const known = new Set(before.entries.map(({ id }) => id));
  return after.entries.flatMap((entry): ResolvedEntry[] => {
    const { list, id } = entry;
    if (list !== 'extensions' && list !== 'account_codes' && list !== 'units') return [];
    const spans = now.belongings(list, id);
    const earlier = known.has(id) ? old.belongings(list, id) : [];
    return sameSpans(earlier, spans) ? [] : [{ list, entry, spans }];
  });
}

function sameBelonging(one: Belonging, other: Belonging): boolean {
  return one.person === other.person && one.unit === other.unit && one.path === other.path;
}

function sameSpans(one: readonly Span<Belonging>[], other: readonly Span<Belonging>[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function seriesName(kind: AssignmentKind, subject: number): string {
  return `${kind} ${subject}`;
}
