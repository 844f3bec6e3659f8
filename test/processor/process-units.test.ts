import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createProcessor } from '../../processor/process.ts';
import { processingContext } from '../../processor/processing-context.ts';
import type { Batch, ProcessState } from '../../record/batch.ts';
import { asteriskSettings } from '../asterisk-lines.ts';

const fixture = (path: string): string =>
  readFileSync(join(import.meta.dirname, '../../fixtures', path)).toString('latin1');
const LIMIT = 8000;

/** In a record with a letter beyond ASCII the line ends must be read as in one without. */
const CASES: Record<string, string> = {
  'freeswitch-json':
    fixture('freeswitch-json/bad-rubbish-between-records.cdr') +
    fixture('freeswitch-json/odd-printed-over-many-lines.cdr'),
  'freeswitch-xml':
    fixture('freeswitch-xml/bad-cut-record-before-a-whole-one.xml') +
    fixture('freeswitch-xml/odd-url-encoded-name.xml'),
  'radius-detail': `${fixture('radius-detail/good-two-legs-of-a-call.detail').replace('"anna"', '"J\xc3\xb6rg"')}${fixture('radius-detail/bad-unfinished-entry.detail')}`,
  grandstream:
    fixture('grandstream/good-json-list.txt') + fixture('grandstream/good-unquoted-name-and-data.csv'),
};

/** Every chunk begins with the state of the one before as the store gives it back. */
async function judge(driver: string, text: string, block: number, lines_max: number): Promise<Batch[]> {
  const settings = asteriskSettings({ driver, driver_options: {}, cut: { framing: 'line', limit: LIMIT } });
  const processor = createProcessor(processingContext(settings, new Uint8Array(32)));
  const batches: Batch[] = [];
  let state: ProcessState = processor.start;
  let from = 0;
  while (from < text.length) {
    const batch = await processor.process({
      from,
      state,
      received_at: Date.UTC(2026, 10, 22),
      lines_max,
      next: async (offset) => {
        const to = Math.min(text.length, offset + block);
        return offset >= text.length
          ? null
          : { block: text.slice(offset, to), end: to === text.length ? 'file' : 'more' };
      },
    });
    batches.push(batch);
    expect(batch.end_offset).toBeGreaterThan(from);
    from = batch.end_offset;
    state = JSON.parse(JSON.stringify(batch.state_after)) as ProcessState;
  }
  return batches;
}

const codes = (batches: readonly Batch[]): number[] => batches.flatMap((batch) => [...batch.codes]);
const undefinedUnits = (batches: readonly Batch[]) => batches.flatMap((batch) => batch.undefined_units);

test.each(Object.entries(CASES))(
  '%s: equal bytes give equal outcomes in blocks and chunks of any size',
  async (driver, text) => {
    const whole = await judge(driver, text, text.length, 1000);
    expect(whole.length).toBe(1);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: LIMIT + 10, max: 20_000 }),
        fc.integer({ min: 1, max: 5 }),
        async (block, lines) => {
          const parts = await judge(driver, text, block, lines);
          expect(codes(parts)).toEqual(codes(whole));
          expect(undefinedUnits(parts)).toEqual(undefinedUnits(whole));
        },
      ),
      { numRuns: 60 },
    );
  },
);
