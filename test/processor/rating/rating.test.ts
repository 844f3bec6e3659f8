import { expect, test } from 'vitest';
import { RateTable } from '../../../processor/rating/rate-table.ts';
import { createRating, type Rated } from '../../../processor/rating/rating.ts';
import { ratingPolicy } from '../../../processor/rating/rating-policy.ts';
import { NO_TARIFF_SETTINGS, tariffSettingsSchema } from '../../../processor/rating/tariff-settings.ts';
import { createTimeZone } from '../../../processor/times/time-zone.ts';
import { type Day, parseDay } from '../../../record/calendar.ts';
import type { ChargedCall } from '../../../record/charged-call.ts';
import { e164Number } from '../../../record/number.ts';
import type { Tariff } from '../../../record/tariff.ts';
import { rateRow } from './rate-row.ts';

const NOON = Date.UTC(2026, 8, 15, 12);
const day = (text: string): Day => parseDay(text) ?? (0 as Day);

const CALL: ChargedCall = {
  source: 'pbx',
  trunk: 'T1',
  direction: 'outgoing',
  answered: true,
  called: e164Number('493012345'),
  started_at: NOON,
  answered_at: NOON,
  ended_at: NOON + 60_000,
  duration_ms: 60_000,
};

const tariff = (id: number, carrier: string, from: string): Tariff => ({
  ...{ id, carrier, currency: 'EUR', from_day: day(from) },
});

function rated(call: Partial<ChargedCall>, document: object, tariffs: readonly Tariff[]): Rated {
  const policy = ratingPolicy(tariffSettingsSchema.parse(document), tariffs);
  if (policy === null) throw new Error('there are tariffs');
  const tables = new Map(tariffs.map(({ id }) => [id, new RateTable([rateRow({ id })])] as const));
  return createRating(policy, createTimeZone('Europe/Berlin'), tables).rate({ ...CALL, ...call });
}

const tariffOf = (result: Rated): number | string =>
  result.kind === 'rated' ? result.tariff.id : result.reason;

test('one carrier without rules charges every outgoing call, and of several nobody charges any', () => {
  expect(tariffOf(rated({}, {}, [tariff(1, 'northtel', '2026-01-01')]))).toBe(1);
  const two = [tariff(1, 'northtel', '2026-01-01'), tariff(2, 'southtel', '2026-01-01')];
  expect(tariffOf(rated({}, {}, two))).toBe('no_carrier');
  expect(ratingPolicy(NO_TARIFF_SETTINGS, [])).toBeNull();
});

test('a call costs by the tariff that holds on its local day, and by the one imported last where two hold from one day', () => {
  const tariffs = [
    tariff(1, 'northtel', '2026-01-01'),
    tariff(2, 'northtel', '2026-09-15'),
    tariff(3, 'northtel', '2026-10-01'),
    tariff(4, 'northtel', '2026-01-01'),
  ];
  const on = (started_at: number) => tariffOf(rated({ started_at, answered_at: started_at }, {}, tariffs));
  expect(on(NOON)).toBe(2);
  // The day is that of the site: 22:30 of the day before in UTC is half past midnight there.
  expect(on(Date.UTC(2026, 8, 14, 21, 59))).toBe(4);
  expect(on(Date.UTC(2026, 8, 14, 22, 30))).toBe(2);
  expect(on(Date.UTC(2026, 9, 5))).toBe(3);
  expect(on(Date.UTC(2025, 11, 1))).toBe('no_tariff');
});

test('the first carrier whose source, trunk, direction and days fit charges the call', () => {
  const tariffs = [tariff(1, 'northtel', '2026-01-01'), tariff(2, 'southtel', '2026-01-01')];
  const document = {
    carriers: [
      { name: 'northtel', sources: ['pbx'], trunks: ['T1'], to: '2026-09-15' },
      { name: 'southtel', directions: ['outgoing', 'transit'] },
    ],
  };
  const by = (call: Partial<ChargedCall>) => tariffOf(rated(call, document, tariffs));
  expect(by({})).toBe(1);
  expect(by({ trunk: 'T2' })).toBe(2);
  expect(by({ trunk: null })).toBe(2);
  expect(by({ source: 'branch' })).toBe(2);
  expect(by({ direction: 'transit' })).toBe(2);
  const next = NOON + 86_400_000;
  expect(by({ started_at: next, answered_at: next })).toBe(2);
});

test('only calls that leave the house and were answered cost anything, and of all others it is said why', () => {
  const by = (call: Partial<ChargedCall>) => tariffOf(rated(call, {}, [tariff(1, 'northtel', '2026-01-01')]));
  for (const direction of ['incoming', 'internal', 'transit'] as const)
    expect(by({ direction })).toBe('no_carrier');
  expect(by({ answered: false })).toBe('not_answered');
  expect(by({ answered: null, duration_ms: 0 })).toBe('no_talk');
  expect(by({ answered: null })).toBe(1);
  expect(by({ answered: true, duration_ms: 0 })).toBe(1);
  expect(by({ duration_ms: null })).toBe('no_duration');
  expect(by({ duration_ms: 400 * 86_400_000 })).toBe('too_long');
  expect(by({ called: null })).toBe('no_number');
  expect(by({ called: e164Number('33123456789') })).toBe('no_rate');
});
