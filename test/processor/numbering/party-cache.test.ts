import { expect, test } from 'vitest';
import type { Party } from '../../../processor/numbering/party.ts';
import { PartyCache } from '../../../processor/numbering/party-cache.ts';
import type { PhoneNumber } from '../../../record/number.ts';

const COUNTRIES = ['DE', 'FR', 'IT', null];

function partyOf(key: number): Party {
  return {
    number: (key + 1) as PhoneNumber,
    text: null,
    inside: key % 2 === 0,
    extension: key % 10 === 0 ? String(key % 1000) : null,
    destination_class: key % 3 === 0 ? 'mobile' : 'national',
    country: COUNTRIES[key % 4] ?? null,
  };
}

test('up to its limit a cache forgets nothing, however it grew', () => {
  const cache = new PartyCache(50_000);
  for (let key = 1; key <= 50_000; key++) cache.set(key * 7_919, partyOf(key));
  for (let key = 1; key <= 50_000; key++) expect(cache.get(key * 7_919)).toEqual(partyOf(key));
  expect(cache.get(5)).toBeUndefined();
});

test('beyond its limit it begins anew and answers nothing wrong', () => {
  const cache = new PartyCache(1_000);
  for (let key = 1; key <= 2_500; key++) cache.set(key, partyOf(key));
  for (let key = 1; key <= 2_000; key++) expect(cache.get(key)).toBeUndefined();
  for (let key = 2_001; key <= 2_500; key++) expect(cache.get(key)).toEqual(partyOf(key));
});

test('two hundred sources with few numbers each need little memory', () => {
  const before = process.memoryUsage();
  const caches = Array.from({ length: 200 }, () => new PartyCache(250_000));
  const after = process.memoryUsage();
  for (const cache of caches) cache.set(1, partyOf(1));
  const used = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  expect(used).toBeLessThan(20_000_000);
});
