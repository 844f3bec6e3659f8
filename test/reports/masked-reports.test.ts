import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadReports } from '../../reports/reports.ts';
import { SMALL_CALLS, SmallCompany } from './small-company.ts';

/** The last four digits of a number, of each call in another way: two that were equal are not. */
function otherwise(number: string, place: number): string {
  const last = (Number(number.slice(-4)) * 7 + 13 + place) % 10_000;
  return number.slice(0, -4) + String(last).padStart(4, '0');
}

/** The same calls with other hidden digits. */
const OTHERS = SMALL_CALLS.map((call, place) => ({
  ...call,
  src: call.src.startsWith('+') ? otherwise(call.src, place) : call.src,
  dst: call.dst.length > 3 ? otherwise(call.dst, place) : call.dst,
}));

let pair: readonly [SmallCompany, SmallCompany];

beforeAll(async () => {
  pair = [await new SmallCompany().open(), await new SmallCompany().open(OTHERS)];
});

afterAll(() => {
  for (const company of pair) company.close();
});

const CHOICES = Object.values(await loadReports()).flatMap(({ name, choices }) =>
  (choices ?? [null]).map((by) => [name, ...(by === null ? [] : ['--by', by])]),
);

test.each(['finance', 'administrator', 'cautious'])(
  'no report tells a %s what hidden digits are: it is the same byte for byte whatever they are',
  async (role) => {
    for (const chosen of CHOICES)
      for (const format of ['json', 'csv']) {
        const argv = [...chosen, '--period', '2026-10', '--format', format, '--as', role];
        const answers = await Promise.all(
          pair.map(async ({ desk }) => await desk.run('report', 'run', ...argv)),
        );
        expect(answers[0], argv.join(' ')).toEqual(answers[1]);
        expect(answers[0]?.out).not.toMatch(/231250\d{3}|79460\d{3}/);
      }
  },
  120_000,
);

test('the same reports tell the two apart to who is shown everything', async () => {
  const told = await Promise.all(pair.map(({ desk }) => desk.out('report run itemised --period 2026-10')));
  expect(told[0]).not.toBe(told[1]);
});

test('no report names an extension whose calls are restricted, nor whose it is; its calls count in every sum', async () => {
  const company = await new SmallCompany().open();
  const { desk } = company;
  try {
    const before = (await company.report('department-costs')).totals;
    desk.principal = 'os:officer';
    await desk.out('subject', 'restrict', '202', '--reason', 'test');
    desk.principal = 'os:somebody';
    for (const chosen of CHOICES) {
      const argv = [...chosen, '--period', '2026-10', '--format', 'csv'];
      const { out } = await desk.run('report', 'run', ...argv);
      expect(out, argv.join(' ')).not.toMatch(/\b(?:\+4930555)?202\b|Bert/);
    }
    // P2 has 201 as well, of which nothing is hidden.
    const ofPeople = await company.cells(['extension', 'person', 'calls'], 'extension-costs');
    expect(ofPeople).toEqual(
      expect.arrayContaining([
        ['***', null, 6],
        ['201', 'P2', 3],
      ]),
    );
    expect(await company.cells(['entity', 'calls'], 'comparison', '--by', 'person')).toEqual(
      expect.arrayContaining([['P2', 3]]),
    );
    expect((await company.report('department-costs')).totals).toEqual(before);
    expect((await company.report('charge-back')).totals).toMatchObject({ calls: 12, cost_micros: 650_000 });
    // Of the calls of P2 those of 201 are found, and not those of 202.
    expect((await company.report('trend', '--person', 'P2')).totals).toMatchObject({ calls: 3 });
  } finally {
    company.close();
  }
}, 60_000);
