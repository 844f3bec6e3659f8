import type { ReportWish } from './report.ts';

/** A number that a report judges by. */
export interface ReportValue {
  readonly usual: number;
  readonly summary: string;
}

/** What was asked for, else the usual. */
export function reportValues<Name extends string>(
  values: Readonly<Record<Name, ReportValue>>,
  { values: given = {} }: Pick<ReportWish, 'values'>,
): Record<Name, number> {
  const names = Object.keys(values) as Name[];
  return Object.fromEntries(names.map((name) => [name, given[name] ?? values[name].usual])) as Record<
    Name,
    number
  >;
}
