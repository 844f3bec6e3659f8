import { expect, test } from 'vitest';
import { socialSecurityNumbersIn } from '../../privacy/social-security-numbers.ts';

test.each([
  ['us', '219-09-9999', '219-09-9999'],
  ['us', '219099999#', '219099999'],
  ['us', 'code,219-09-9999#', '219-09-9999'],
  ['fr', '0800123456,255081416802538#', '255081416802538'],
  ['ch', '7569217076985', '7569217076985'],
  ['ch', '756.9217.0769.85', '756.9217.0769.85'],
] as const)('%s: %s holds one', (country, text, found) => {
  expect(socialSecurityNumbersIn(text, [country])).toEqual([found]);
  expect(socialSecurityNumbersIn(text, [])).toEqual([]);
});

test.each([
  ['us', '000-12-3456'],
  ['us', '219-00-9999'],
  ['us', '03021909999'],
  ['fr', '255081416802539'],
  ['ch', '7569217076986'],
  ['ch', '0417569217076985'],
] as const)('%s: %s holds none', (country, text) => {
  expect(socialSecurityNumbersIn(text, [country])).toEqual([]);
});
