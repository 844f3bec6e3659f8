import { WEEKDAYS } from '../../record/calendar.ts';
import type { SumGrouping, Sums } from '../../record/call-sums.ts';
import type { Report, ReportColumn } from '../report.ts';
import { PARAMETERS_BESIDE_DIRECTION } from '../report-parameters.ts';

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
  chart: { kind: 'bars', along: ['hour', 'weekday'], drawn: 'calls', together: true },
  async *rows(sources, { period, filter, by = 'hour' }) {
    const keys: SumGrouping[] = by === 'hour-of-weekday' ? ['weekday', 'hour'] : [by as 'hour' | 'weekday'];
    const found = await sources.sums(period, [...keys, 'direction'], filter);
    const all = countedBy(found, [...keys, 'direction'], 'calls');
    const incoming = found.filter(({ group }) => group.direction === 'incoming');
    const known = incoming.every(({ reached }) => reached !== null);
    const ofIncoming = async (call_answered: boolean, told: 'reached' | 'missed') => {
      if (known) return countedBy(incoming, keys, told);
      const wanted = { ...filter, direction: 'incoming', call_answered } as const;
      return countedBy(await sources.sums(period, keys, wanted), keys, 'calls');
    };
    const answered = await ofIncoming(true, 'reached');
    const missed = await ofIncoming(false, 'missed');
    const forgotten = found.some(({ group }) => group.hour === null);
    for (const slot of slotsOf(by, forgotten)) {
      const of = (direction: string): number => all([...slot, direction]);
      const [came, went] = [of('incoming'), of('outgoing')];
      const other = of('internal') + of('transit') + of('several');
      yield {
        ...Object.fromEntries(keys.map((key, place) => [key, slot[place] || null])),
        ...{ incoming: came, in_answered: answered(slot), in_missed: missed(slot), outgoing: went },
        ...{ other, calls: came + went + other },
      };
    }
  },
};

/** Every hour and day has its row, also without a call; the empty one is the hour that nobody knows any more. */
function slotsOf(by: string, forgotten: boolean): string[][] {
  const hours = forgotten ? [...HOURS, ''] : HOURS;
  if (by === 'hour') return hours.map((hour) => [hour]);
  if (by === 'weekday') return WEEKDAYS.map((weekday) => [weekday]);
  return WEEKDAYS.flatMap((weekday) => hours.map((hour) => [weekday, hour]));
}

function countedBy(
  found: readonly Sums[],
  keys: readonly SumGrouping[],
  told: 'calls' | 'reached' | 'missed',
): (values: readonly string[]) => number {
  const counts = new Map(
    found.map((sums) => [keys.map((key) => sums.group[key] ?? '').join(' '), sums[told] ?? 0]),
  );
  return (values) => counts.get(values.join(' ')) ?? 0;
}
