import { z } from 'zod';
import { parseDay } from '../record/calendar.ts';
import type { SumGrouping, Sums } from '../record/call-sums.ts';
import { sumsByCurrency } from '../record/exact-sum.ts';
import { type Micros, parseAmount } from '../record/money.ts';
import type { Exchange } from './exchange-rate.ts';
import { exchangedSums, inOrder } from './in-currency.ts';
import type { ReportColumn, ReportRow, ReportSources, ReportWish } from './report.ts';
import { addSums, type Counted, sumRows } from './sum-rows.ts';

const PERCENT = /^(\d{1,4})(?:\.(\d{1,4}))?$/;

export const markUpSchema = z.strictObject({
  cost_centre: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'the code of the directory, without what lies below it; null: every other one, and calls of none',
    ),
  percent: z.string().regex(PERCENT, 'a percentage, in quotes: "12.5"').default('0').describe('of the cost'),
  per_leg: z
    .string()
    .refine((text) => parseAmount(text).kind === 'amount', 'an amount, in quotes: "0.02"')
    .default('0')
    .describe('for each leg with a cost, in its currency'),
  from: z
    .string()
    .refine((text) => parseDay(text) !== null, 'a day, in quotes: "2026-01-01"')
    .describe('first day; until a later one of the same cost centre takes its place'),
});
export type MarkUp = z.output<typeof markUpSchema>;

/** The mark-up of cost centres by day; pure, and the same for every part of a period. */
export class MarkUps {
  private readonly byCentre: ReadonlyMap<string | null, readonly MarkUp[]>;

  constructor(markUps: readonly MarkUp[]) {
    const sorted = [...markUps].sort((one, other) => (one.from < other.from ? -1 : 1));
    this.byCentre = Map.groupBy(sorted, ({ cost_centre }) => cost_centre);
  }

  /** The one that holds: of the cost centre itself, else of every other one. */
  on(day: string, centre: string | null): MarkUp | null {
    const own = (centre === null ? undefined : this.byCentre.get(centre))?.findLast(
      ({ from }) => from <= day,
    );
    return own ?? this.byCentre.get(null)?.findLast(({ from }) => from <= day) ?? null;
  }
}

/** Of some costs, and the legs that have one: exactly, rounded once, half a millionth up. */
export function markUpMicros({ percent, per_leg }: MarkUp, costMicros: number, legs: number): number {
  const [, whole = '0', decimals = ''] = PERCENT.exec(percent) ?? [];
  // Millionths of the cost: a ten-thousandth of a percent is one.
  const share = BigInt(whole) * 10_000n + BigInt(decimals.padEnd(4, '0'));
  const fixed = parseAmount(per_leg);
  const each: Micros = fixed.kind === 'amount' ? fixed.micros : (0 as Micros);
  return Number((BigInt(costMicros) * share + 500_000n) / 1_000_000n) + each * legs;
}

/** A group with what is put on its costs, by currency. */
export interface MarkedSums extends Counted {
  readonly group: Sums['group'];
  readonly mark_ups: Readonly<Record<string, number>>;
}

/**
 * Sums by day with their mark-up, as groups over all days. What is put on a cost centre is rounded once for each day and currency;
 * where it is told by extension or person as well, each has what the sum grows by when it is added, so that every way to tell it
 * comes to the same.
 */
export function markedSums(
  days: readonly Sums[],
  by: readonly SumGrouping[],
  markUps: MarkUps,
  exchange: Exchange | null = null,
): MarkedSums[] {
  const before = new Map<string, { costs: number; legs: number; mark_up: number }>();
  const added = exchange === null ? days : inOrder(days);
  const marked = added.map((sums) => {
    const { day = null, cost_centre = null } = sums.group;
    const markUp = markUps.on(day ?? '', cost_centre);
    const mark_ups: Record<string, number> = {};
    for (const [currency, cost] of Object.entries(sums.costs)) {
      const key = JSON.stringify([day, cost_centre, currency]);
      const was = before.get(key) ?? { costs: 0, legs: 0, mark_up: 0 };
      const [costs, legs] = [was.costs + cost, was.legs + (sums.charged_legs[currency] ?? 0)];
      const mark_up = markUp === null ? 0 : markUpMicros(markUp, costs, legs);
      mark_ups[currency] = mark_up - was.mark_up;
      before.set(key, { costs, legs, mark_up });
    }
    return { ...sums, mark_ups };
  });
  const told = exchange === null ? marked : exchangedMarks(marked, exchange);
  const groups = Map.groupBy(told, ({ group }) => JSON.stringify(by.map((name) => group[name] ?? null)));
  return [...groups.values()].map((some) => ({
    ...addMarked(some),
    group: groupBy(some[0]?.group ?? {}, by),
  }));
}

/** Costs and what is put on them, each rounded once for each day, cost centre and currency. */
function exchangedMarks<Row extends Sums & Pick<MarkedSums, 'mark_ups'>>(
  days: readonly Row[],
  exchange: Exchange,
): Row[] {
  const marks = exchangedSums(
    days.map((one) => ({ ...one, costs: one.mark_ups })),
    exchange,
  );
  return exchangedSums(days, exchange).map((one, place) => ({ ...one, mark_ups: marks[place]?.costs ?? {} }));
}

function groupBy(group: Sums['group'], by: readonly SumGrouping[]): Sums['group'] {
  return Object.fromEntries(by.map((name) => [name, group[name] ?? null]));
}

type Marked = Omit<MarkedSums, 'group'>;

/** Adds groups up with what is put on them. */
export function addMarked(groups: readonly Marked[]): Marked {
  return { ...addSums(groups), mark_ups: sumsByCurrency(groups.map((one) => one.mark_ups)) };
}

/** The columns behind those of the sums. */
export const MARK_UP_COLUMNS: readonly ReportColumn[] = [
  { name: 'mark_up_micros', title: 'Mark-up', type: 'money', total: 'sum' },
  { name: 'charged_micros', title: 'Charged', type: 'money', total: 'sum' },
];

/** What calls cost and what is put on that, by cost centre and more. */
export async function sumsWithMarkUp(
  { sums, mark_ups, exchanged }: Pick<ReportSources, 'sums' | 'mark_ups' | 'exchanged'>,
  by: readonly SumGrouping[],
  { period, filter }: Pick<ReportWish, 'period' | 'filter'>,
): Promise<MarkedSums[]> {
  if (mark_ups.length === 0) return (await sums(period, by, filter)).map((one) => ({ ...one, mark_ups: {} }));
  // An amount for each leg is in the currency of its cost.
  const days = await (exchanged?.sums ?? sums)(period, ['day', ...by], filter);
  return markedSums(days, by, new MarkUps(mark_ups), exchanged?.exchange ?? null);
}

/** The cells of SUM_COLUMNS and MARK_UP_COLUMNS for one group. */
export function markedRows({ mark_ups, ...sums }: Marked): ReportRow[] {
  return sumRows(sums).map((row) => {
    const mark_up_micros = row.currency === null ? 0 : (mark_ups[String(row.currency)] ?? 0);
    return { ...row, mark_up_micros, charged_micros: Number(row.cost_micros) + mark_up_micros };
  });
}
