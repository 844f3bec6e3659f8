import type { ReadingStore } from '../../../store/reading-store.ts';
import { asteriskLine } from '../../asterisk-lines.ts';

const DAY_MS = 86_400_000;
const NOON_MS = DAY_MS / 2;

/** Days after which each kind goes, or is masked. */
const AGES = {
  calls: { masked: 4, gone: 7 },
  held: { masked: 2, gone: 5 },
  undefined: 3,
} as const;

const days = (count: number): string => `${count} days`;

/** The same in the words of the configuration. */
export function retentionIn(time_zone: string): object {
  return {
    time_zone,
    calls: { masked: days(AGES.calls.masked), anonymous: null, gone: days(AGES.calls.gone) },
    held_calls: { masked: days(AGES.held.masked), anonymous: null, gone: days(AGES.held.gone) },
    raw_copies: days(AGES.held.masked),
    undefined_lines: days(AGES.undefined),
  };
}

/** Lines of one day. The length of those that are no calls says which day it was. */
interface Batch {
  readonly day: number;
  readonly calls: number;
  readonly held: number;
  readonly rubbish: number;
  /** By the clock that is believed. */
  readonly received_day: number;
  readonly rubbish_length: number;
}

/** What lies in the store of each day, as text: kind, day, step, count. */
type Rows = Map<string, number>;

/** All that was sent, and what of it must be there at an age. A day has one batch. */
export class LinesByAge {
  private readonly batches: Batch[] = [];
  private made = 0;

  /** Lines of calls at noon of a day, of calls that a threshold holds, and some that are none. */
  batch(utcMs: number, receivedMs: number): string[] {
    const [day, received_day] = [utcMs, receivedMs].map((at) => Math.floor(at / DAY_MS)) as [number, number];
    const [calls, held, rubbish, rubbish_length] = [3, 2, 2, 20 + this.batches.length];
    this.batches.push({ day, calls, held, rubbish, received_day, rubbish_length });
    const call = (talk: number): string => {
      this.made += 1;
      const start = new Date(day * DAY_MS + NOON_MS + this.made * 1000).toISOString().slice(0, 19);
      const uniqueid = `${day * 86_400}.${this.made}`;
      return asteriskLine({ start: start.replace('T', ' '), talk, uniqueid });
    };
    return [
      ...Array.from({ length: calls }, () => call(60)),
      ...Array.from({ length: held }, () => call(2)),
      ...Array.from({ length: rubbish }, (_, n) => `rubbish ${n}`.padEnd(rubbish_length, '.')),
    ];
  }

  get lines(): number {
    return this.batches.reduce((sum, { calls, held, rubbish }) => sum + calls + held + rubbish, 0);
  }

  /** What is there once each job has done all that its day demanded. */
  expected(reached: { calls: number; held: number; undefined: number }): Rows {
    const rows: Rows = new Map();
    for (const { day, calls, held, rubbish, received_day, rubbish_length } of this.batches) {
      const add = (kind: 'calls' | 'held', count: number): void => {
        const age = reached[kind] - day;
        if (age > AGES[kind].gone) return;
        rows.set(`${kind} of ${showDay(day)} ${age > AGES[kind].masked ? 'masked' : 'full'}`, count);
      };
      add('calls', calls);
      add('held', held);
      if (reached.undefined - received_day <= AGES.undefined)
        rows.set(`lines of ${rubbish_length} characters, received on ${showDay(day)}`, rubbish);
    }
    return rows;
  }

  /** The same of what is there. */
  stored({ connection }: ReadingStore): Rows {
    const rows: Rows = new Map();
    const calls = connection.prepare<[], { day: number; held: number; step: number; count: number }>(
      'select day, held_by is not null as held, step, count(*) as count from call group by 1, 2, 3',
    );
    for (const { day, held, step, count } of calls.all()) {
      const name = ['full', 'masked', 'anonymous'][step] ?? String(step);
      rows.set(`${held === 1 ? 'held' : 'calls'} of ${showDay(day)} ${name}`, count);
    }
    const lines = connection.prepare<[], { length: number; count: number }>(
      'select length, count(*) as count from undefined_line group by 1',
    );
    for (const { length, count } of lines.all()) {
      const batch = this.batches.find(({ rubbish_length }) => rubbish_length === length);
      const day = batch === undefined ? 'an unknown day' : showDay(batch.day);
      rows.set(`lines of ${length} characters, received on ${day}`, count);
    }
    return rows;
  }
}

/** How the one differs from the other; each difference is a sentence. */
export function differences(expected: Rows, stored: Rows): string[] {
  const found: string[] = [];
  for (const key of new Set([...expected.keys(), ...stored.keys()])) {
    const [wanted, there] = [expected.get(key) ?? 0, stored.get(key) ?? 0];
    if (wanted !== there) found.push(`${key}: ${there} there, not ${wanted}`);
  }
  return found;
}

const showDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
