import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BlockEnd } from '../../processor/lines/cut.ts';
import { readLines } from '../../processor/lines/explain-line.ts';
import { createProcessor } from '../../processor/process.ts';
import { type ProcessingSettings, processingContext } from '../../processor/processing-context.ts';
import {
  type Batch,
  CALL_COLUMNS,
  CALL_WIDTH,
  FIRST_LABEL,
  FIRST_TEXT,
  type ProcessState,
} from '../../record/batch.ts';
import { CALL_MARKS } from '../../record/call.ts';
import type { Framing } from '../../record/framing.ts';
import { CALL_CODE, HELD_CODE, LINE_CODES } from '../../record/outcome.ts';
import { ARRIVAL, asteriskLine, asteriskSettings, KEY } from '../asterisk-lines.ts';

type Row = Record<string, number | string | null>;

/** What batches say together, without the places that only make sense within one of them. */
interface Judged {
  readonly outcomes: string[];
  readonly rows: Row[];
  readonly undefined_units: unknown[];
  readonly end: number;
  readonly state: ProcessState | null;
  readonly batches: Batch[];
}

function joined(batches: readonly Batch[]): Judged {
  const outcomes: string[] = [];
  const rows: Row[] = [];
  for (const batch of batches) {
    const texts = batch.texts.flatMap((page) => page.split('\0'));
    for (let at = 0; at < batch.rows; at++) {
      const row: Row = {};
      for (const [place, name] of CALL_COLUMNS.entries()) {
        const value = batch.calls[at * CALL_WIDTH + place] ?? Number.NaN;
        const known = Number.isNaN(value)
          ? null
          : place >= FIRST_TEXT
            ? (texts[value] ?? null)
            : place >= FIRST_LABEL
              ? (batch.labels[value] ?? null)
              : value;
        row[name] = name === 'line' ? outcomes.length + value : known;
      }
      rows.push(row);
    }
    outcomes.push(...[...batch.codes].map((code) => LINE_CODES[code] ?? ''));
  }
  const last = batches.at(-1);
  return {
    outcomes,
    rows,
    undefined_units: batches.flatMap((batch) => batch.undefined_units),
    end: last?.end_offset ?? 0,
    state: last?.state_after ?? null,
    batches: [...batches],
  };
}

interface Way {
  /** Bytes read at once; above the limit of a line. */
  readonly block: number;
  readonly lines_max: number;
  /** Places up to which the bytes had arrived when the processor was asked. */
  readonly arrivals: readonly number[];
}
const AT_ONCE: Way = { block: 1e9, lines_max: 1e9, arrivals: [] };

async function judge(
  bytes: string,
  settings: ProcessingSettings,
  way = AT_ONCE,
  end: BlockEnd = 'file',
): Promise<Judged> {
  const processor = createProcessor(processingContext(settings, KEY));
  const batches: Batch[] = [];
  let from = 0;
  let state = processor.start;
  const ask = async (to: number, last: BlockEnd): Promise<void> => {
    for (;;) {
      const batch = await processor.process({
        from,
        state,
        received_at: ARRIVAL,
        lines_max: way.lines_max,
        next: async (offset) => {
          const stop = Math.min(to, offset + way.block);
          return { block: bytes.slice(offset, stop), end: stop === to ? last : 'more' };
        },
      });
      if (batch.end_offset === batch.first_offset) return;
      batches.push(batch);
      from = batch.end_offset;
      state = batch.state_after;
    }
  };
  for (const to of way.arrivals) if (to >= from) await ask(to, 'more');
  await ask(bytes.length, end);
  return joined(batches);
}

const only = async (line: string, given: Parameters<typeof asteriskSettings>[0] = {}): Promise<Judged> =>
  await judge(`${line}\n`, asteriskSettings(given));

const LIMIT = 300;
const line = fc.oneof(
  fc.constantFrom(
    asteriskLine(),
    asteriskLine({ sequence: 4 }),
    asteriskLine({ talk: 2 }),
    asteriskLine({ start: '2026-10-25 02:30:00' }),
    asteriskLine({ start: '2026-10-25 02:59:00', talk: 300 }),
    asteriskLine({ start: '2026-03-29 02:30:00' }),
    asteriskLine({ start: '2027-10-25 02:30:00' }),
    asteriskLine({ start: '2026-02-30 02:30:00' }),
    asteriskLine({ name: 'J\xc3\xbcrgen', src: 'anna' }),
    asteriskLine({ name: '\x01J\xfcrgen' }),
    `\x7fE${'\x7f'.repeat(40)}`,
  ),
  asteriskLineCut(),
  fc.constantFrom('', ' \0', 'rubbish', `"${'x'.repeat(400)}"`, '\x01'.repeat(20)),
);
function asteriskLineCut(): fc.Arbitrary<string> {
  return fc.nat(150).map((length) => asteriskLine({ dst: '112' }).slice(0, length));
}
const files = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r', '\n\r', '')), { maxLength: 14 })
  .map((lines) => lines.map((pair) => pair.join('')).join(''));
const framing = fc.constantFrom<Framing>('line', 'line', 'lf', 'crlf', 'cr');
const settingsOf = (by: Framing): ProcessingSettings =>
  asteriskSettings({ cut: { framing: by, limit: LIMIT }, held: { shorter_than_seconds: 5 } });

describe('however the bytes arrive', () => {
  const way = fc.record<Way>({
    block: fc.integer({ min: LIMIT + 2, max: 2000 }),
    lines_max: fc.integer({ min: 1, max: 6 }),
    arrivals: fc.array(fc.nat(3000), { maxLength: 5 }).map((places) => places.sort((a, b) => a - b)),
  });

  test('the same calls, outcomes and states come out, batch for batch or in one', async () => {
    await fc.assert(
      fc.asyncProperty(files, framing, way, async (bytes, by, how) => {
        const arrivals = how.arrivals.map((place) => Math.min(place, bytes.length));
        const { batches: _one, ...whole } = await judge(bytes, settingsOf(by));
        const { batches: _many, ...parts } = await judge(bytes, settingsOf(by), { ...how, arrivals });
        // Bytes that make no line are accounted for together with those around them or by themselves.
        expect(parts).toEqual(whole);
      }),
      { numRuns: 250 },
    );
  });

  test('every line has exactly one outcome, and rows and undefined lines are as many as their outcomes', async () => {
    await fc.assert(
      fc.asyncProperty(files, framing, async (bytes, by) => {
        const { outcomes, rows, undefined_units, end } = await judge(bytes, settingsOf(by));
        const of = (beginning: string): number =>
          outcomes.filter((outcome) => outcome.startsWith(beginning)).length;
        const kinds = ['call', 'held', 'undefined.', 'ignored.', 'excluded.'].map(of);
        expect(kinds.reduce((sum, lines) => sum + lines, 0)).toBe(outcomes.length);
        expect(rows.length).toBe(of('call') + of('held'));
        expect(rows.filter(({ held_by }) => held_by !== null).length).toBe(of('held'));
        expect(undefined_units.length).toBe(of('undefined.'));
        expect(end).toBe(bytes.length);
        for (const row of rows)
          expect(outcomes[Number(row.line)]).toBe(row.held_by === null ? 'call' : 'held');
      }),
      { numRuns: 250 },
    );
  });

  test('each line is read again from its chunk as it was read the first time', async () => {
    await fc.assert(
      fc.asyncProperty(files, framing, fc.integer({ min: 1, max: 6 }), async (bytes, by, lines_max) => {
        const settings = settingsOf(by);
        const { batches } = await judge(bytes, settings, { block: LIMIT + 2, lines_max, arrivals: [] });
        for (const batch of batches) {
          const next = async (offset: number) =>
            ({
              block: bytes.slice(offset, batch.end_offset),
              end: batch.end_offset === bytes.length ? 'file' : 'more',
            }) as const;
          const again: string[] = [];
          const context = processingContext(settings, KEY);
          const range = { from: batch.first_offset, state: batch.state_before, received_at: ARRIVAL, next };
          await readLines(context, range, ({ reading }) => {
            again.push(reading === null ? 'excluded' : reading.kind);
            return false;
          });
          // A call can still turn out implausible or held, which its driver does not know.
          const first = [...batch.codes].map((code) =>
            (LINE_CODES[code] ?? '').replace(/\..*/, '').replace('held', 'call'),
          );
          expect(again).toHaveLength(first.length);
          for (const [place, kind] of again.entries()) {
            expect([kind, kind === 'call' ? 'undefined' : kind]).toContain(first[place]);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('what one batch leaves to the next', () => {
  test('the header of the columns', async () => {
    const file = readFileSync(
      join(import.meta.dirname, '../../fixtures/cisco-cucm/good-78-columns.txt'),
      'latin1',
    );
    const settings = asteriskSettings({ driver: 'cisco-cucm', cut: { framing: 'line', limit: 3000 } });
    const { outcomes, batches } = await judge(file, settings, {
      block: 3002,
      lines_max: 1,
      arrivals: [file.indexOf('\n') + 1],
    });
    expect(batches.length).toBeGreaterThan(1);
    expect(outcomes).toEqual((await judge(file, settings)).outcomes);
    expect(outcomes).toContain('call');
  });

  test('the end of the last call, which decides which of two equal hours is meant', async () => {
    const file = [
      asteriskLine({ start: '2026-10-25 02:10:00', uniqueid: '1793000000.1' }),
      asteriskLine({ start: '2026-10-25 02:50:00', uniqueid: '1793000000.2' }),
      asteriskLine({ start: '2026-10-25 02:10:00', uniqueid: '1793000000.3' }),
    ].join('\n');
    const { rows } = await judge(file, asteriskSettings(), { ...AT_ONCE, arrivals: [10, 300, 500] });
    expect(rows.map(({ started_at }) => new Date(Number(started_at)).toISOString())).toEqual([
      '2026-10-25T00:10:00.000Z',
      '2026-10-25T00:50:00.000Z',
      '2026-10-25T01:10:00.000Z',
    ]);
    expect(rows.map(({ marks }) => marks)).toEqual([1, 1, 1].map((bit) => bit * CALL_MARKS.ambiguous_time));
  });
});

describe('identity', () => {
  const identity = async (
    text: string,
    given: Parameters<typeof asteriskSettings>[0] = {},
  ): Promise<unknown> => (await only(text, given)).rows[0]?.identity;

  test('is the record’s own key where it has one, whatever else the line says', async () => {
    expect(await identity(asteriskLine({ sequence: 4 }))).toBe(
      await identity(asteriskLine({ sequence: 4, name: 'Ann' })),
    );
    expect(await identity(asteriskLine({ sequence: 4 }))).not.toBe(
      await identity(asteriskLine({ sequence: 5 })),
    );
  });

  test('is the line without a key: equal lines are equal, any byte makes another', async () => {
    expect(await identity(asteriskLine())).toBe(await identity(asteriskLine()));
    expect(await identity(asteriskLine())).not.toBe(await identity(asteriskLine({ name: 'Ann' })));
  });

  test('does not depend on zone, numbering, thresholds or where the line stands, but on the source', async () => {
    const site = { ...asteriskSettings().site, time_zone: 'UTC', country: null, area_code: null };
    const text = asteriskLine();
    expect(await identity(text, { site, held: {} })).toBe(await identity(text));
    const { rows } = await judge(`\n\n${text}\n`, asteriskSettings());
    expect(rows[0]?.identity).toBe(await identity(text));
    expect(await identity(text, { source: 'other' })).not.toBe(await identity(text));
  });
});

describe('a call is implausible', () => {
  const DAY_MS = 86_400_000;
  const started = (at: number): string =>
    asteriskLine({ start: new Date(at).toISOString().slice(0, 19).replace('T', ' ') });
  const outcome = async (at: number, stream: boolean): Promise<unknown> =>
    (await only(started(at), { stream, driver_options: { utc: true } })).outcomes[0];

  test('when it starts more than a day after its line arrived', async () => {
    expect(await outcome(ARRIVAL + DAY_MS, false)).toBe('call');
    expect(await outcome(ARRIVAL + DAY_MS + 1000, false)).toBe('undefined.time_in_future');
  });

  test('on a stream when it started more than 400 days before; a file may be as old as it likes', async () => {
    expect(await outcome(ARRIVAL - 400 * DAY_MS, true)).toBe('call');
    expect(await outcome(ARRIVAL - 400 * DAY_MS - 1000, true)).toBe('undefined.time_too_old');
    expect(await outcome(ARRIVAL - 9000 * DAY_MS, false)).toBe('call');
  });
});

describe('a line that was blanked', () => {
  test.each([
    ['X', 'excluded.policy'],
    ['E', 'excluded.erased'],
    ['R', 'excluded.expired'],
  ])('with %s reads as %s for ever', async (letter, outcome) => {
    expect((await only(`\x7f${letter}${'\x7f'.repeat(100)}`)).outcomes).toEqual([outcome]);
    expect((await only(`\x7f${letter}`)).outcomes).toEqual([outcome]);
  });

  test('is nothing but that: a record behind noise that begins the same is still read', async () => {
    expect((await only(`\x7f${asteriskLine()}`)).outcomes).toEqual(['call']);
    expect((await only(`\x7fE${asteriskLine()}`)).outcomes).toEqual(['call']);
  });
});

test('without configuration nothing is held or excluded', async () => {
  const { outcomes, rows } = await only(asteriskLine({ talk: 0 }));
  expect([outcomes, rows[0]?.held_by]).toEqual([['call'], null]);
});

test('keys of extra that the driver does not declare are dropped', async () => {
  const withUserfield = asteriskLine().replace(/""$/, '"survey 7"');
  const settings = asteriskSettings();
  const context = { ...processingContext(settings, KEY), extra_keys: new Set(['nothing']) };
  const processor = createProcessor(context);
  const range = { from: 0, state: processor.start, received_at: ARRIVAL, lines_max: 9 };
  const batch = await processor.process({
    ...range,
    next: async () => ({ block: withUserfield, end: 'file' as const }),
  });
  expect(joined([batch]).rows[0]?.extra).toBeNull();
  expect((await only(withUserfield)).rows[0]?.extra).toBe('{"userfield":"survey 7"}');
});

test('of a batch of thousands of calls every row is its own', async () => {
  const texts = Array.from({ length: 5000 }, (_, n) =>
    asteriskLine({ uniqueid: `1793005200.${n}`, name: `Name ${n}` }),
  );
  const { rows } = await judge(texts.join('\n'), asteriskSettings());
  expect(rows.map(({ line: place, calling_name, call_key }) => [place, calling_name, call_key])).toEqual(
    texts.map((_, n) => [n, `Name ${n}`, `1793005200.${n}`]),
  );
  expect(new Set(rows.map(({ identity }) => identity)).size).toBe(5000);
  expect([CALL_CODE, HELD_CODE]).toEqual([0, 1]);
});
