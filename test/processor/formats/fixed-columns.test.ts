import { expect, test } from 'vitest';
import { fieldsAt, filledOnly, layoutOf, strayColumn } from '../../../processor/formats/fixed-columns.ts';

const LAYOUT = { number: [1, 3], name: [5, 8], mark: [10, 10] } as const;

test('columns are counted from 1, and missing ones are empty', () => {
  expect(fieldsAt('  7 Anna X', LAYOUT)).toEqual({ number: '7', name: 'Anna', mark: 'X' });
  expect(fieldsAt('  7 An', LAYOUT)).toEqual({ number: '7', name: 'An', mark: '' });
  expect(fieldsAt(' 7 Anna X', LAYOUT, -1)).toEqual({ number: '7', name: 'Anna', mark: 'X' });
});

test('what stands between two fields shows that the columns moved', () => {
  expect(strayColumn('  7 Anna X and more', LAYOUT)).toBe(null);
  expect(strayColumn('   7Anna X', LAYOUT)).toBe(4);
  expect(strayColumn(' 7 Anna X', LAYOUT, -1)).toBe(null);
});

test('a column that is switched off keeps no place', () => {
  const groups = [
    ['a', 3, 1],
    ['b', 2, 1],
    ['c', 4, 0],
  ] as const;
  expect(layoutOf(2, groups, new Set())).toEqual({ a: [2, 4], b: [6, 7], c: [9, 12] });
  expect(layoutOf(2, groups, new Set(['b']))).toEqual({ a: [2, 4], b: [6, 5], c: [6, 9] });
  expect(fieldsAt(' aaa cccc', layoutOf(2, groups, new Set(['b'])))).toEqual({ a: 'aaa', b: '', c: 'cccc' });
});

test('only what is filled goes into extra', () => {
  expect(filledOnly({ a: '', b: 'x' })).toEqual({ b: 'x' });
  expect(filledOnly({ a: '' })).toBe(null);
});
