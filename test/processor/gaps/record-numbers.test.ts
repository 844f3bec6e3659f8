import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { privacySchema } from '../../../privacy/policy.ts';
import { DRIVERS } from '../../../processor/drivers.ts';
import { findGaps, type PlacedRun } from '../../../processor/gaps/find-gaps.ts';
import { createProcessor } from '../../../processor/process.ts';
import { processingContext } from '../../../processor/processing-context.ts';
import { siteSchema } from '../../../processor/site.ts';
import type { NumberRules } from '../../../record/numbers.ts';
import { gatherRuns } from '../../../store/gather-runs.ts';
import { KEY } from '../../asterisk-lines.ts';

const LAYOUTS: Readonly<Record<string, (number: number) => string>> = {
  'nortel-meridian': (number) =>
    `N ${String(number % 128).padStart(3, '0')} 00 1217    A001026 01/10 13:02:06 00:03:06.0 A0555010101`,
  'lg-ldk': (number) =>
    `${String(number % 10_000).padStart(4, '0')} 205   017 00:00:13 24/01/26 11:17 O0555010101           `,
  broadworks: (number) =>
    `${number}|0a1b2c3d|20260914072441.193|1+020000,,Normal,+493023,,Originating,+493023,Public,0302312,20260914071203.193,1+020000,Yes,20260914071211.443,20260914071441.193,016`,
};

/** The runs that a processor stores of files, each read in chunks of so many lines. */
async function runsOf(
  driver: string,
  files: readonly (readonly string[])[],
  lines_max: number,
  privacy: object = {},
) {
  const context = processingContext(
    {
      ...{ source: 'pbx', driver, driver_options: DRIVERS[driver]?.options.parse({}), encoding: 'auto' },
      ...{
        cut: { framing: 'line', limit: 65_536 },
        site: siteSchema.parse({}),
        thresholds: [],
        stream: false,
        privacy: privacySchema.parse(privacy),
      },
    },
    KEY,
  );
  const processor = createProcessor(context);
  const runs: PlacedRun<[number, number]>[] = [];
  for (const [file, lines] of files.entries()) {
    const bytes = lines.map((line) => `${line}\n`).join('');
    let state = processor.start;
    for (let from = 0; from < bytes.length; ) {
      const batch = await processor.process({
        ...{ from, state, received_at: Date.UTC(2026, 10, 22), lines_max },
        next: async (offset) => (offset >= bytes.length ? null : { block: bytes.slice(offset), end: 'file' }),
      });
      if (batch.numbers === null) throw new Error(`${driver} numbers no records`);
      for (const { again: _, ...run } of gatherRuns(batch.numbers, () => false))
        runs.push({ ...run, from: [file, run.offset], to: [file, run.last_offset] });
      state = JSON.parse(JSON.stringify(batch.state_after));
      from = batch.end_offset;
    }
  }
  return runs;
}

describe.each(Object.keys(LAYOUTS))('the numbers of records of %s', (driver) => {
  const layout = LAYOUTS[driver] as (number: number) => string;
  const rules = DRIVERS[driver]?.record_numbers as NumberRules;

  test('tell exactly the dropped runs, for every split into chunks and files', async () => {
    const pieces = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 60 })), {
      minLength: 1,
      maxLength: 6,
    });
    const splits = fc.record({
      lines_max: fc.integer({ min: 1, max: 50 }),
      files: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(pieces, fc.nat(9_990), splits, async (parts, start, { lines_max, files }) => {
        const numbers: number[] = [];
        const lost: [number, number][] = [];
        let next = start;
        for (const [kept, missing] of parts) {
          for (let more = 0; more < kept; more += 1) numbers.push(next++);
          lost.push([next, missing]);
          next += missing;
        }
        numbers.push(next);
        const lines = numbers.map(layout);
        const size = Math.ceil(lines.length / files);
        const split = Array.from({ length: files }, (_, at) => lines.slice(at * size, (at + 1) * size));
        const gaps = findGaps(await runsOf(driver, split, lines_max), rules);
        const circle = rules.wraps_after === null ? Number.POSITIVE_INFINITY : rules.wraps_after + 1;
        expect(gaps.map(({ expected, missing }) => [expected, missing])).toEqual(
          lost.map(([from, count]) => [from % circle, count]),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('do not count an undefined line as lost that shows its number', async () => {
    const bad = layout(6).replace('13:02', '93:02').replace('11:17', '91:17').replace('071203', '971203');
    const gaps = findGaps(await runsOf(driver, [[layout(5), bad, layout(7)]], 10), rules);
    expect(gaps).toEqual([]);
  });

  test('say that an undefined line may be the missing record where it shows none', async () => {
    const gaps = findGaps(await runsOf(driver, [[layout(5), '%% rubbish 1 %%', layout(7)]], 1), rules);
    // Of several counters nobody knows which one it is of.
    const unread = rules.several_series === true ? { unread_of_any_series: 1 } : { unread: 1 };
    expect(gaps).toMatchObject([{ expected: 6, missing: 1, ...unread }]);
  });
});

test('a further line of a private call that has a number of its own is not missed', async () => {
  const layout = LAYOUTS['nortel-meridian'] as (number: number) => string;
  const privacy = { private_calls: { numbers: ['0555010101'] } };
  const lines = [layout(58), 'P 059 00 0555010101', layout(60)];
  for (const lines_max of [1, 10]) {
    const runs = await runsOf('nortel-meridian', [lines], lines_max, privacy);
    expect(findGaps(runs, DRIVERS['nortel-meridian']?.record_numbers as NumberRules)).toEqual([]);
  }
});

test('the numbers of files are read from their names', () => {
  const of = (driver: string, name: string) => DRIVERS[driver]?.file_numbers?.of(name) ?? null;
  expect(of('cisco-cucm', 'cdr_Nucor-EnterpriseCluster-01_06_202101122006_158160')).toEqual({
    series: 'cdr Nucor-EnterpriseCluster-01/06',
    number: 158_160,
    written: '202101122006',
  });
  expect(of('cisco-cucm', 'in/cmr_Cluster1_02_200404061011_6125.gz')).toMatchObject({
    series: 'cmr Cluster1/02',
  });
  expect(of('cisco-cucm', 'cdr.csv')).toBe(null);
  expect(of('openscape-voice', 'osvpro2v2-20260127T103231+0100000888.BF')).toEqual({
    series: 'osvpro2v2',
    number: 888,
    written: '20260127T103231+0100',
  });
  expect(of('openscape-voice', 'notes.txt')).toBe(null);
  expect(of('broadworks', 'BW-CDR-20130712000000-2-000C2930BC2D-000800.csv')).toEqual({
    series: '000C2930BC2D-2',
    number: 800,
    written: '20130712000000',
  });
});
