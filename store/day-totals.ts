import type { Connection } from './open-database.ts';

/** What of a call a total is kept by, in the order of the primary key behind `day` and `gone`, as SQL over the table of calls. */
export const KEYS_OF_CALL = {
  source: 'source',
  extension: 'coalesce(extension, 0)',
  direction: 'direction',
  destination_class: 'destination_class',
  destination_country: 'coalesce(destination_country, 0)',
  trunk: 'coalesce(trunk, 0)',
  held: 'held_by is not null',
  step: 'step',
  currency: 'coalesce(currency, 0)',
} as const;
/** And what is added up. */
export const SUMS_OF_CALL = {
  legs: '1',
  calls: 'head',
  answered: 'coalesce(answered, 0)',
  duration_ms: 'coalesce(duration_ms, 0)',
  cost_micros: 'coalesce(cost_micros, 0)',
} as const;
export const TOTAL_KEYS = Object.keys(KEYS_OF_CALL) as (keyof typeof KEYS_OF_CALL)[];
export const TOTAL_SUMS = Object.keys(SUMS_OF_CALL) as (keyof typeof SUMS_OF_CALL)[];

/** The keys and sums of one call. */
export const TOTAL_OF_CALL: string = [...Object.values(KEYS_OF_CALL), ...Object.values(SUMS_OF_CALL)].join(
  ', ',
);

type Sums = [legs: number, calls: number, answered: number, duration_ms: number, cost_micros: number];

/** Adds up calls by the keys of totals. */
export class TotalSums {
  readonly sums = new Map<string, Sums>();

  add(row: readonly number[], from: number): void {
    const key = row.slice(from, from + TOTAL_KEYS.length).join(' ');
    const sums = this.sums.get(key) ?? [0, 0, 0, 0, 0];
    for (const place of sums.keys())
      sums[place] = (sums[place] ?? 0) + (row[from + TOTAL_KEYS.length + place] ?? 0);
    this.sums.set(key, sums);
  }
}

/** Behind an insert into a table of totals: these sums are added to what stands there already. */
export function addedTo(sums: readonly string[]): string {
  return `on conflict do update set ${sums.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')}`;
}

/** Writes sums into the totals of a day, of calls that are there (0), gone (1) or archived (2), to those that stand there already. */
export function totalAdder(
  connection: Connection,
): (day: number, gone: 0 | 1 | 2, totals: TotalSums) => void {
  const add = connection.prepare<number[], unknown>(
    `insert into day_total (day, gone, ${TOTAL_KEYS.join(', ')}, ${TOTAL_SUMS.join(', ')})
     values (?, ?, ${[...TOTAL_KEYS, ...TOTAL_SUMS].map(() => '?').join(', ')})
     ${addedTo(TOTAL_SUMS)}`,
  );
  return (day, gone, { sums }) => {
    for (const [key, values] of sums) add.run(day, gone, ...key.split(' ').map(Number), ...values);
  };
}
