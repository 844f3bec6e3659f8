import type { Day } from '../record/calendar.ts';
import type { Directory } from '../record/directory.ts';
import type { ReportPeriod } from './report-period.ts';

/** Where the cost centre stands of calls that are nobody’s. */
export const UNASSIGNED = '(unassigned)';

/** A unit of the directory and where it stands in the tree. */
export interface PlacedUnit {
  readonly id: number;
  readonly code: string;
  readonly name: string | null;
  readonly kind: string;
  /** Codes from the top down to itself. */
  readonly path: readonly string[];
}

/** The tree as it is on a day, from the top down, children behind their parents. */
export function costCentreTree({ entries, assignments }: Directory, day: Day): PlacedUnit[] {
  const units = entries.filter(({ list }) => list === 'units');
  const codes = new Map(units.map(({ id, values }) => [id, String(values.code)]));
  const parents = new Map(
    assignments
      .filter(
        ({ kind, from_day, to_day }) => kind === 'unit_parent' && from_day <= day && day <= (to_day ?? day),
      )
      .map(({ subject, target }) => [subject, target]),
  );
  return units
    .map(({ id, values }): PlacedUnit => {
      const path: string[] = [];
      for (
        let at: number | undefined = id;
        at !== undefined && path.length <= units.length;
        at = parents.get(at)
      )
        path.unshift(codes.get(at) ?? '');
      const { name = null } = values;
      return {
        ...{ id, code: String(values.code), kind: String(values.kind), path },
        name: name === null ? null : String(name),
      };
    })
    .sort((one, other) => comparePaths(one.path, other.path));
}

/** The parts of a period in each of which the tree is one. */
export function partsOfOneTree({ assignments }: Directory, period: ReportPeriod): ReportPeriod[] {
  const { from_day, to_day } = period;
  const borders = assignments
    .filter(({ kind }) => kind === 'unit_parent')
    .flatMap((one) => [one.from_day, ...(one.to_day === null ? [] : [one.to_day + 1])])
    .filter((day) => day > from_day && day <= to_day);
  const begins = [from_day, ...new Set(borders.sort((one, other) => one - other))] as Day[];
  return begins.map((begin, place) => ({
    ...period,
    from_day: begin,
    to_day: ((begins[place + 1] ?? to_day + 1) - 1) as Day,
  }));
}

function comparePaths(one: readonly string[], other: readonly string[]): number {
  for (const [place, code] of one.entries()) {
    const beside = other[place];
    if (beside === undefined) return 1;
    if (code !== beside) return code < beside ? -1 : 1;
  }
  return one.length - other.length;
}
