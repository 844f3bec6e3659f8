import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csv } from '../../../reports/formats/csv.ts';
import { SAMPLE_COLUMNS, sampleRow, written } from '../sample-report.ts';

const cells = async (row: ReturnType<typeof sampleRow>): Promise<Record<string, string>> => {
  const [, line] = parse(await written(csv, { rows: [row] })) as string[][];
  return Object.fromEntries(SAMPLE_COLUMNS.map(({ name }, place) => [name, line?.[place] ?? '']));
};

test('what is below zero stays a number, so that a spreadsheet adds it up', async () => {
  const less = {
    calls: -3,
    duration_ms: -5_025_000,
    average_ms: -7000,
    share: -0.125,
    cost_micros: -2_400_550,
  };
  expect(await cells({ ...sampleRow(0), ...less })).toMatchObject({
    ...{
      calls: '-3',
      duration_ms: '-1:23:45',
      average_ms: '-0:00:07',
      share: '-0.125',
      cost_micros: '-2.40055',
    },
  });
});

test('no number, amount, share or length is ever a text to a spreadsheet', async () => {
  const whole = fc.maxSafeInteger();
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        ...{ calls: whole, duration_ms: whole, average_ms: whole, cost_micros: whole },
        share: fc.double({ noNaN: true, noDefaultInfinity: true }),
      }),
      async (values) => {
        const row = await cells({ ...sampleRow(0), ...values });
        for (const name of Object.keys(values)) expect(row[name]).not.toContain("'");
        expect(Number(row.share)).toBe(values.share === 0 ? 0 : values.share);
      },
    ),
  );
});

test('a name that begins as a formula has an apostrophe before it', async () => {
  for (const name of [
    '=1+1',
    '+cmd|x',
    '-2+3',
    '-1.5-cmd',
    '@SUM(A1)',
    '-1:00:00=x',
    '+1.5e3*2',
    '\t=1',
    '＝1',
  ])
    expect((await cells({ ...sampleRow(0), name })).name).toBe(`'${name}`);
});
