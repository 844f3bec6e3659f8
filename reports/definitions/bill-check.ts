import { OperationError } from '../../record/operation-error.ts';
import { type BillLine, readBill, type UnreadLine } from '../bill/bill-line.ts';
import { type BillEntry, matchBill } from '../bill/match-bill.ts';
import type { Report, ReportColumn, ReportRow, ReportSources, ReportWish } from '../report.ts';
import { CALL_PARAMETERS } from '../report-parameters.ts';
import { reportValues } from '../report-values.ts';
import { LocalHours } from '../traffic/local-hours.ts';

const USUAL_SECONDS = 60;
const VALUES = {
  duration_seconds: { usual: 1, summary: 'durations that are no further apart are the same' },
  amount: { usual: 0.01, summary: 'amounts that are no further apart are the same' },
} as const;

/** What can become of a call or a line, in the order of the report. */
const STATES = ['matched', 'different', 'only_ours', 'only_theirs', 'outside_period', 'not_read'] as const;
type State = (typeof STATES)[number];

interface OurCall extends BillEntry {
  readonly id: number;
  readonly shown_start: string;
  readonly extension: string | null;
  readonly duration_ms: number;
  readonly cost_micros: number;
  readonly currency: string | null;
}

interface Checked {
  readonly state: State;
  readonly call: OurCall | null;
  readonly line: BillLine | null;
  readonly unread: UnreadLine | null;
  readonly currency: string | null;
}

const SUMS: readonly ReportColumn[] = [
  { name: 'calls', title: 'Calls', type: 'count', total: 'sum' },
  { name: 'bill_lines', title: 'Bill lines', type: 'count', total: 'sum' },
  { name: 'duration_ms', title: 'Duration', type: 'duration', total: 'sum' },
  { name: 'bill_duration_ms', title: 'Billed duration', type: 'duration', total: 'sum' },
  { name: 'cost_micros', title: 'Cost', type: 'money', total: 'sum' },
  { name: 'bill_cost_micros', title: 'Billed cost', type: 'money', total: 'sum' },
  { name: 'difference_micros', title: 'Bill asks more', type: 'money', total: 'sum' },
  { name: 'currency', title: 'Currency', type: 'text' },
];

/** The calls of a period beside a carrier's bill of them. */
export const billCheck: Report = {
  name: 'bill-check',
  title: 'Check of a bill',
  summary:
    "Outgoing calls beside the lines of a carrier's bill: what is different, and what only one side has.",
  parameters: [...CALL_PARAMETERS, 'file', 'by', 'seconds', 'with'],
  needs: ['file'],
  choices: ['differences', 'all', 'state'],
  values: VALUES,
  columns: ({ by }) =>
    by === 'state'
      ? [{ name: 'state', title: 'State', type: 'text' }, ...SUMS]
      : [
          { name: 'state', title: 'State', type: 'text' },
          { name: 'called', title: 'Called party', type: 'text' },
          { name: 'started_at', title: 'Start', type: 'time' },
          { name: 'bill_started_at', title: 'Billed start', type: 'time' },
          { name: 'extension', title: 'Extension', type: 'text' },
          { name: 'id', title: 'Call', type: 'number' },
          { name: 'bill_line', title: 'Bill line', type: 'number' },
          ...SUMS,
          { name: 'why', title: 'Not read, because', type: 'text' },
        ],
  async *rows(sources, wish) {
    const { period, by, seconds = USUAL_SECONDS } = wish;
    const bill = await billOf(sources, wish);
    const calls = await ourCalls(sources, wish);
    // A bill is in one currency: that of the calls where these have one.
    const currencies = new Set(calls.flatMap((call) => call.currency ?? []));
    const currency = currencies.size === 1 ? ([...currencies][0] ?? null) : null;
    const hours = new LocalHours(sources.time_zone);
    const edges = hours.edges(period);
    const inside = ({ started_at }: BillEntry): boolean => started_at >= edges.from && started_at < edges.to;
    // Also with lines of other days: a place with another clock has other days.
    const { matched, only_ours, only_theirs } = matchBill(calls, bill.lines, seconds * 1000);
    const same = sameAs(reportValues(VALUES, wish));
    const alone = { call: null, line: null, unread: null, currency };
    const found: Checked[] = [
      ...matched.map(([call, line]) => ({
        ...alone,
        ...{ state: same(call, line) ? ('matched' as const) : ('different' as const), call, line },
        currency: call.currency ?? currency,
      })),
      ...only_ours.map((call) => ({
        ...{ ...alone, state: 'only_ours' as const, call, currency: call.currency ?? currency },
      })),
      ...only_theirs.map((line) => ({
        ...alone,
        ...{ state: inside(line) ? ('only_theirs' as const) : ('outside_period' as const), line },
      })),
      ...bill.unread.map((unread) => ({ ...alone, state: 'not_read' as const, unread })),
    ];
    for (const state of STATES) {
      const ofState = found.filter((one) => one.state === state);
      if (by === 'state') yield* sumsOf(state, ofState);
      else if (by === 'all' || state !== 'matched')
        for (const one of ofState) yield rowOf(one, (moment) => hours.show(moment));
    }
  },
};

async function billOf(sources: ReportSources, { file }: ReportWish) {
  if (file === undefined)
    throw new OperationError('USAGE', 'The report bill-check compares with a bill.', {
      hint: 'Name its file with --file.',
    });
  const bill = readBill(await sources.bill(file), sources.time_zone);
  if (bill.ok) return bill;
  throw new OperationError('USAGE', `${file} is no bill that can be compared: ${bill.reason}.`, {
    hint: 'docs/reports.md says which columns it needs.',
  });
}

/** What a carrier asks money for: outgoing calls that were answered, however short they were. */
async function ourCalls(sources: ReportSources, { period, filter }: ReportWish): Promise<OurCall[]> {
  const calls: OurCall[] = [];
  for await (const call of sources.calls(period, { direction: 'outgoing', ...filter }))
    if (call.answered ?? (call.duration_ms ?? 0) > 0)
      calls.push({
        ...{ id: call.id, called: call.called ?? '', extension: call.extension, currency: call.currency },
        ...{ started_at: Date.parse(call.started_at), shown_start: call.started_at },
        ...{ duration_ms: call.duration_ms ?? 0, cost_micros: call.cost_micros ?? 0 },
      });
  return calls;
}

function sameAs({ duration_seconds, amount }: Readonly<Record<keyof typeof VALUES, number>>) {
  const within = (one: number, other: number, most: number): boolean => Math.abs(one - other) <= most;
  return (call: OurCall, line: BillLine): boolean =>
    within(call.duration_ms, line.duration_ms, duration_seconds * 1000) &&
    within(call.cost_micros, line.cost_micros, Math.round(amount * 1_000_000));
}

function counted({ call, line, unread, currency }: Checked): ReportRow {
  return {
    ...{ calls: call === null ? 0 : 1, bill_lines: line === null && unread === null ? 0 : 1 },
    ...{ duration_ms: call?.duration_ms ?? 0, bill_duration_ms: line?.duration_ms ?? 0 },
    ...{ cost_micros: call?.cost_micros ?? 0, bill_cost_micros: line?.cost_micros ?? 0 },
    difference_micros: (line?.cost_micros ?? 0) - (call?.cost_micros ?? 0),
    currency,
  };
}

function rowOf(one: Checked, show: (moment: number) => string): ReportRow {
  const { state, call, line, unread } = one;
  return {
    ...{ state, called: call?.called ?? line?.called ?? null, started_at: call?.shown_start ?? null },
    bill_started_at: line === null ? null : show(line.started_at),
    ...{ extension: call?.extension ?? null, id: call?.id ?? null },
    bill_line: line?.line ?? unread?.line ?? null,
    ...counted(one),
    why: unread?.why ?? null,
  };
}

/** Of several currencies each has a row of its own. */
function* sumsOf(state: State, found: readonly Checked[]): Generator<ReportRow> {
  for (const [currency, ofOne] of Map.groupBy(found, (one) => one.currency)) {
    const rows = ofOne.map(counted);
    const sum = (name: string): number => rows.reduce((total, row) => total + Number(row[name]), 0);
    const names = SUMS.flatMap(({ name, total }) => (total === 'sum' ? [name] : []));
    yield { state, currency, ...Object.fromEntries(names.map((name) => [name, sum(name)])) };
  }
}
