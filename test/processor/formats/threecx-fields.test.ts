import { expect, test } from 'vitest';
import { KNOWN_ORDERS, valuesIn } from '../../../processor/formats/threecx-fields.ts';

test('knows orders of 27, 22 and 20 fields', () => {
  expect(KNOWN_ORDERS.map((order) => order.length)).toEqual([27, 27, 22, 20]);
});

const order = ['callid', 'from-dispname', 'to-dispname', 'from-type'] as const;

test('a comma in a name leaves the names out and counts the rest from the right', () => {
  const found = valuesIn(['7', 'Kern', ' Anna', 'Ben', 'Extension'], order);
  expect([...(found?.values ?? [])]).toEqual([
    ['callid', '7'],
    ['from-type', 'Extension'],
  ]);
});

test('more pieces are no comma in a name where no type stands in its place', () => {
  expect(valuesIn(['7', 'a', 'b', 'c', 'd'], order)).toBeNull();
  expect(valuesIn(['7', 'x'], ['callid'])).toBeNull();
});
