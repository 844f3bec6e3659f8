import { DAY_MS } from '../record/calendar.ts';
import { type SpanTimes, spanTimes } from '../record/call-span.ts';
import { addedTo } from './day-totals.ts';
import type { Connection } from './open-database.ts';

const HOUR_MS = 3_600_000;
/** What a call carries later than so many hours after the first midnight stands in none: nobody speaks for a month. */
export const HOURS_CARRIED: number = 31 * 24;

/** Of small groups, when they are anonymous, nobody knows the hour any more. */
export const UNKNOWN_HOUR = -1;

/** The primary key behind `day` and `gone`. */
export const HOUR_KEYS = [
  'hour',
  'utc_offset_min',
  'source',
  'direction',
  'destination_class',
  'destination_country',
  'trunk',
  'held',
  'step',
  'currency',
] as const;
/** Counted in the hour in which a call began. */
const COUNTS = ['legs', 'calls', 'answered', 'reached', 'missed', 'duration_ms', 'cost_micros'] as const;
export const HOUR_SUMS = [...COUNTS, 'busy_ms', 'talk_ms'] as const;
export const HOUR_COLUMNS = [...HOUR_KEYS, ...HOUR_SUMS] as const;

export type HourRow = Record<(typeof HOUR_KEYS)[number] | (typeof HOUR_SUMS)[number], number>;

/** Whether another leg of the call was answered, of those that are there and those that have gone; it can be of the day after. */
const SENT_ON = `(call_group is not null and (
  exists (select 1 from call as leg where leg.day in (call.day, call.day + 1) and leg.call_group = call.call_group
    and leg.head = 0 and leg.answered = 1 and leg.held_by is null)
  or exists (select 1 from gone_call as leg where leg.day in (call.day, call.day + 1)
    and leg.call_group = call.call_group and leg.answered = 1)))`;

/** Of a head whether its call was answered by anybody: both are 0 where nobody says. */
export const REACHED = `case when head = 0 then 0 when answered = 1 then 1 else ${SENT_ON} end`;
export const MISSED = `case when head = 0 or answered is not 0 then 0 else not ${SENT_ON} end`;

/** Both at once for those who read many calls, so that other legs are looked for once: 1 of a call that was reached, -1 of a missed one. */
export const REACHED_OR_MISSED = `case when head = 0 then 0 when answered = 1 then 1 when ${SENT_ON} then 1
  when answered = 0 then -1 else 0 end`;

/** The hour in which a call began, as SQL over the table of calls. */
export const HOUR_OF_CALL = '(started_at / 60000 + utc_offset_min) / 60 % 24';

/** Of a call what its hours are made of. */
export type CallOfHours = Omit<HourRow, 'hour' | 'busy_ms' | 'talk_ms'> &
  Pick<SpanTimes, 'started_at' | 'answered_at' | 'ended_at' | 'ring_ms'>;

/** Of each hour, and what else it is told by, the sums in their order. */
export class HourSums {
  readonly rows = new Map<string, number[]>();

  /**
   * A call that came (1) or is taken out again (-1): counted where it began, its time cut at the border of every hour by the clock of
   * its start. Almost all clocks are moved by whole hours; where one is moved by half an hour (Lord Howe), hours of a call that
   * lasts through that are cut as before.
   */
  addCall(call: CallOfHours, sign: 1 | -1 = 1): void {
    const shift = call.utc_offset_min * 60_000;
    const { started_at, talk_from, ended_at, duration_ms } = spanTimes(call);
    const midnight = Math.floor((started_at + shift) / DAY_MS) * DAY_MS - shift;
    const others = keysBehindHour(call);
    const first = this.sums(`${hourOf(started_at - midnight)}${others}`);
    const counts = countsOf(call);
    for (let place = 0; place < counts.length; place++)
      first[place] = (first[place] ?? 0) + sign * (counts[place] ?? 0);
    const carried = (from: number, to: number, place: number): void => {
      const last = Math.min(to, midnight + HOURS_CARRIED * HOUR_MS);
      for (let at = from; at < last; ) {
        const hour = hourOf(at - midnight);
        const end = Math.min(last, midnight + (hour + 1) * HOUR_MS);
        const sums = this.sums(`${hour}${others}`);
        sums[place] = (sums[place] ?? 0) + sign * (end - at);
        at = end;
      }
    };
    carried(started_at, ended_at, COUNTS.length);
    if (talk_from !== null) carried(talk_from, talk_from + duration_ms, COUNTS.length + 1);
  }

  add(row: HourRow): void {
    const sums = this.sums(HOUR_KEYS.map((name) => row[name]).join(' '));
    for (const [place, name] of HOUR_SUMS.entries()) sums[place] = (sums[place] ?? 0) + row[name];
  }

  private sums(key: string): number[] {
    const known = this.rows.get(key);
    if (known !== undefined) return known;
    const sums = HOUR_SUMS.map(() => 0);
    this.rows.set(key, sums);
    return sums;
  }
}

/**
 * The keys of a call behind its hour, as they stand in `HOUR_KEYS`. Each by its name, here and below: this is done of every call that
 * goes or is totalled, and names in a loop take three times as long.
 */
function keysBehindHour(call: CallOfHours): string {
  const { utc_offset_min, source, direction, destination_class, destination_country } = call;
  const { trunk, held, step, currency } = call;
  return ` ${utc_offset_min} ${source} ${direction} ${destination_class} ${destination_country} ${trunk} ${held} ${step} ${currency}`;
}

/** As they stand in `COUNTS`. */
function countsOf({
  legs,
  calls,
  answered,
  reached,
  missed,
  duration_ms,
  cost_micros,
}: CallOfHours): number[] {
  return [legs, calls, answered, reached, missed, duration_ms, cost_micros];
}

function hourOf(since_midnight_ms: number): number {
  return Math.floor(since_midnight_ms / HOUR_MS);
}

/** Writes sums into the hours of a day, of calls that are there (0), gone (1) or archived (2), to those that stand there already. */
export function hourAdder(connection: Connection): (day: number, gone: 0 | 1 | 2, hours: HourSums) => void {
  const add = connection.prepare<number[], unknown>(
    `insert into hour_total (day, gone, ${HOUR_COLUMNS.join(', ')})
     values (?, ?, ${HOUR_COLUMNS.map(() => '?').join(', ')})
     ${addedTo(HOUR_SUMS)}`,
  );
  return (day, gone, { rows }) => {
    for (const [key, sums] of rows) add.run(day, gone, ...key.split(' ').map(Number), ...sums);
  };
}
