import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Driver } from '../../processor/driver.ts';
import { DRIVERS } from '../../processor/drivers.ts';
import { CUT_START, type Unit, type Units } from '../../processor/lines/cut.ts';
import { cutUnits } from '../../processor/lines/cut-units.ts';
import { describeReading } from '../../processor/lines/describe-reading.ts';
import { readUnit } from '../../processor/lines/read-unit.ts';
import { processingContext } from '../../processor/processing-context.ts';
import { siteSchema } from '../../processor/site.ts';
import { LEG_PARTS } from '../../record/leg-part.ts';
import type { DriverState, Line, Reading } from '../../record/reading.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
/** Year-less dates take their year from the arrival. */
const RECEIVED_AT = Date.UTC(2026, 10, 22, 12, 0, 0);

interface Case {
  readonly name: string;
  readonly file: string;
  readonly expected: string;
  readonly options: unknown;
}

/** `good-answered.csv` with `good-answered.expected.json`; `good-answered.options.json` where the case needs settings. */
function casesOf(driver: string): Case[] {
  const folder = join(FIXTURES, driver);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => !file.endsWith('.json') && file !== 'README.md')
    .map((file) => {
      const name = file.replace(/\.[^.]+$/, '');
      const options = join(folder, `${name}.options.json`);
      return {
        name,
        file: join(folder, file),
        expected: join(folder, `${name}.expected.json`),
        options: existsSync(options) ? JSON.parse(readFileSync(options, 'utf8')) : {},
      };
    });
}

function linesOf(file: string): string[] {
  const lines = readFileSync(file, 'utf8').split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Records that are no lines, as the driver has them cut. */
function unitsOf(file: string, units: Units): Unit[] {
  const found: Unit[] = [];
  const rules = { framing: 'line', limit: 64 * 1024, units } as const;
  const bytes = readFileSync(file).toString('latin1');
  cutUnits(bytes, 0, CUT_START, rules, 'file', (unit) => found.push(unit));
  return found;
}

function textsOf(file: string, { units }: Driver): string[] {
  if (units === undefined) return linesOf(file);
  return unitsOf(file, units).map(({ raw }) => Buffer.from(raw, 'latin1').toString('utf8'));
}

/** A record that broke off is for the cutter to see; all others are read as lines are. */
function readFixture(driver: Driver, options: unknown, file: string): { text: string; reading: Reading }[] {
  if (driver.units === undefined) {
    const lines = linesOf(file);
    return readAll(driver, options, lines).map((reading, index) => ({ text: lines[index] ?? '', reading }));
  }
  const context = processingContext(
    {
      source: 'test',
      driver: driver.name,
      driver_options: options,
      encoding: 'auto',
      cut: { framing: 'line', limit: 64 * 1024 },
      site: siteSchema.parse({}),
      thresholds: [],
      stream: false,
    },
    new Uint8Array(32),
  );
  let state: DriverState = context.reader.initial;
  return unitsOf(file, driver.units).map((unit) => {
    const reading = readUnit(context, unit, { driver: state, received_at: RECEIVED_AT, plain: false });
    if (reading.state !== undefined) state = reading.state;
    return { text: Buffer.from(unit.raw, 'latin1').toString('utf8'), reading };
  });
}

/** As `describeReading` says it, with the characters at the place that failed. */
function described({ text, reading }: { text: string; reading: Reading }) {
  const shown = describeReading(reading);
  const place = 'undefined' in shown ? shown.place : undefined;
  if (typeof place !== 'object' || !('from' in place)) return shown;
  return { ...shown, place: { ...place, text: text.slice(place.from, place.to) } };
}

/** Reasons that are about one field. */
const OF_A_FIELD = new Set<string>([
  'missing_field',
  'unknown_record_type',
  'bad_time',
  'bad_duration',
  'bad_number_field',
]);
/** What is missing there is no field of the line. */
const BEYOND_THE_LINE = /^no date record stands before it|^the pattern of the option/;

function readAll(driver: Driver, options: unknown, lines: readonly string[]) {
  const reader = driver.reader(driver.options.parse(options));
  let state: DriverState = reader.initial;
  return lines.map((text) => {
    const reading = reader.read(state, { text, received_at: RECEIVED_AT } satisfies Line);
    if (reading.state !== undefined) state = reading.state;
    return reading;
  });
}

describe.each(Object.values(DRIVERS))('driver $name', (driver) => {
  const cases = casesOf(driver.name);

  test('has fixtures that are good, bad and odd', () => {
    const kinds = new Set(cases.map(({ name }) => name.split('-')[0]));
    expect([...kinds].sort()).toEqual(expect.arrayContaining(['bad', 'good', 'odd']));
  });

  test.each(cases)('reads the fixture $name as its golden file says', ({ file, expected, options }) => {
    const got = readFixture(driver, options, file).map((line, index) => ({
      line: index + 1,
      ...described(line),
    }));
    if (process.env.ACCEPT_FIXTURES === '1') writeFileSync(expected, `${JSON.stringify(got, null, 1)}\n`);
    expect(got).toEqual(JSON.parse(readFileSync(expected, 'utf8')));
  });

  test('names the part of a leg in the one vocabulary of all drivers', () => {
    for (const { file, options } of cases) {
      for (const { reading } of readFixture(driver, options, file)) {
        const leg = reading.kind === 'call' ? reading.extra?.leg : undefined;
        if (leg !== undefined) expect(LEG_PARTS, file).toContain(leg);
      }
    }
  });

  test.each(cases)('says where in the fixture $name a field failed', ({ file, options }) => {
    for (const { text, reading } of readFixture(driver, options, file)) {
      if (reading.kind !== 'undefined') continue;
      const { reason, detail, place } = reading;
      if (!OF_A_FIELD.has(reason) || BEYOND_THE_LINE.test(detail)) continue;
      const where = `${reason} (${detail}) in ${text.slice(0, 100)}`;
      expect(place, where).toBeDefined();
      if (place === undefined) continue;
      if (typeof place === 'object' && 'from' in place) {
        expect(place.from, where).toBeLessThanOrEqual(place.to);
        expect(place.to, where).toBeLessThanOrEqual(text.length);
      } else {
        // Only a field that the record has not at all is told by its name.
        for (const name of [place].flat()) expect(text, where).not.toContain(`${name}`);
      }
    }
  });

  test('never throws and keeps its reading pure, whatever the bytes', () => {
    const real = cases.flatMap(({ file }) => textsOf(file, driver)).slice(0, 60);
    const options = cases[0]?.options ?? {};
    const declared = { ...driver.extra, ...driver.extraOf?.(driver.options.parse(options)) };
    const damaged = fc
      .tuple(fc.constantFrom('', ...real), fc.nat(), fc.string({ unit: 'binary', maxLength: 12 }))
      .map(([line, at, noise]) => {
        const place = line.length === 0 ? 0 : at % line.length;
        return line.slice(0, place) + noise + line.slice(place + (at % 5));
      });
    const line = fc.oneof(
      damaged,
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.constantFrom('', ...real),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const once = readAll(driver, options, lines);
        expect(readAll(driver, options, lines)).toEqual(once);
        for (const reading of once) {
          if (reading.kind !== 'call') continue;
          expect(reading.started ?? reading.ended).toEqual(expect.any(Number));
          for (const time of [
            reading.started,
            reading.answered_at,
            reading.ended,
            reading.duration_ms,
            reading.ring_ms,
          ]) {
            expect(time === null || Number.isSafeInteger(time)).toBe(true);
          }
          expect(reading.duration_ms ?? 0).toBeGreaterThanOrEqual(0);
          for (const text of [
            reading.calling,
            reading.called,
            reading.calling_name,
            reading.account_code,
            reading.trunk,
          ]) {
            expect(text).not.toBe('');
          }
          for (const key of Object.keys(reading.extra ?? {})) expect(declared).toHaveProperty(key);
        }
      }),
      { numRuns: 300 },
    );
  });
});
