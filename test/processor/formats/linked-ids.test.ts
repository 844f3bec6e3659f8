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
  expect(stored).toHaveLength(400);
  expect(linkedKey(stored, ['999'])).toBe('call');
  expect(linkedKey(stored, ['599'])).toBe(null);
});

test('a state of another driver holds no ids', () => {
  for (const state of [null, undefined, 3, 'x', [1, ['1']], { linked: [] }])
    expect(linkedIn(state)).toEqual([]);
});
