import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskedForms } from '../../privacy/masked-forms.ts';
import { maskPieces, type NumberMask } from '../../privacy/masking.ts';
import {
  asSentNumber,
  e164Number,
  extensionNumber,
  isWhollyWithheld,
  isWithheld,
  needsText,
  type PhoneNumber,
  showNumber,
} from '../../record/number.ts';
import { applyMask } from '../../record/number-mask.ts';

const masks: fc.Arbitrary<NumberMask> = fc.oneof(
  fc.constant<NumberMask>({ hide: 'all' }),
  fc.record({ hide: fc.constant('last' as const), digits: fc.integer({ min: 2, max: 8 }) }),
  fc.record({ hide: fc.constant('behind' as const), digits: fc.integer({ min: 0, max: 8 }) }),
);

const digits = (min: number, max: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[1-9][0-9]{${min - 1},${max - 1}}$`));

/** A number with how people read it. */
const numbers: fc.Arbitrary<PhoneNumber> = fc.oneof(
  digits(1, 15).map(e164Number),
  fc.stringMatching(/^[0-9]{1,12}$/).map(extensionNumber),
  fc.stringMatching(/^[0-9]{1,13}$/).map(asSentNumber),
  digits(1, 15).map((text) => asSentNumber(`+${text}`)),
  fc
    .tuple(fc.constantFrom('+', ''), digits(1, 11), fc.integer({ min: 2, max: 99 }))
    .map(([plus, shown, stars]) => asSentNumber(`${plus}${shown}${'*'.repeat(stars)}`)),
);

const masked = (number: PhoneNumber, mask: NumberMask): string =>
  showNumber(applyMask(maskPieces(mask), number), null);

/** How a mask is meant, on the text. */
function model(text: string, extension: boolean, mask: NumberMask): string {
  const plus = text.startsWith('+') ? '+' : '';
  const signs = text.slice(plus.length);
  const stars = signs.length - signs.replace(/\*+$/, '').length;
  const asked = {
    nothing: 0,
    all: signs.length,
    last: Math.max(mask.hide === 'last' ? mask.digits : 0, 2),
    behind: Math.max(mask.hide === 'behind' ? signs.length - mask.digits : 0, 2),
  }[mask.hide];
  const short = extension && signs.length <= 5;
  const hide = Math.min(signs.length, Math.max(stars, short ? signs.length : asked));
  return plus + signs.slice(0, signs.length - hide) + '*'.repeat(hide);
}

describe('a masked number', () => {
  test('has its length, its first digits, and stars in the place of the others', () => {
    fc.assert(
      fc.property(numbers, masks, (number, mask) => {
        const text = showNumber(number, null);
        // Beyond any number there is, all goes.
        fc.pre(text.length < 80);
        expect(masked(number, mask)).toBe(model(text, Math.floor(number / 1e15) === 1, mask));
      }),
      { numRuns: 3000 },
    );
  });

  test('is the same whole number whatever the hidden digits were', () => {
    fc.assert(
      fc.property(
        digits(4, 15),
        digits(15, 15),
        masks,
        fc.constantFrom(e164Number, asSentNumber),
        (one, other, mask, make) => {
          fc.pre(make === e164Number || one.length <= 13);
          const shown = masked(make(one), mask).replace(/[+*]/g, '').length;
          const twin = one.slice(0, shown) + other.slice(0, one.length - shown);
          expect(applyMask(maskPieces(mask), make(twin))).toBe(applyMask(maskPieces(mask), make(one)));
        },
      ),
    );
  });

  test('never shows more when it is masked again, by whatever mask', () => {
    fc.assert(
      fc.property(numbers, masks, masks, (number, first, second) => {
        const once = applyMask(maskPieces(first), number);
        const twice = applyMask(maskPieces(second), once);
        const signs = (of: PhoneNumber): string => showNumber(of, null).replace(/\*+$/, '');
        expect(signs(once).startsWith(signs(twice))).toBe(true);
        // Beyond any number there is, all goes, sooner or later.
        if (showNumber(once, null).length < 80) expect(applyMask(maskPieces(first), once)).toBe(once);
        expect(Math.floor(twice / 1e15)).toBeLessThan(8);
      }),
      { numRuns: 3000 },
    );
  });

  test('says nothing of a text that is no number', () => {
    for (const text of ['anonymous', 'sip:anna@example.org', '*21']) {
      expect(needsText(asSentNumber(text))).toBe(true);
      expect(masked(asSentNumber(text), { hide: 'last', digits: 3 })).toBe('***');
    }
  });

  test('is a table short enough for a question to a database', () => {
    for (const mask of [{ hide: 'all' }, { hide: 'last', digits: 4 }, { hide: 'behind', digits: 5 }] as const)
      expect(maskPieces(mask).length).toBeLessThan(220);
  });

  test('stays as it is where nothing is hidden', () => {
    fc.assert(
      fc.property(numbers, (number) => applyMask(maskPieces({ hide: 'nothing' }), number) === number),
    );
  });
});

test('whatever mask there was, what it left of a number is among its masked forms, unless that shows nothing', () => {
  const whole = numbers.filter((number) => !isWithheld(number));
  fc.assert(
    fc.property(whole, masks, (number, mask) => {
      const left = applyMask(maskPieces(mask), number);
      expect(maskedForms(number).includes(left)).toBe(left !== number && !isWhollyWithheld(left));
    }),
  );
});
