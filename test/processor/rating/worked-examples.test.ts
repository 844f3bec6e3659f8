import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { csvRows } from '../../../processor/rating/csv-rows.ts';
import { readSheet } from '../../../processor/rating/rate-sheet.ts';
import { RateTable } from '../../../processor/rating/rate-table.ts';
import { createRating, type Rating } from '../../../processor/rating/rating.ts';
import { ratingPolicy } from '../../../processor/rating/rating-policy.ts';
import { type TariffSettings, tariffSettingsSchema } from '../../../processor/rating/tariff-settings.ts';
import { createTimeZone } from '../../../processor/times/time-zone.ts';
import { parseDay } from '../../../record/calendar.ts';
import type { ChargedCall } from '../../../record/charged-call.ts';
import { showAmount } from '../../../record/money.ts';
import { asSentNumber, e164Number } from '../../../record/number.ts';
import type { Tariff } from '../../../record/tariff.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/tariffs');

function rowsOf(name: string): string[][] {
  const rows = csvRows(readFileSync(join(FIXTURES, name), 'utf8'));
  return (rows ?? []).slice(1).map(({ cells }) => [...cells]);
}

function ratingBy(sheet: string, settings: TariffSettings, zone: string): Rating {
  const { rates, problems } = readSheet(csvRows(sheet) ?? []);
  expect(problems).toEqual([]);
  const tariff: Tariff = {
    id: 1,
    carrier: 'northtel',
    currency: 'EUR',
    from_day: parseDay('2000-01-01') ?? fail(),
  };
  const policy = ratingPolicy(settings, [tariff]) ?? fail();
  const table = new RateTable(rates.map((rate, id) => ({ ...rate, id })));
  return createRating(policy, createTimeZone(zone), new Map([[1, table]]));
}

function fail(): never {
  throw new Error('it is there');
}

function callOf(number: string, begins: number, seconds: number): ChargedCall {
  const called = number.startsWith('+') ? e164Number(number.slice(1)) : asSentNumber(number);
  const times = { started_at: begins - 5000, answered_at: begins, ended_at: begins + seconds * 1000 };
  const duration_ms = seconds * 1000;
  return { source: 'pbx', trunk: null, direction: 'outgoing', answered: true, called, ...times, duration_ms };
}

describe('worked examples', () => {
  const settings = tariffSettingsSchema.parse({
    bands: [
      { name: 'holiday', days: ['holiday'] },
      { name: 'night', hours: ['00:00-08:00', '18:00-24:00'] },
    ],
    holidays: ['2026-12-25'],
  });
  const rating = ratingBy(readFileSync(join(FIXTURES, 'northtel.csv'), 'utf8'), settings, 'Europe/Berlin');

  test.each(rowsOf('worked-examples.csv'))(
    '%s',
    (_what, begins = '', seconds = '', number = '', charged, cost) => {
      const rated = rating.rate(callOf(number, Date.parse(begins), Number(seconds)));
      expect(rated).toMatchObject({ kind: 'rated', charged_seconds: Number(charged) });
      expect(rated.kind === 'rated' && showAmount(rated.cost_micros)).toBe(cost);
    },
  );
});

describe('worked examples of days of the week, rounded up to whole cents', () => {
  const settings = tariffSettingsSchema.parse({
    carriers: [{ name: 'northtel', round_up_to: '0.01' }],
    bands: [{ name: 'weekend', days: ['sat', 'sun'] }],
  });
  const sheet = `prefix,name,connection_fee,per_minute,minimum_seconds,first_increment_seconds,next_increment_seconds,band
43,Austria,0,0.05,0,1,1,
43,Austria,0,0.02,0,1,1,weekend
`;
  const rating = ratingBy(sheet, settings, 'Europe/Berlin');

  test.each([
    ['2026-09-07T10:00:00+02:00', 60, '0.05', 'on a Monday, a minute at 0.05'],
    ['2026-09-07T10:00:00+02:00', 61, '0.06', 'on a Monday, 0.050833 up to 0.06'],
    ['2026-09-05T10:00:00+02:00', 61, '0.03', 'on a Saturday, 0.020333 up to 0.03'],
    ['2026-09-04T23:59:30+02:00', 60, '0.04', 'into a Saturday, 0.025 and 0.01 are 0.035, up to 0.04'],
    ['2026-09-06T23:59:00+02:00', 120, '0.07', 'out of a Sunday, 0.02 and 0.05'],
  ])('%s, %d s cost %s: %s', (begins, seconds, cost, _because) => {
    const rated = rating.rate(callOf('+4312345678', Date.parse(begins), seconds));
    expect(rated.kind === 'rated' && showAmount(rated.cost_micros)).toBe(cost);
  });
});

/** What was found by looking: a price a minute by the kind of call, less on Sundays and Mondays, in whole currency. */
const TELCO = `prefix,name,connection_fee,per_minute,minimum_seconds,first_increment_seconds,next_increment_seconds,band
1,Local,0,4,0,60,60,
1,Local,0,1,0,60,60,cheap
2,National,0,8,0,60,60,
2,National,0,4,0,60,60,cheap
3,Mobile,0,25,0,60,60,
3,Mobile,0,15,0,60,60,cheap
4,Intl,0,30,0,60,60,
4,Intl,0,25,0,60,60,cheap
5,PRS,0,50,0,60,60,
6,Free,0,0,0,60,60,
`;
const KINDS = ['Local', 'National', 'Mobile', 'Intl', 'PRS', 'Free'];

function wrongTelcoCalls(bands_at: 'border' | 'start'): { calls: number; wrong: number } {
  const settings = tariffSettingsSchema.parse({
    carriers: [{ name: 'northtel', bands_at }],
    bands: [{ name: 'cheap', days: ['sun', 'mon'] }],
  });
  const rating = ratingBy(TELCO, settings, 'UTC');
  const counts = { calls: 0, wrong: 0 };
  for (const [kind = '', begins = '', seconds = '', cost = '', calls = ''] of rowsOf('telco-calls.csv')) {
    const call = callOf(`+${KINDS.indexOf(kind) + 1}`, Date.parse(`${begins}Z`), Number(seconds));
    // A record of this telephone system does not say whether a call was answered.
    const rated = rating.rate({ ...call, answered: null });
    const micros = rated.kind === 'rated' ? rated.cost_micros : 0;
    counts.calls += Number(calls);
    if (micros !== Number(cost) * 1_000_000) counts.wrong += Number(calls);
  }
  return counts;
}

test('a tariff with a band by the start of the call gives the cost of all 42,238 real calls, to the millionth', () => {
  expect(wrongTelcoCalls('start')).toEqual({ calls: 42_238, wrong: 0 });
});

test('split at the border, only real calls over a midnight at which the price changes cost something else', () => {
  const { calls, wrong } = wrongTelcoCalls('border');
  expect(calls).toBe(42_238);
  expect(wrong).toBe(77);
});
