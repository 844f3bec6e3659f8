import { expect, test } from 'vitest';
import { type LinkedIds, linkedIn, linkedKey, withLinked } from '../../../processor/formats/linked-ids.ts';

test('every id that a record names leads to the call it belongs to', () => {
  const linked = withLinked(withLinked([], ['1', '2'], 'first'), ['3', '4'], 'second');
  expect(linkedKey(linked, ['2', '9'])).toBe('first');
  expect(linkedKey(linked, ['4'])).toBe('second');
  expect(linkedKey(linked, ['9', ''])).toBe(null);
});

test('an id that is used again leads to the call that named it last', () => {
  expect(linkedKey(withLinked(withLinked([], ['1'], 'old'), ['1'], 'new'), ['1'])).toBe('new');
});

test('what is kept stays small, and survives JSON', () => {
  let linked: LinkedIds = [];
  for (let at = 0; at < 1000; at += 1) linked = withLinked(linked, [String(at), ''], 'call');
  const stored = linkedIn(JSON.parse(JSON.stringify(linked)));
  expect(stored.flat().length).toBeGreaterThan(300);
  expect(stored.flat().length).toBeLessThanOrEqual(416);
  expect(linkedKey(stored, ['999'])).toBe('call');
  expect(linkedKey(stored, ['99'])).toBe(null);
});

test('a record touches what belongs to its own ids, however many are kept', () => {
  let linked: LinkedIds = [];
  for (let at = 0; at < 1000; at += 1) linked = withLinked(linked, [String(at)], 'call');
  const more = withLinked(linked, ['1000', '1001'], 'call');
  expect(more.filter((bucket) => !linked.includes(bucket)).length).toBeLessThanOrEqual(2);
  for (const bucket of more) expect(bucket.length).toBeLessThanOrEqual(13);
});

test('a state of another driver holds no ids', () => {
  for (const state of [null, undefined, 3, 'x', [1, ['1']], { linked: [] }])
    expect(linkedIn(state)).toEqual([]);
});
