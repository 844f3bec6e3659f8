import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isHidden } from '../../privacy/places.ts';
import { type RawLine, type Secret, withhold } from '../../privacy/withhold.ts';
import type { Driver } from '../../processor/driver.ts';
import { DRIVERS } from '../../processor/drivers.ts';
import { asSentNumber, isWhollyWithheld, isWithheld, showNumber } from '../../record/number.ts';
import { asteriskLine } from '../asterisk-lines.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const RECEIVED_AT = Date.UTC(2026, 10, 22, 12);

/** Every call of the good fixtures of a driver, as it stands in a raw copy. */
function callsOf(driver: Driver): RawLine[] {
  const folder = join(FIXTURES, driver.name);
  const files = readdirSync(folder).filter((file) => file.startsWith('good-') && !file.endsWith('.json'));
  return files.flatMap((file) => {
    const options = join(folder, file.replace(/\.[^.]+$/, '.options.json'));
    const given: unknown = existsSync(options) ? JSON.parse(readFileSync(options, 'utf8')) : {};
    const reader = driver.reader(driver.options.parse(given));
    let state = reader.initial;
    return readFileSync(join(folder, file), 'utf8')
      .split(/\r\n|\n|\r/)
      .flatMap((text): RawLine[] => {
        const before = state;
        const read = (raw: string) =>
          reader.read(before, {
            text: Buffer.from(raw, 'latin1').toString('utf8'),
            received_at: RECEIVED_AT,
          });
        const raw = Buffer.from(text, 'utf8').toString('latin1');
        const reading = read(raw);
        if (reading.state !== undefined) state = reading.state;
        return reading.kind === 'call' ? [{ raw, text, reading, read }] : [];
      });
  });
}

/** The parties that can be of another house: seven digits and more. */
function outsideSecrets({ reading }: RawLine): Secret[] {
  const fields = ['calling', 'called', 'dialled', 'calling_name', 'called_name'] as const;
  return fields.flatMap((field): Secret[] => {
    const text = reading[field];
    const outside = text !== null && (field.endsWith('name') || /\d{7}/.test(text));
    return outside && !isHidden(text, 0) ? [{ field, text, shown: 0 }] : [];
  });
}

describe.each(Object.values(DRIVERS))('driver $name', (driver) => {
  test('reads the same call when the numbers and names of outside parties are withheld, and so ever after', () => {
    const lines = callsOf(driver);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      const secrets = outsideSecrets(line);
      const withheld = withhold(line, secrets);
      expect(withheld, line.text).not.toBe(null);
      if (withheld === null) continue;
      expect(withheld.raw.length).toBe(line.raw.length);
      expect(line.read(withheld.raw)).toEqual(withheld.reading);
      for (const field of ['started', 'ended', 'duration_ms', 'answered', 'direction', 'trunk'] as const)
        expect(withheld.reading[field]).toBe(line.reading[field]);
      for (const { text } of secrets) if (text.length > 6) expect(withheld.raw).not.toContain(text);
    }
  });
});

test('a number goes in every spelling and column, also those that the driver does not read', () => {
  const reader = DRIVERS['asterisk-csv']?.reader({});
  const raw = asteriskLine({ dst: '089231250001' })
    .replace('"Dial",""', '"Dial","PJSIP/+4989231250001@provider,60"')
    .replace('PJSIP/provider-00000002', 'DAHDI/i1/089231250001-3');
  const read = (text: string) => reader?.read(null, { text, received_at: RECEIVED_AT });
  const reading = read(raw);
  if (reading?.kind !== 'call') throw new Error('the fixture is no call');
  const line = { raw, text: raw, reading, read: read as RawLine['read'] };
  const withheld = withhold(line, [{ field: 'called', text: '089231250001', shown: 0 }]);
  expect(withheld?.raw).toContain('DAHDI/i1/************-3');
  expect(withheld?.raw).toContain('PJSIP/+*************@provider,60');
  expect(withheld?.raw).not.toContain('89231250001');
  expect(withheld?.reading.called).toBe('************');
});

describe('a number with hidden digits', () => {
  test('gives its text back, and says that it was withheld', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{0,11}$/), fc.integer({ min: 3, max: 99 }), (visible, hidden) => {
        const text = visible + '*'.repeat(hidden);
        const number = asSentNumber(text);
        expect(showNumber(number, null)).toBe(text);
        expect([isWithheld(number), isWhollyWithheld(number)]).toEqual([true, visible === '']);
        expect(Number.isSafeInteger(number)).toBe(true);
      }),
    );
  });

  test.each(['+49**********', '+4930***', '+*************'])('%s too, with its +', (text) => {
    expect(showNumber(asSentNumber(text), null)).toBe(text);
    expect(isWithheld(asSentNumber(text))).toBe(true);
  });

  test.each(['*', '**', '*98', '21*', '**61*030#', '*21*0302312#'])('%s is none: it is a feature', (text) => {
    expect(isWithheld(asSentNumber(text))).toBe(false);
  });
});
