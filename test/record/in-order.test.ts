import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { InOrder } from '../../record/in-order.ts';

test('pieces of work run one behind the other as they were asked for, and one that fails holds up none', async () => {
  const turns = new InOrder();
  const seen: string[] = [];
  const piece = (name: string, fails = false) =>
    turns.run(async () => {
      seen.push(`${name} begins`);
      await turn();
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const ends = Promise.allSettled([piece('one'), piece('two', true), piece('three')]);
  await turns.ended();
  expect(seen).toEqual(['one', 'two', 'three'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  expect((await ends).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
