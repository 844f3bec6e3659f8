import { NumberDays } from './number-days.ts';
import { DayNumbers } from './number-prints.ts';
import type { Connection } from './open-database.ts';

/** Calls added up at once, so that a line that arrives does not wait for a whole day of them. */
const CALLS_A_SLICE = 5_000;

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

/** Behind an `insert into day_total`: to what stands there already. */
export const ADDED: string = `on conflict do update set ${TOTAL_SUMS.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')}`;

/** Writes sums into the totals of a day, of calls that are there (0), gone (1) or archived (2), to those that stand there already. */
export function totalAdder(
  connection: Connection,
): (day: number, gone: 0 | 1 | 2, totals: TotalSums) => void {
  const add = connection.prepare<number[], unknown>(
    `insert into day_total (day, gone, ${TOTAL_KEYS.join(', ')}, ${TOTAL_SUMS.join(', ')})
     values (?, ?, ${[...TOTAL_KEYS, ...TOTAL_SUMS].map(() => '?').join(', ')})
     ${ADDED}`,
  );
  return (day, gone, { sums }) => {
    for (const [key, values] of sums) add.run(day, gone, ...key.split(' ').map(Number), ...values);
  };
}

type SlicedCall = [
  identity: number,
  occurrence: number,
  calling: number | null,
  called: number | null,
  dialled: number | null,
  ...total: number[],
];

/** A day that is being totalled anew, slice by slice. */
interface Going {
  readonly day: number;
  readonly changes: number;
  readonly totals: TotalSums;
  readonly numbers: DayNumbers;
  after: { identity: number; occurrence: number };
}

/**
 * Makes the totals of days that changed anew from their calls, a slice at a time, and notes which numbers they have. A day that changes meanwhile is begun
 * again, so that what is written is what its calls come to.
 */
export function createDayTotals(connection: Connection) {
  const next = connection.prepare<[], { day: number; changes: number }>(
    'select day, changes from stale_day order by day limit 1',
  );
  const changesOf = connection
    .prepare<[number], number>('select changes from stale_day where day = ?')
    .pluck();
  const slice = connection
    .prepare<{ day: number; identity: number; occurrence: number; limit: number }, SlicedCall>(
      `select identity, occurrence, calling, called, dialled, ${TOTAL_OF_CALL} from call
       where day = @day and (identity, occurrence) > (@identity, @occurrence)
       order by identity, occurrence limit @limit`,
    )
    .raw();
  const drop = connection.prepare<[number], unknown>('delete from day_total where day = ? and gone = 0');
  const settled = connection.prepare<[number], unknown>('delete from stale_day where day = ?');
  const count = connection.prepare<[], number>('select count(*) from stale_day').pluck();
  const add = totalAdder(connection);
  const numberDays = new NumberDays(connection);
  let going: Going | null = null;
  const write = connection.transaction(({ day, changes, totals, numbers }: Going) => {
    if (changesOf.get(day) !== changes) return;
    drop.run(day);
    add(day, 0, totals);
    numberDays.write(day, numbers);
    settled.run(day);
  });
  return {
    staleDays: () => count.get() ?? 0,
    /** One slice; false when every day's totals are those of its calls. */
    totalSlice: (): boolean => {
      if (going === null || changesOf.get(going.day) !== going.changes) {
        const day = next.get();
        if (day === undefined) return false;
        going = {
          ...day,
          totals: new TotalSums(),
          numbers: new DayNumbers(),
          after: { identity: -1, occurrence: 0 },
        };
      }
      const rows = slice.all({ day: going.day, ...going.after, limit: CALLS_A_SLICE });
      for (const [, , calling, called, dialled, ...total] of rows) {
        for (const number of [calling, called, dialled]) going.numbers.add(number);
        going.totals.add(total, 0);
      }
      const [identity = 0, occurrence = 0] = rows.at(-1) ?? [];
      going.after = { identity, occurrence };
      if (rows.length === CALLS_A_SLICE) return true;
      write.immediate(going);
      going = null;
      return true;
    },
  };
}
