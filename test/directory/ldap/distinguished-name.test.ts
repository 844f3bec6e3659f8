import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparableName, nameParts, unitsBelow } from '../../../directory/ldap/distinguished-name.ts';

const value = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((text) => text.trim() === text && text.isWellFormed() && !/\s\s/.test(text));

/** The ways in which RFC 4514 lets a value be written. */
const WRITTEN: readonly ((text: string) => string)[] = [
  (text) => text.replace(/[,+"\\<>;#=]/g, '\\$&'),
  (text) => [...Buffer.from(text)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join(''),
  (text) => text.replace(/[,+"\\<>;#=]/g, (sign) => `\\${sign.charCodeAt(0).toString(16).toUpperCase()}`),
];

test('a value is read as it was meant, however it is written, and the names are one', () => {
  fc.assert(
    fc.property(value, fc.array(value, { maxLength: 4 }), (name, units) => {
      const names = WRITTEN.map((write) =>
        [`cn=${write(name)}`, ...units.map((unit) => `OU = ${write(unit)}`)].join(', '),
      );
      for (const text of names)
        expect(nameParts(text)).toEqual([
          { type: 'cn', value: name },
          ...units.map((unit) => ({ type: 'ou', value: unit })),
        ]);
      expect(new Set(names.map(comparableName)).size).toBe(1);
    }),
  );
});

test('names that differ in more than writing are two', () => {
  expect(comparableName('cn=a\\,ou=b')).not.toBe(comparableName('cn=a,ou=b'));
  expect(comparableName('cn=a+uid=b,o=x')).toBe(comparableName('UID=B + CN=A, O=x'));
  expect(comparableName('cn=a\\+uid=b')).not.toBe(comparableName('cn=a+uid=b'));
});

test('units are those below the base, the highest first', () => {
  const base = 'ou=People,dc=example,dc=org';
  expect(unitsBelow(`cn=Anna,ou=North\\, East,ou=Sales,${base}`, base)).toEqual(['Sales', 'North, East']);
  expect(unitsBelow(base, base)).toEqual([]);
});
