import { describe, expect, test } from 'vitest';
import {
  callMemorySchema,
  isUserOf,
  MOST_TRIES,
  memoryProfileSchema,
  passwordTrouble,
  personOf,
  waitAfter,
} from '../../privacy/call-memory.ts';

const ANNA = memoryProfileSchema.parse({ site: 'berlin', extensions: ['204'], users: ['os:anna'] });

describe('whose a call memory is', () => {
  test.each([
    ['os:anna', true],
    // A rule of sudo lets her run the program as the owner of its files.
    ['os:ledgerline (sudo by anna)', true],
    ['os:anna (sudo by root)', false],
    ['os:anna (sudo by bert)', false],
    ['os:root', false],
    ['os:ledgerline', false],
    ['os:annabel', false],
  ])('%s: %s', (principal, expected) => expect(isUserOf(ANNA, principal)).toBe(expected));

  test('is told by who somebody was before sudo', () => {
    expect(personOf('os:root (sudo by bert)')).toBe('os:bert');
  });
});

describe('the section', () => {
  test.each([0, 10_001, 1.5])('refuses %s entries', (entries) =>
    expect(memoryProfileSchema.safeParse({ ...ANNA, entries }).success).toBe(false),
  );

  test('has master access off and a hundred entries where nothing is said', () => {
    expect(callMemorySchema.parse({}).master_access.enabled).toBe(false);
    expect(ANNA.entries).toBe(100);
  });
});

test('five wrong passwords are free, then each makes wait longer, up to a quarter of an hour', () => {
  expect([0, 4, 5, 6, 7, 20, MOST_TRIES].map(waitAfter)).toEqual([0, 0, 1000, 2000, 4000, 900_000, 900_000]);
});

test.each([
  ['short pass', 'it has fewer than 12 characters'],
  ['x'.repeat(257), 'it has more than 256 characters'],
  ['the memory of Anna', 'it has the name of the profile in it'],
  ['abababababab', 'it has fewer than five different characters'],
  ['correct horse battery', null],
])('of a password %s it is said: %s', (password, trouble) =>
  expect(passwordTrouble(password, 'anna')).toBe(trouble),
);
