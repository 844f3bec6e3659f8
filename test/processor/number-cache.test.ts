import { expect, test } from 'vitest';
import { NumberCache } from '../../processor/number-cache.ts';

test('up to its limit a cache forgets nothing, however it grew', () => {
  const cache = new NumberCache<number>(50_000);
  for (let key = 1; key <= 50_000; key++) cache.set(key * 7_919, key);
  for (let key = 1; key <= 50_000; key++) expect(cache.get(key * 7_919)).toBe(key);
  expect(cache.get(5)).toBeUndefined();
});

test('beyond its limit it begins anew and answers nothing wrong', () => {
  const cache = new NumberCache<number>(1_000);
  for (let key = 1; key <= 2_500; key++) cache.set(key, key);
  for (let key = 1; key <= 2_000; key++) expect(cache.get(key)).toBeUndefined();
  for (let key = 2_001; key <= 2_500; key++) expect(cache.get(key)).toBe(key);
});

test('two hundred sources with few numbers each need little memory', () => {
  const before = process.memoryUsage();
  const caches = Array.from({ length: 200 }, () => new NumberCache<number>(250_000));
  const after = process.memoryUsage();
  for (const cache of caches) cache.set(1, 1);
  const used = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  expect(used).toBeLessThan(20_000_000);
});
