import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cardNumbersIn, isCardNumber, passesLuhn } from '../../privacy/card-numbers.ts';

/** Numbers that the issuers give out for tests. */
const CARDS = [
  '4111111111111111',
  '5555555555554444',
  '2223003122003222',
  '378282246310005',
  '30569309025904',
  '3530111333300000',
  '6011111111111117',
  '6200000000000005',
];

/** A number of the given beginning and length whose last digit makes it pass. */
const withCheckDigit = (digits: string): string => {
  const last = [...'0123456789'].find((digit) => passesLuhn(digits + digit));
  return digits + last;
};

test.each(CARDS)('%s is a card number, and not one with its last digit changed', (card) => {
  expect(cardNumbersIn(card)).toEqual([card]);
  expect(isCardNumber(card.slice(0, -1) + String((Number(card.at(-1)) + 1) % 10))).toBe(false);
});

test.each([
  ['behind the prefix of an outside line', '04111111111111111', '4111111111111111'],
  ['behind other signs', '0800123456,,4111111111111111#', '4111111111111111'],
  ['in groups', '4111 1111 1111 1111', '4111 1111 1111 1111'],
  ['behind a number without anything between', '08001234564111111111111111', '4111111111111111'],
])('a card is found %s', (_where, text, card) => expect(cardNumbersIn(text)).toEqual([card]));

test.each([
  ['a German mobile number without its +', '4915112345678'],
  ['an account of many digits that no card begins with', '9111111111111111'],
  ['text', 'sip:somebody@example.org'],
  ['nothing', ''],
])('%s is none', (_what, text) => expect(cardNumbersIn(text)).toEqual([]));

describe('properties', () => {
  const card = fc.stringMatching(/^4[0-9]{14}$/).map(withCheckDigit);

  test('one digit changed, or two neighbours exchanged, is seen', () => {
    fc.assert(
      fc.property(card, fc.nat(15), fc.integer({ min: 1, max: 9 }), (digits, place, by) => {
        const changed = (Number(digits[place]) + by) % 10;
        expect(passesLuhn(digits.slice(0, place) + changed + digits.slice(place + 1))).toBe(false);
      }),
    );
  });

  test('no telephone number of up to 13 digits is taken for a card', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+?[0-9]{2,13}$/), (number) => {
        expect(cardNumbersIn(number)).toEqual([]);
      }),
    );
  });

  test('what is found stands in the text', () => {
    fc.assert(
      fc.property(
        card,
        fc.stringMatching(/^[*#,;]{1,3}$/),
        fc.stringMatching(/^[0-9]{0,9}$/),
        (digits, mark, other) => {
          expect(cardNumbersIn(`${other}${mark}${digits}${mark}`)).toEqual([digits]);
        },
      ),
    );
  });
});
