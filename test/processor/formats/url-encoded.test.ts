import { expect, test } from 'vitest';
import { decodeUrlValue, postedRecord } from '../../../processor/formats/url-encoded.ts';

test.each([
  ['J%C3%B6rg%20Kern', 'Jörg Kern'],
  ['Anna+Kern', 'Anna Kern'],
  ['%2B493023125000', '+493023125000'],
  ['+493023125000', '+493023125000'],
  ['100% Kern', '100% Kern'],
  ['5%', '5%'],
  ['J%F6rg', 'J%F6rg'],
  ['', ''],
])('the value %j is %j', (encoded, plain) => {
  expect(decodeUrlValue(encoded)).toBe(plain);
});

test('a posted form has its record in the field cdr, URL-encoded or in Base64', () => {
  expect(postedRecord('uuid=a_1&cdr=%7B%22a%22%3A%22b+c%22%7D')).toBe('{"a":"b c"}');
  expect(postedRecord(`cdr=${Buffer.from('{"a":"ö"}').toString('base64')}`)).toBe('{"a":"ö"}');
  expect(postedRecord('{"cdr":1}')).toBeNull();
  expect(postedRecord('cdr=%zz')).toBeNull();
});
