import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RateTable } from '../../../processor/rating/rate-table.ts';
import { asSentNumber, e164Number, extensionNumber } from '../../../record/number.ts';
import { rateRow } from './rate-row.ts';

const prefixes = fc.uniqueArray(fc.stringMatching(/^=?[1-9]?[0-9]{0,6}$/), { maxLength: 40 });

test('the row found is that of the longest prefix, as a search through all rows finds it', () => {
  fc.assert(
    fc.property(prefixes, fc.stringMatching(/^=?[1-9][0-9]{0,14}$/), (all, digits) => {
      const table = new RateTable(all.map((prefix, id) => rateRow({ id, prefix })));
      const sent = digits.startsWith('=');
      const naive = all
        .filter((prefix) => digits.startsWith(prefix) && !(sent && prefix === ''))
        .sort((a, b) => b.length - a.length)[0];
      expect(table.ofDigits(digits)?.prefix).toBe(naive);
    }),
    { numRuns: 500 },
  );
});

test('numbers of E.164 and digits as sent have prices of their own, extensions and withheld numbers have none', () => {
  const table = new RateTable([rateRow({ id: 1, prefix: '' }), rateRow({ id: 2, prefix: '=118' })]);
  expect(table.ofNumber(e164Number('493012345'))?.always.id).toBe(1);
  expect(table.ofNumber(asSentNumber('11833'))?.always.id).toBe(2);
  expect(table.ofNumber(asSentNumber('112'))).toBeNull();
  expect(table.ofNumber(extensionNumber('1180'))).toBeNull();
  expect(table.ofNumber(asSentNumber('+4930***'))).toBeNull();
});

test('of a number with digits withheld the row is found that every number has which it can be, and none is guessed', () => {
  fc.assert(
    fc.property(prefixes, fc.stringMatching(/^[1-9][0-9]{0,5}$/), (all, shown) => {
      const table = new RateTable(all.map((prefix, id) => rateRow({ id, prefix })));
      const found = table.ofWithheld(asSentNumber(`+${shown}****`));
      const longer = all.filter((prefix) => prefix.length > shown.length && prefix.startsWith(shown));
      const whole = table.ofDigits(shown)?.prefix;
      expect(found === 'hidden' ? 'hidden' : found?.prefix).toBe(longer.length === 0 ? whole : 'hidden');
    }),
    { numRuns: 500 },
  );
  expect(new RateTable([rateRow({ prefix: '=089' })]).ofWithheld(asSentNumber('0892****'))).toBe('hidden');
});

test('an answer stays the same when it is asked for again', () => {
  const table = new RateTable([rateRow({ id: 1, prefix: '49' })]);
  const number = e164Number('493012345');
  expect(table.ofNumber(number)).toBe(table.ofNumber(number));
  expect(table.ofNumber(e164Number('33'))).toBeNull();
  expect(table.ofNumber(e164Number('33'))).toBeNull();
});
