import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonPlaces } from '../../../processor/formats/json-values.ts';
import { movedBy, placed, textWithin } from '../../../processor/formats/placed.ts';
import { attributePlace, headPlace } from '../../../processor/formats/radius-attributes.ts';
import { BARE, joinedPlace, separatedPlace } from '../../../processor/formats/separated-values.ts';
import { unescapedPlace } from '../../../processor/formats/unescaped-values.ts';
import { elementPlaces } from '../../../processor/formats/xml-element.ts';
import { ignored, type TextPlace, undefinedLine } from '../../../record/reading.ts';

const at = (text: string, place: TextPlace | null): string | null =>
  place === null ? null : text.slice(place.from, place.to);

describe('the place of a field in separated values', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '7', ',', '"', ' ', '\\'), maxLength: 6 });
  const fields = fc.array(field, { minLength: 1, maxLength: 6 });

  test('covers the field in quotes and out of them, whatever it holds', () => {
    fc.assert(
      fc.property(fields, fc.nat(5), (texts, nth) => {
        const line = texts.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
        const number = nth % texts.length;
        expect(at(line, separatedPlace(line, ',', number))?.replaceAll('""', '"')).toBe(texts[number]);
        expect(separatedPlace(line, ',', texts.length)).toBe(null);
      }),
    );
  });

  test('covers a bare field without the blanks around it', () => {
    fc.assert(
      fc.property(fields, fc.nat(5), (texts, nth) => {
        const bare = texts.map((text) => text.replaceAll(/[",]/g, 'x'));
        const line = bare.join(',');
        const number = nth % bare.length;
        for (const place of [separatedPlace(line, ',', number, BARE), joinedPlace(bare, ',', number)])
          expect(at(line, place)?.trim()).toBe(bare[number]?.trim());
      }),
    );
  });

  test('knows delimiters that a backslash makes text', () => {
    const rules = { quotes: false, escapes: true };
    expect(at('a\\,b,c', separatedPlace('a\\,b,c', ',', 0, rules))).toBe('a\\,b');
    expect(at('a\\,b,c', separatedPlace('a\\,b,c', ',', 1, rules))).toBe('c');
    expect(at('"a\\"b",c', separatedPlace('"a\\"b",c', ',', 1, { quotes: true, escapes: true }))).toBe('c');
  });

  test('begins behind a byte order mark, and of values with quotes that are text between theirs', () => {
    expect(at('\ufeff"a",b', separatedPlace('\ufeff"a",b', ',', 0))).toBe('a');
    const line = '"Anna "A" Kern", "1","2"';
    expect([0, 1, 2].map((value) => at(line, unescapedPlace(line, value)))).toEqual([
      'Anna "A" Kern',
      '1',
      '2',
    ]);
  });
});

describe('the place of a named value', () => {
  test('is found in JSON, XML and the entries of FreeRADIUS', () => {
    const json = '{"a": {"seconds" : "1x"}, "Seconds":-5,"t":"say \\"hi\\""}';
    expect(jsonPlaces(json, 'seconds').map((place) => at(json, place))).toEqual(['1x', '-5']);
    expect(jsonPlaces(json, 't').map((place) => at(json, place))).toEqual(['say \\"hi\\"']);
    const xml = '<cdr><end_epoch>no</end_epoch><end id="1">x</end><end></end></cdr>';
    expect(elementPlaces(xml, 'end').map((place) => at(xml, place))).toEqual(['x', '']);
    const entry = [
      'Mon Sep 14 11:14:41 2026',
      '\tAcct-Session-Time = -1',
      '\th323-setup-time = "h323-setup-time=14:48"',
      '\tUser-Name = "anna"\n',
    ].join('\r\n');
    expect(at(entry, headPlace(entry))).toBe('Mon Sep 14 11:14:41 2026');
    expect(at(entry, attributePlace(entry, 'acct-session-time'))).toBe('-1');
    expect(at(entry, attributePlace(entry, 'h323-setup-time'))).toBe('14:48');
    expect(at(entry, attributePlace(entry, 'User-Name'))).toBe('anna');
    expect(attributePlace(entry, 'Timestamp')).toBe(null);
  });
});

describe('a reading with the place of its field', () => {
  test('covers several fields from the first to the last', () => {
    const reading = undefinedLine('bad_time', 'no time', ['date', 'time']);
    const places: Record<string, TextPlace> = { time: { from: 9, to: 14 }, date: { from: 0, to: 8 } };
    expect(placed(reading, (field) => places[field] ?? null)).toMatchObject({ place: { from: 0, to: 14 } });
  });

  test('keeps the name of a field that is not in the line, and says nothing more of other readings', () => {
    const reading = undefinedLine('missing_field', 'no end', 'end');
    expect(placed(reading, () => null)).toBe(reading);
    const plain = undefinedLine('no_header', 'no header');
    expect(placed(plain, () => ({ from: 0, to: 1 }))).toBe(plain);
    expect(placed(ignored('blank'), () => ({ from: 0, to: 1 }))).toEqual(ignored('blank'));
  });

  test('moves with what was taken away before the record', () => {
    const reading = undefinedLine('bad_time', 'no time', { from: 2, to: 5 });
    expect(movedBy(reading, 7)).toMatchObject({ place: { from: 9, to: 12 } });
    expect(movedBy(reading, -3)).toMatchObject({ place: { from: 0, to: 2 } });
    expect(movedBy(ignored('blank'), 7)).toEqual(ignored('blank'));
  });

  test('is never outside its text', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: -9, max: 99 }),
        fc.integer({ min: -9, max: 99 }),
        (text, from, to) => {
          const place = textWithin(text, from, to);
          expect(place.from).toBeGreaterThanOrEqual(0);
          expect(place.to).toBeGreaterThanOrEqual(place.from);
          expect(place.to).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });
});
