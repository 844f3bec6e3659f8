import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hide, isHidden, placesOf } from '../../privacy/places.ts';
import { type RawLine, SECRET_FIELDS, type Secret, withhold } from '../../privacy/withhold.ts';
import type { Driver } from '../../processor/driver.ts';
import { DRIVERS } from '../../processor/drivers.ts';
import { CUT_START, type Unit } from '../../processor/lines/cut.ts';
import { cutUnits } from '../../processor/lines/cut-units.ts';
import { wholeText } from '../../processor/lines/decode.ts';
import { readUnit } from '../../processor/lines/read-unit.ts';
import { processingContext } from '../../processor/processing-context.ts';
import { asSentNumber, isWhollyWithheld, isWithheld, showNumber } from '../../record/number.ts';
import { EMPTY_CALL, type Reading, undefinedLine } from '../../record/reading.ts';
import { asteriskLine, asteriskSettings, KEY } from '../asterisk-lines.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const RECEIVED_AT = Date.UTC(2026, 10, 22, 12);

/** Every call of the good fixtures of a driver, as it stands in a raw copy. */
function callsOf(driver: Driver): RawLine[] {
  const folder = join(FIXTURES, driver.name);
  const files = readdirSync(folder).filter(
    (file) => file.startsWith('good-') && !/\.(?:expected|options)\.json$/.test(file),
  );
  return files.flatMap((file) => {
    const options = join(folder, file.replace(/\.[^.]+$/, '.options.json'));
    const driver_options: unknown = existsSync(options) ? JSON.parse(readFileSync(options, 'utf8')) : {};
    const context = processingContext(asteriskSettings({ driver: driver.name, driver_options }), KEY);
    const calls: RawLine[] = [];
    let driverState = context.reader.initial;
    const take = (unit: Unit): void => {
      const circumstances = { driver: driverState, received_at: RECEIVED_AT, plain: false };
      const read = (raw: string) => readUnit(context, { ...unit, raw }, circumstances);
      const reading = read(unit.raw);
      if (reading.state !== undefined) driverState = reading.state;
      const text = wholeText(unit.raw, 'auto');
      if (reading.kind === 'call') calls.push({ raw: unit.raw, text, reading, read });
    };
    const bytes = readFileSync(join(folder, file), 'latin1');
    cutUnits(bytes, 0, CUT_START, { ...context.cut, limit: 65_536 }, 'file', take);
    return calls;
  });
}

/** The parties that can be of another house: seven digits and more. */
function outsideSecrets({ reading }: RawLine): Secret[] {
  return SECRET_FIELDS.flatMap((field): Secret[] => {
    const text = reading[field];
    const outside = text !== null && (field.endsWith('name') || /\d{7}/.test(text));
    return outside && !isHidden(text, 0) ? [{ field, text, shown: 0 }] : [];
  });
}

/** Its records belong to calls that another driver reads. */
const WITHOUT_CALLS = new Set(['cisco-cmr']);

describe.each(Object.values(DRIVERS).filter(({ name }) => !WITHOUT_CALLS.has(name)))(
  'driver $name',
  (driver) => {
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
  },
);

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

test.each([
  ['zeros', '0'.repeat(340), '0000000'],
  ['zeros, as long as a line may be', '0'.repeat(65_000), '0000000'],
  ['digits that stand alone', '1 '.repeat(30_000), '1'],
  ['words', 'ab '.repeat(20_000), 'ab ab ab'],
  ['a word as long as it', 'x'.repeat(60_000), 'x'.repeat(60_000)],
])('a line of %s is not read again for each of them', (_of, raw, text) => {
  let reads = 0;
  // One in which whatever becomes a star makes it another call.
  const reading = { ...EMPTY_CALL, clock: 'utc', started: 0, ended: null, called: text } as const;
  const read = (): Reading => {
    reads += 1;
    return undefinedLine('contradiction', '');
  };
  expect(withhold({ raw, text: raw, reading, read }, [{ field: 'called', text, shown: 0 }])).toBe(null);
  expect(reads).toBeLessThan(110);
  expect(reads * raw.length).toBeLessThan(16 * Math.max(raw.length, 16 * 1024));
});

test.each([
  ['in a web form', 'name=%22J%C3%BCrgen%20Gr%c3%b6%C3%9Fe%22', 'name=%22***********%20***************%22'],
  ['in a web form within another', 'name=%2522Anna%2520Kern', 'name=%2522****%2520****'],
  ['in JSON', '{"name":"J\\u00fcrgen \\"Gr\\u00F6\\u00dfe"}', '{"name":"*********** \\"***************"}'],
  [
    'in XML',
    '<name>J&#252;rgen &quot;Gr&#xF6;&#223;e</name>',
    '<name>*********** &quot;***************</name>',
  ],
])('a name goes as it is written %s', (_where, raw, expected) => {
  const text = raw.includes('Anna')
    ? 'Anna Kern'
    : raw.startsWith('name')
      ? 'J\u00fcrgen Gr\u00f6\u00dfe'
      : 'J\u00fcrgen "Gr\u00f6\u00dfe';
  const places = placesOf({ raw, text: raw }, { text, shown: 0 });
  expect(hide(raw, places.flat())).toBe(expected);
});

test.each([
  ['in a web form', 'n=%2B4930%3055512', '+4930055512', 'n=%2B************'],
  ['in a web form within another', 'n=03%25305%2535512', '03055512', 'n=****************'],
  ['in JSON', '{"n":"03\\u003055512"}', '03055512', '{"n":"*************"}'],
  ['in XML', '<n>03&#48;55&#x35;12</n>', '03055512', '<n>*****************</n>'],
])('a digit of a number that is written in another way goes, too, %s', (_where, raw, text, expected) => {
  const places = placesOf({ raw, text: raw }, { text, shown: 0 });
  expect(hide(raw, places.flat())).toBe(expected);
});

test('however the digits of a number are written, none of them stays', () => {
  const writing = fc.constantFrom<(digit: string) => string>(
    (digit) => digit,
    (digit) => `%3${digit}`,
    (digit) => `%253${digit}`,
    (digit) => `\\u003${digit}`,
    (digit) => `&#${Number(digit) + 48};`,
  );
  const number = fc.array(fc.tuple(fc.constantFrom(...'0123456789'), writing), {
    minLength: 6,
    maxLength: 15,
  });
  fc.assert(
    fc.property(number, (signs) => {
      const raw = `x="${signs.map(([digit, write]) => write(digit)).join('')}";`;
      const text = signs.map(([digit]) => digit).join('');
      const places = placesOf({ raw, text: raw }, { text, shown: 0 });
      expect(hide(raw, places.flat())).toBe(`x="${'*'.repeat(raw.length - 5)}";`);
    }),
  );
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
