import type { SumGrouping, Sums } from '../../record/call-sums.ts';
import type { Report, ReportColumn } from '../report.ts';
import { PARAMETERS_BESIDE_DIRECTION } from '../report-parameters.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const HOURS = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);

const count = (name: string, title: string): ReportColumn => ({ name, title, type: 'count', total: 'sum' });

/** When calls begin, by the local clock of their site. A call is one, with its first leg; it is answered when any leg of it is. */
export const hours: Report = {
  name: 'hours',
  title: 'Calls by hour',
  summary: 'How many calls come in, are missed and go out, by hour of the day, weekday, or both.',
  parameters: [...PARAMETERS_BESIDE_DIRECTION, 'by'],
  choices: ['hour', 'weekday', 'hour-of-weekday'],
  columns: ({ by }): ReportColumn[] => [
    ...(by === 'hour' ? [] : [{ name: 'weekday', title: 'Weekday', type: 'text' } as const]),
    ...(by === 'weekday' ? [] : [{ name: 'hour', title: 'Hour', type: 'text' } as const]),
    ...[count('incoming', 'In'), count('in_answered', 'In answered'), count('in_missed', 'In missed')],
    ...[count('outgoing', 'Out'), count('other', 'Internal and transit'), count('calls', 'Calls')],
  ],
  async *rows(sources, { period, filter, by = 'hour' }) {
    const keys: SumGrouping[] = by === 'hour-of-weekday' ? ['weekday', 'hour'] : [by as 'hour' | 'weekday'];
    const incoming = (call_answered: boolean): Promise<Sums[]> =>
      sources.sums(period, keys, { ...filter, direction: 'incoming', call_answered });
    const all = countedBy(await sources.sums(period, [...keys, 'direction'], filter), [...keys, 'direction']);
    const answered = countedBy(await incoming(true), keys);
    const missed = countedBy(await incoming(false), keys);
    for (const slot of slotsOf(by)) {
      const of = (direction: string): number => all([...slot, direction]);
      const [came, went, internal, transit] = [of('incoming'), of('outgoing'), of('internal'), of('transit')];
      yield {
        ...Object.fromEntries(keys.map((key, place) => [key, slot[place] ?? null])),
        ...{ incoming: came, in_answered: answered(slot), in_missed: missed(slot), outgoing: went },
        ...{ other: internal + transit, calls: came + went + internal + transit },
      };
    }
  },
};

/** Every hour and day has its row, also without a call. */
function slotsOf(by: string): string[][] {
  if (by === 'hour') return HOURS.map((hour) => [hour]);
  if (by === 'weekday') return WEEKDAYS.map((weekday) => [weekday]);
  return WEEKDAYS.flatMap((weekday) => HOURS.map((hour) => [weekday, hour]));
}

function countedBy(
  found: readonly Sums[],
  keys: readonly SumGrouping[],
): (values: readonly string[]) => number {
  const counts = new Map(
    found.map(({ group, calls }) => [keys.map((key) => group[key] ?? '').join(' '), calls]),
  );
  return (values) => counts.get(values.join(' ')) ?? 0;
}
