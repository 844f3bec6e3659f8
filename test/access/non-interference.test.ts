import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Call } from '../../record/call.ts';
import type { CommandDesk } from '../cli/command-desk.ts';
import {
  ASKED_EVERYTHING,
  type Kept,
  questions,
  type Secret,
  storeOf,
  tellingNumbers,
  VIEWERS,
} from './twin-stores.ts';

const desks: CommandDesk[] = [];
afterEach(() => {
  for (const desk of desks.splice(0)) desk.remove();
});

/** Two stores that differ in what is kept, and nothing else. */
async function twins(one: readonly Secret[], other: readonly Secret[], kept: readonly Kept[]) {
  const second = one.map((secret, place): Secret => {
    const { digits, name, account, extension } = other[place] ?? secret;
    return {
      ...secret,
      ...(kept.includes('digits') ? { digits } : {}),
      ...(kept.includes('details') ? { name, account } : {}),
      ...(kept.includes('extensions') ? { extension } : {}),
    };
  });
  const pair = [await storeOf(one), await storeOf(second)] as const;
  return { ...(await askedOf(pair, [...one, ...second])), secrets: [...one, ...second] };
}

async function askedOf(pair: readonly [CommandDesk, CommandDesk], secrets: readonly Secret[]) {
  desks.push(...pair);
  const [all, others] = [
    await pair[0].json<Call[]>('calls', '--held'),
    await pair[1].json<Call[]>('calls', '--held'),
  ];
  const ids = all.map(({ id }) => id);
  expect(others.map(({ id }) => id)).toEqual(ids);
  const asked = questions(
    ['+498923125****', '301', ...tellingNumbers(all, others)],
    [...ids.slice(0, 2), 4711],
    [...new Set(secrets.map(({ account }) => account))].slice(0, 2),
  );
  return { pair, asked };
}

async function sameAnswers(
  pair: readonly [CommandDesk, CommandDesk],
  argv: readonly string[],
  viewer: string,
): Promise<string> {
  const [name, ...rest] = argv;
  const [one, other] = [
    await pair[0].run(name, ...rest, '--as', viewer),
    await pair[1].run(name, ...rest, '--as', viewer),
  ];
  expect(other, `${argv.join(' ')} --as ${viewer}`).toEqual(one);
  return one.out + one.err;
}

const digits = fc.stringMatching(/^[0-9]{4}$/);
const secret: fc.Arbitrary<Secret> = fc.record({
  digits,
  name: fc.stringMatching(/^[A-Z][a-z]{2,8}$/),
  account: fc.stringMatching(/^[1-9][0-9]{1,5}$/),
  extension: fc.constantFrom('301', '302', '305', '306'),
});
const KEPT: Readonly<Record<Kept, readonly Kept[]>> = {
  digits: ['digits'],
  details: ['digits', 'details'],
  extensions: ['digits', 'details', 'extensions'],
};
const kinds = Object.keys(KEPT) as Kept[];

const ONE: readonly Secret[] = ['0001', '7788', '1234', '0420', '9999', '5150', '1000', '0815'].map(
  (four, place) => ({
    digits: four,
    name: ['Anna', 'Berta', 'Carla', 'Dora'][place % 4] ?? '',
    account: String(100 + place),
    extension: place % 2 === 0 ? '301' : '302',
  }),
);
const OTHER = ONE.map(({ digits: four, name, account, extension }) => ({
  digits: [...four].reverse().join('').replace(/^0/, '3'),
  name: `${name}lotte`,
  account: `${account}77`,
  extension: extension === '301' ? '305' : '306',
}));

describe('what is not shown is not told either', () => {
  test.each(kinds)(
    'by any command, to whom %s are not shown',
    async (kind) => {
      const { pair, asked, secrets } = await twins(ONE, OTHER, KEPT[kind]);
      for (const viewer of ASKED_EVERYTHING[kind]) {
        for (const argv of asked) {
          const told = await sameAnswers(pair, argv, viewer);
          const typed = argv.join(' ');
          for (const { digits: four } of secrets)
            if (!typed.includes(four)) expect(told, `${typed} --as ${viewer}`).not.toMatch(`23125${four}`);
        }
      }
    },
    300_000,
  );

  test('whatever the hidden digits, names, account codes and extensions are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(secret, secret), { minLength: 4, maxLength: 16 }),
        fc.constantFrom(...kinds),
        fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 12, maxLength: 12 }),
        async (pairs, kind, chosen) => {
          const { pair, asked } = await twins(
            pairs.map(([one]) => one),
            pairs.map(([, other]) => other),
            KEPT[kind],
          );
          for (const [question, viewer] of chosen) {
            const argv = asked[question % asked.length] ?? [];
            await sameAnswers(pair, argv, VIEWERS[kind][viewer % VIEWERS[kind].length] ?? '');
          }
        },
      ),
      { numRuns: 4 },
    );
  }, 300_000);

  test('of calls that are out of scope, to whom all else is shown', async () => {
    const { pair, asked } = await askedOf(
      [await storeOf(ONE), await storeOf(OTHER, ONE)],
      [...ONE, ...OTHER],
    );
    for (const argv of asked) await sameAnswers(pair, argv, 'other-only');
  }, 300_000);

  test('and the two stores are told from each other by whoever is shown everything', async () => {
    const { pair, asked } = await twins(ONE, OTHER, KEPT.digits);
    const answers = async (desk: CommandDesk) =>
      Promise.all(asked.map(async ([name, ...rest]) => await desk.run(name, ...rest, '--as', 'operator')));
    const [one, other] = [await answers(pair[0]), await answers(pair[1])];
    const different = asked.filter((_, place) => {
      const [first, second] = [one[place], other[place]];
      return first?.out !== second?.out;
    });
    expect(different.map(([name]) => name)).toEqual(
      expect.arrayContaining(['calls', 'call show', 'line show']),
    );
  });
});
