import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DRIVERS } from '../../../processor/drivers.ts';
import { defineFormat } from '../../../processor/sample/define-format.ts';
import { definitionOf } from '../../../processor/sample/guess.ts';
import type { DriverState, Reading } from '../../../record/reading.ts';
import { anyText, printedDelimited } from './printed-delimited.ts';
import { plainName, printedFixedWidth } from './printed-fixed-width.ts';
import { type PrintedCall, type PrintedFormat, printedCalls } from './printed-format.ts';

const NOW = Date.UTC(2026, 10, 22);

function readAll(driver: string, definition: unknown, lines: readonly string[]): Reading[] {
  const known = DRIVERS[driver];
  if (known === undefined) throw new Error(`there is no driver ${driver}`);
  const reader = known.reader(known.options.parse(definition));
  let state: DriverState = reader.initial;
  return lines.map((text) => {
    const reading = reader.read(state, { text, received_at: NOW });
    if (reading.state !== undefined) state = reading.state;
    return reading;
  });
}

const both: readonly [string, fc.Arbitrary<PrintedFormat>, fc.Arbitrary<string>][] = [
  ['delimited', printedDelimited, anyText],
  ['fixed-width', printedFixedWidth, plainName],
];

test.each(both)('a definition for %s reads what it prints, field by field', (driver, formats, name) => {
  fc.assert(
    fc.property(formats, printedCalls(name, 1), (format, calls) => {
      const readings = readAll(driver, format.definition, calls.map(format.print));
      for (const [place, call] of calls.entries())
        expect(readings[place]).toMatchObject(format.expected(call));
      if (driver === 'delimited' && format.heading !== null) {
        expect(readAll(driver, format.definition, [format.heading])).toMatchObject([
          { kind: 'ignored', reason: 'header' },
        ]);
      }
    }),
    { numRuns: 300 },
  );
});

/**
 * Where the text shows what the start is: the order of day and month by a day above 12, the place of a year by four
 * digits, and which of two clocks beside a date is the time by a heading.
 */
function tells({ pattern, definition, heading }: PrintedFormat, calls: readonly PrintedCall[]): boolean {
  const { started } = definition.call as { started: { column: unknown } };
  if (heading === null && Array.isArray(started.column)) return false;
  return /YYYY|^[Xx]$/.test(pattern) && calls.some((call) => new Date(call.started).getUTCDate() > 12);
}

/** Seconds since 1970 in columns at fixed places look like any number; no telephone system is known to print so. */
const drawable: typeof both = [
  ['delimited', printedDelimited, anyText],
  ['fixed-width', printedFixedWidth.filter(({ pattern }) => !/^[Xx]$/.test(pattern)), plainName],
];

test.each(drawable)(
  'what a format of %s prints, is read as a whole by the definition that is drawn from it',
  (_driver, formats, name) => {
    fc.assert(
      fc.property(formats, printedCalls(name, 4), (format, calls) => {
        const lines = [...(format.heading === null ? [] : [format.heading]), ...calls.map(format.print)];
        const text = Buffer.from(`${lines.join('\n')}\n`).toString('latin1');
        const draft = defineFormat({ text, whole: true }, NOW);
        if ('trouble' in draft) throw new Error(draft.trouble);
        const readings = readAll(draft.driver, definitionOf(draft), lines);
        const records = format.heading === null ? readings : readings.slice(1);
        expect(records.map((reading) => ('detail' in reading ? reading.detail : reading.kind))).toEqual(
          calls.map(() => 'call'),
        );
        if (format.heading !== null) expect(readings[0]).toMatchObject({ kind: 'ignored' });
        if (tells(format, calls)) {
          for (const [place, call] of calls.entries())
            expect(records[place]).toMatchObject({
              started: (format.expected(call) as { started: number }).started,
            });
          const started = draft.call.find(({ key }) => key === 'started');
          expect(started?.ground?.why).not.toContain('no day above 12');
        }
      }),
      { numRuns: 200 },
    );
  },
);
