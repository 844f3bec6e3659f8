import Database from 'better-sqlite3';
import fc from 'fast-check';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { maskPieces, type NumberMask } from '../../../privacy/masking.ts';
import { asSentNumber, e164Number, extensionNumber, type PhoneNumber } from '../../../record/number.ts';
import { applyMask } from '../../../record/number-mask.ts';
import { maskedNumber } from '../../../store/queries/masked-number.ts';

const database = new Database(':memory:');
const query = new Kysely<{ party: { number: number | null } }>({ dialect: new SqliteDialect({ database }) });
afterAll(() => query.destroy());

const masks: fc.Arbitrary<NumberMask> = fc.oneof(
  fc.constant<NumberMask>({ hide: 'all' }),
  fc.record({ hide: fc.constant('last' as const), digits: fc.integer({ min: 2, max: 8 }) }),
  fc.record({ hide: fc.constant('behind' as const), digits: fc.integer({ min: 0, max: 8 }) }),
);

const numbers: fc.Arbitrary<PhoneNumber> = fc.oneof(
  fc.stringMatching(/^[1-9][0-9]{0,14}$/).map(e164Number),
  fc.stringMatching(/^[0-9]{1,12}$/).map(extensionNumber),
  fc.stringMatching(/^\+?[1-9][0-9]{0,12}\*{0,20}$/).map(asSentNumber),
  fc.string().map(asSentNumber),
);

test('the database hides the digits that the program hides', async () => {
  await query.schema.createTable('party').addColumn('number', 'integer').execute();
  const column = sql.ref<number | null>('party.number');
  await fc.assert(
    fc.asyncProperty(fc.array(numbers, { minLength: 1, maxLength: 40 }), masks, async (several, mask) => {
      await query.deleteFrom('party').execute();
      await query
        .insertInto('party')
        .values([{ number: null }, ...several.map((number) => ({ number }))])
        .execute();
      const pieces = maskPieces(mask);
      const rows = await query.selectFrom('party').select(maskedNumber(column, pieces).as('shown')).execute();
      expect(rows.map(({ shown }) => shown)).toEqual([
        null,
        ...several.map((number) => applyMask(pieces, number)),
      ]);
    }),
    { numRuns: 200 },
  );
});
