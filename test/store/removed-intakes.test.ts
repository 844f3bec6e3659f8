import { expect, test } from 'vitest';
import { EXPIRING } from '../../store/deletion/expired-rows.ts';
import { inFolder } from '../test-folder.ts';

test('what goes with an intake is found by indexes, so that a hundred thousand of them are removed in small batches', async () => {
  await inFolder(async (data) => {
    const { table, where, removed } = EXPIRING.intakes;
    const statements = [`select id from ${table} where id = ? and ${where}`, ...removed];
    await data.reading(({ connection }) => {
      for (const statement of statements) {
        const plan = connection
          .prepare<[number], { detail: string }>(`explain query plan ${statement}`)
          .all(1);
        expect(
          plan.filter(({ detail }) => /^SCAN (?!.* USING )/.test(detail)),
          statement,
        ).toEqual([]);
      }
    });
  });
});
