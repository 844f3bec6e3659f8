import { showDay } from '../../record/calendar.ts';
import { showAmount } from '../../record/money.ts';
import { UNASSIGNED } from '../../reports/cost-centre-tree.ts';
import { PERIODS, type ReportPeriod, readPeriod, showPeriod } from '../../reports/report-period.ts';
import { counted, grouped, textColumns, textTable } from '../../reports/text-table.ts';
import { suggestion } from '../../settings/describe-issues.ts';
import { type UnratedDay, unratedDays } from '../../store/queries/calls-to-rate.ts';
import { tariffs } from '../../store/queries/tariffs.ts';
import type { Command, CommandCall } from '../command.ts';
import type { RatedGroup, RatedSums } from '../rated-sums.ts';
import { reportDay } from '../report-zone.ts';
import { activeConfiguration } from '../service/judging.ts';
import { isSet, optional, usageError } from '../usage.ts';
import { AS_OPTION, requireAllCalls, sitesOf } from '../viewer.ts';

/** Said this often while it goes on. */
const EVERY_MS = 2_000;

export const tariffRerate: Command = {
  name: 'tariff rerate',
  summary:
    'Rates the stored calls of a period again by today’s tariffs. --plan says what that changes in cost, --run changes it.',
  positionals: '',
  options: {
    period: { value: 'PERIOD', summary: 'which local days: 2026-10, last-month, 2026-10-01..2026-10-15' },
    carrier: { value: 'NAME', summary: 'only calls that this carrier charges, or charged' },
    plan: { value: null, summary: 'only say what would change; nothing is changed' },
    run: { value: null, summary: 'change it, day by day; may be broken off and run again at any time' },
    reason: { value: 'TEXT', summary: 'why, for those who ask later; nothing personal (needed with --run)' },
    ...AS_OPTION,
    json: { value: null, summary: 'as JSON' },
  },
  example: './ledgerline tariff rerate --period 2026-10 --plan',
  writes: true,
  audit: { changes: 'calls' },
  async run(call) {
    const only_try = isPlan(call);
    await requireAllCalls(call, 'Rating calls again is');
    const writer = await call.writer();
    const store = call.reading();
    const configuration = await activeConfiguration(store);
    const period = periodOf(call, reportDay(configuration, call.now()));
    const carrier = carrierOf(call, tariffs(store.connection));
    let said = call.now();
    const { from_day, to_day } = period;
    const sites_of = await sitesOf(store);
    const told = (day: number): void => {
      if (call.now() - said < EVERY_MS) return;
      said = call.now();
      call.err(`${showDay(day)} is rated\n`);
    };
    const sums = await writer.rate({
      ...{ from_day, to_day, carriers: carrier === null ? null : [carrier] },
      ...{ sites_of, only_try, signal: call.signal, told },
    });
    const unrated = unratedDays(store.connection, sums.days.from_day, sums.days.to_day);
    call.tell({ counts: { changed: only_try ? 0 : sums.changed, ...sums.kept } });
    await call.out(
      isSet(call, 'json')
        ? `${JSON.stringify(asJson(sums, unrated), null, 1)}\n`
        : asText({ sums, unrated, only_try }),
    );
    return 0;
  },
};

function isPlan(call: CommandCall): boolean {
  const [plan, run] = [isSet(call, 'plan'), isSet(call, 'run')];
  if (plan === run)
    throw usageError(
      plan ? '--plan and --run exclude each other.' : 'Neither --plan nor --run is given.',
      '--plan says what would change and changes nothing; --run changes it.',
    );
  if (run && (optional(call, 'reason') ?? '').trim() === '')
    throw usageError('--run is given and --reason is missing.', 'Say why, for those who ask later.');
  return plan;
}

function periodOf(call: CommandCall, today: ReportPeriod['from_day']): ReportPeriod {
  const text = optional(call, 'period');
  if (text === null) throw usageError('Which period?', `Give --period. Periods: ${PERIODS}.`);
  const period = readPeriod(text, today);
  if (period === null) throw usageError(`--period ${text} is no period.`, `Periods: ${PERIODS}.`);
  return period;
}

function carrierOf(call: CommandCall, known: readonly { readonly carrier: string }[]): string | null {
  const name = optional(call, 'carrier');
  const names = [...new Set(known.map(({ carrier }) => carrier))];
  if (names.length === 0)
    throw usageError('There are no tariffs.', 'Import a rate sheet first: ./ledgerline tariff import.');
  if (name === null || names.includes(name)) return name;
  throw usageError(
    `No tariff is of the carrier ${name}${suggestion(name, names)}`,
    `Carriers with tariffs: ${names.join(', ')}.`,
  );
}

function asJson(sums: RatedSums, unrated: readonly UnratedDay[]) {
  const { from_day, to_day } = sums.days;
  const groups = sums.sorted();
  const told = groups.map((group) => ({
    ...group,
    difference_micros: group.after_micros - group.before_micros,
  }));
  const days = unrated.map(({ day, ...rest }) => ({ day: showDay(day), ...rest }));
  return {
    period: { from: showDay(from_day), to: showDay(to_day) },
    ...{ changed: sums.changed, groups: told, totals: totalsOf(groups), kept: sums.kept, not_rated: days },
  };
}

interface CurrencyTotal {
  readonly currency: string;
  readonly before_micros: number;
  readonly after_micros: number;
  readonly difference_micros: number;
}

function totalsOf(groups: readonly RatedGroup[]): CurrencyTotal[] {
  const sum = (some: readonly RatedGroup[], of: 'before_micros' | 'after_micros'): number =>
    some.reduce((total, group) => total + group[of], 0);
  return [...Map.groupBy(groups, ({ currency }) => currency)].map(([currency, some]) => {
    const [before_micros, after_micros] = [sum(some, 'before_micros'), sum(some, 'after_micros')];
    return { currency, before_micros, after_micros, difference_micros: after_micros - before_micros };
  });
}

const NUMBERS = ['legs', 'changed', 'before', 'after', 'difference'];
const COLUMNS = textColumns(['carrier', 'cost centre', ...NUMBERS, 'currency'], NUMBERS);

function asText({
  sums,
  unrated,
  only_try,
}: {
  sums: RatedSums;
  unrated: readonly UnratedDay[];
  only_try: boolean;
}): string {
  const groups = sums.sorted();
  const rows = groups.map(
    ({ carrier, cost_centre, legs, changed, before_micros, after_micros, currency }) => [
      ...[carrier ?? '–', cost_centre ?? UNASSIGNED, grouped(legs), grouped(changed)],
      ...[
        showAmount(before_micros),
        showAmount(after_micros),
        signed(after_micros - before_micros),
        currency,
      ],
    ],
  );
  const totals = totalsOf(groups).map(
    ({ currency, before_micros, after_micros, difference_micros }) =>
      `${showAmount(before_micros)} ${currency} before, ${showAmount(after_micros)} after: ${signed(difference_micros)}\n`,
  );
  const did = only_try ? 'would cost' : 'cost';
  return [
    rows.length === 0 ? '' : `${textTable(COLUMNS, rows)}\n`,
    ...totals,
    `${showPeriod(sums.days)}: ${sums.changed === 0 ? 'each call is what it was' : `${counted(sums.changed, 'leg')} ${did} something else, or by another price`}.\n`,
    ...keptLines(sums, unrated),
    only_try && sums.changed > 0
      ? 'Nothing is changed yet; --run --reason TEXT in the place of --plan does it.\n'
      : '',
  ].join('');
}

function keptLines({ kept }: RatedSums, unrated: readonly UnratedDay[]): string[] {
  const { masked, anonymous, free_minutes } = kept;
  const days = (archived: boolean): string =>
    unrated.flatMap((one) => (one.archived === archived ? [showDay(one.day)] : [])).join(', ');
  const [gone, archived] = [days(false), days(true)];
  return [
    ...(masked > 0
      ? [`${counted(masked, 'leg')} kept as they are: the digits that their price is found by are hidden.\n`]
      : []),
    ...(anonymous > 0 ? [`${counted(anonymous, 'leg')} kept as they are: anonymous.\n`] : []),
    ...(free_minutes > 0
      ? [
          `${counted(free_minutes, 'leg')} kept as they are: free minutes are shared with calls of their day that are not whole any more.\n`,
        ]
      : []),
    ...(gone === '' ? [] : [`Of these days calls are gone by their age, and their totals stay: ${gone}\n`]),
    ...(archived === ''
      ? []
      : [`Of these days calls stand in archives, and their totals stay: ${archived}\n`]),
  ];
}

function signed(micros: number): string {
  return micros > 0 ? `+${showAmount(micros)}` : showAmount(micros);
}
