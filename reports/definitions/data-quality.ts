import { showDay } from '../../record/calendar.ts';
import { LINE_COUNTS, UNDEFINED_REASONS } from '../../record/outcome.ts';
import type { Report, ReportRow, ReportSources } from '../report.ts';
import type { ReportPeriod } from '../report-period.ts';
import { LocalHours } from '../traffic/local-hours.ts';
import type { ReportedLine } from '../upkeep-sources.ts';

const MEANINGS: Readonly<Record<string, string>> = UNDEFINED_REASONS;

/** Lines that could not be read, by reason; and how much of what each source brought is calls. */
export const dataQuality: Report = {
  name: 'data-quality',
  title: 'Data quality',
  summary:
    'Lines that could not be read, by reason with the place of one of them; or what each source brought.',
  parameters: ['by'],
  choices: ['reason', 'source'],
  columns: ({ by }) =>
    by === 'source'
      ? [
          { name: 'source', title: 'Source', type: 'text' },
          { name: 'intakes', title: 'Intakes', type: 'count', total: 'sum' },
          ...LINE_COUNTS.map(
            (name) =>
              ({
                name,
                title: name.charAt(0).toUpperCase() + name.slice(1),
                type: 'count',
                total: 'sum',
              }) as const,
          ),
          { name: 'undefined_share', title: 'Of lines undefined', type: 'share' },
          { name: 'duplicate_share', title: 'Of lines duplicates', type: 'share' },
          { name: 'last_received_at', title: 'Last seen', type: 'time' },
        ]
      : [
          { name: 'source', title: 'Source', type: 'text' },
          { name: 'reason', title: 'Reason', type: 'text' },
          { name: 'meaning', title: 'Meaning', type: 'text' },
          { name: 'lines', title: 'Lines', type: 'count', total: 'sum' },
          { name: 'written_off', title: 'Written off', type: 'count', total: 'sum' },
          { name: 'first_received_at', title: 'First', type: 'time' },
          { name: 'last_received_at', title: 'Last', type: 'time' },
          { name: 'intake', title: 'Intake of one', type: 'number' },
          { name: 'offset', title: 'At byte', type: 'number' },
        ],
  async *rows(sources, { period, by }) {
    const hours = new LocalHours(sources.time_zone);
    if (by === 'source') yield* bySource(sources, period, hours);
    else {
      const { from, to } = hours.edges(period);
      const lines = await sources.undefinedLines(from, to);
      const groups = Map.groupBy(lines, ({ source, reason }) => JSON.stringify([source, reason]));
      for (const ofOne of [...groups.values()].sort((one, other) => other.length - one.length))
        yield reasonRow(ofOne, hours);
    }
  },
};

function reasonRow(lines: readonly ReportedLine[], hours: LocalHours): ReportRow {
  const [first] = lines;
  if (first === undefined) return {};
  const times = lines.map(({ received_at }) => received_at);
  const least = times.reduce((one, other) => Math.min(one, other));
  const most = times.reduce((one, other) => Math.max(one, other));
  return {
    ...{ source: first.source, reason: first.reason, meaning: MEANINGS[first.reason] ?? null },
    ...{
      lines: lines.length,
      written_off: lines.filter(({ written_off_at }) => written_off_at !== null).length,
    },
    ...{ first_received_at: hours.show(least), last_received_at: hours.show(most) },
    ...{ intake: first.intake, offset: first.offset },
  };
}

/** Every source there is: one that brought nothing is what somebody must see. */
async function* bySource(
  sources: ReportSources,
  period: ReportPeriod,
  hours: LocalHours,
): AsyncGenerator<ReportRow> {
  const [from, to] = [showDay(period.from_day), showDay(period.to_day)];
  const intakes = (await sources.ledger('intake')).filter(
    ({ day }) => day !== null && day >= from && day <= to,
  );
  for (const { source, last_received_at } of await sources.sourcesSeen()) {
    const own = intakes.filter((row) => row.source === source);
    const counts = Object.fromEntries(
      LINE_COUNTS.map((name) => [name, own.reduce((sum, row) => sum + row[name], 0)]),
    ) as Record<(typeof LINE_COUNTS)[number], number>;
    const share = (count: number): number | null => (counts.lines === 0 ? null : count / counts.lines);
    yield {
      ...{ source, intakes: own.length, ...counts },
      ...{ undefined_share: share(counts.undefined), duplicate_share: share(counts.duplicates) },
      last_received_at: last_received_at === null ? null : hours.show(last_received_at),
    };
  }
}
