import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { delimited } from '../../../processor/drivers/delimited.ts';
import { compileLinearPattern } from '../../../processor/formats/linear-pattern.ts';
import type { DriverState, Reading } from '../../../record/reading.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/delimited');

function troubles(definition: unknown): string {
  const parsed = delimited.options.safeParse(definition);
  return parsed.success ? 'no trouble' : z.prettifyError(parsed.error);
}

const START = { column: 1, pattern: 'YYYY-MM-DD HH:mm:ss' };

function readAll(definition: unknown, lines: readonly string[], jsonState = false): Reading[] {
  const reader = delimited.reader(delimited.options.parse(definition));
  let state: DriverState = reader.initial;
  return lines.map((text) => {
    const reading = reader.read(state, { text, received_at: 0 });
    if (reading.state !== undefined) state = reading.state;
    if (jsonState) state = JSON.parse(JSON.stringify(state));
    return reading;
  });
}

describe('the definition language', () => {
  test('has no default for the columns, and says what is missing', () => {
    expect(troubles({})).toMatch(/say under `call` which columns hold the fields/);
    expect(troubles({ call: {} })).toMatch(/say which column holds the start/);
    expect(troubles({ call: { started: { column: 1 } } })).toMatch(/for example YYYY-MM-DD HH:mm:ss/);
  });

  test('parses its example', () => {
    expect(troubles(delimited.example)).toBe('no trouble');
  });

  test.each([
    ['a misspelt setting', { call: { started: START }, delimeter: ';' }, /Unrecognized key: "delimeter"/],
    ['a misspelt field', { call: { started: START, caling: 2 } }, /Unrecognized key: "caling"/],
    ['a delimiter of two characters', { call: { started: START }, delimiter: '||' }, /one character/],
    ['column 0', { call: { started: START, calling: 0 } }, /say a column/],
    ['a name without names', { call: { started: START, calling: 'src' } }, /`columns` gives no names/],
    ['an unknown name', { columns: ['a'], call: { started: START, calling: 'b' } }, /no column named "b"/],
    [
      'a name that stands twice',
      { columns: ['a', 'b', 'b'], call: { started: START, calling: 'b' } },
      /use the number/,
    ],
    [
      'a number beyond the names',
      { columns: ['a'], call: { started: START, calling: 2 } },
      /there is no column 2/,
    ],
    [
      'a count that leaves no room',
      { column_count: [1, 2], call: { started: START, calling: 3 } },
      /no record has so many/,
    ],
    [
      'a range upside down',
      { column_count: { least: 9, most: 2 }, call: { started: START } },
      /`least` is more/,
    ],
    [
      'a heading nobody can find',
      { columns: 'heading', call: { started: START } },
      /how the heading is found/,
    ],
    [
      'a heading nobody needs',
      { columns: 'heading', heading_lines: 1, call: { started: START } },
      /leave `columns` out/,
    ],
    ['one sign for two things', { thousands: '.', call: { started: START } }, /decimal sign already/],
    ['a decimal delimiter', { quoting: 'none', decimal: ',', call: { started: START } }, /is the delimiter/],
    [
      'a start without a date',
      { call: { started: { column: 1, pattern: 'HH:mm' } } },
      /needs a date; join it/,
    ],
    ['an end without any date', { call: { ended: { column: 1, pattern: 'HH:mm' } } }, /as there is no start/],
    [
      'a coarse end',
      { call: { started: START, ended: { column: 2, pattern: 'HH:mm' } } },
      /seem to end on the next day/,
    ],
    [
      'two clocks',
      { call: { started: START, ended: { column: 2, pattern: 'X' } } },
      /is on the clock of the site/,
    ],
    [
      'an answer time that is not there',
      { call: { started: START }, answered_by_default: 'answer_time' },
      /no answered_at/,
    ],
    [
      'a span without its end',
      { call: { started: START, duration: { from: 'started', to: 'ended' } } },
      /no ended/,
    ],
    [
      'a span that goes back',
      { call: { started: START, ended: START, duration: { from: 'ended', to: 'started' } } },
      /is not later/,
    ],
    [
      'a ring that includes what is not there',
      { call: { started: START, ring: { column: 2, unit: 's', includes_duration: true } } },
      /includes the duration/,
    ],
    [
      'an unknown unit',
      { call: { started: START, duration: { column: 2, unit: 'sec' } } },
      /a unit out of s, ms/,
    ],
    [
      'two sources',
      { call: { started: START, calling: { column: 2, first_of: [2, 3] } } },
      /either column or first_of/,
    ],
    ['a part without a group', { call: { started: START, calling: { column: 2, part: 'x' } } }, /into \( \)/],
    [
      'an extra key with capitals',
      { call: { started: START, extra: { Cost: { column: 2 } } } },
      /small letters/,
    ],
    [
      'an extra key of no sensitivity',
      { call: { started: START, extra: { cost: { column: 2 } } } },
      /say plain, or personal/,
    ],
    [
      'a condition without a test',
      { call: { started: START }, conditions: [{ column: 1, means: { ignore: true } }] },
      /exactly one/,
    ],
    [
      'a condition without a meaning',
      { call: { started: START }, conditions: [{ column: 1, empty: true, means: {} }] },
      /says nothing/,
    ],
    [
      'a pattern that cannot run in linear time',
      { call: { started: START }, conditions: [{ column: 1, matches: '(a)\\1', means: { ignore: true } }] },
      /pattern is refused: invalid escape sequence/,
    ],
  ])('refuses %s', (_what, definition, reason) => {
    expect(troubles(definition)).toMatch(reason);
  });

  test('takes a local start with an epoch end when all is UTC', () => {
    const call = { started: START, ended: { column: 2, pattern: 'X' } };
    expect(troubles({ clock: 'utc', call })).toBe('no trouble');
    const [reading] = readAll({ clock: 'utc', call }, ['2026-03-24 08:05:09,1774339569']);
    expect(reading).toMatchObject({ clock: 'utc', ended: Date.UTC(2026, 2, 24, 8, 6, 9) });
  });

  test('describes every setting in a JSON Schema', () => {
    const undescribed: string[] = [];
    const walk = (schema: z.core.JSONSchema.BaseSchema, path: string): void => {
      for (const [name, property] of Object.entries(schema.properties ?? {})) {
        if (typeof property === 'boolean') continue;
        if (property.description === undefined) undescribed.push(`${path}.${name}`);
        walk(property, `${path}.${name}`);
      }
      for (const inner of [...(schema.anyOf ?? []), schema.items, schema.additionalProperties].flat()) {
        if (typeof inner === 'object') walk(inner, path);
      }
    };
    const schema = z.toJSONSchema(delimited.options, { io: 'input' });
    walk(schema, '');
    expect(undescribed).toEqual([]);
    expect(schema.required).toEqual(['call']);
    expect(schema.additionalProperties).toBe(false);
  });

  test('declares the keys of extra that the administrator names', () => {
    const call = {
      started: START,
      extra: { cost: { column: 2, sensitivity: 'plain' }, note: { column: 3, sensitivity: 'personal' } },
    };
    expect(delimited.extraOf?.(delimited.options.parse({ call }))).toEqual({
      cost: 'plain',
      note: 'personal',
    });
  });
});

/** The first format of a piece of configuration, as its driver gets it. */
function definitionIn(text: string): unknown {
  const [format] = Object.values(parse(text).formats as Record<string, Record<string, unknown>>);
  const { driver, ...definition } = format ?? {};
  expect(driver).toBe('delimited');
  return definition;
}

describe('the manual', () => {
  const manual = readFileSync(join(import.meta.dirname, '../../../docs/drivers/delimited.md'), 'utf8');
  const blocks = [...manual.matchAll(/^```(\w*)\n(.*?)^```/gms)].map(([, language, text = '']) => ({
    language,
    text,
  }));
  const definitions = blocks
    .filter(({ language }) => language === 'yaml')
    .map(({ text }) => definitionIn(text));

  test('has definitions that parse', () => {
    expect(definitions.length).toBe(5);
    for (const definition of definitions) expect(troubles(definition)).toBe('no trouble');
  });

  test('shows lines that its definitions read as a heading and calls', () => {
    const shown = blocks.filter(({ language }) => language === '');
    expect(shown.length).toBe(3);
    for (const block of shown) {
      const definition = definitionIn(blocks[blocks.indexOf(block) + 1]?.text ?? '');
      const kinds = readAll(definition, block.text.trim().split('\n')).map(({ kind }) => kind);
      expect(kinds).toEqual(['ignored', 'call']);
    }
  });

  test('names every setting', () => {
    const schema = z.toJSONSchema(delimited.options, { io: 'input' });
    const call = schema.properties?.call;
    const names = [schema, ...(typeof call === 'object' ? [call] : [])].flatMap((one) =>
      Object.keys(one.properties ?? {}),
    );
    for (const name of names) expect(manual).toContain(`\`${name}\``);
  });
});

const cases = readdirSync(FIXTURES)
  .filter((file) => !file.endsWith('.json') && file !== 'README.md')
  .map((file) => ({
    lines: readFileSync(join(FIXTURES, file), 'utf8').trimEnd().split('\n'),
    definition: JSON.parse(
      readFileSync(join(FIXTURES, `${file.replace(/\.[^.]+$/, '')}.options.json`), 'utf8'),
    ) as unknown,
  }));

test('no definition throws on any line, tells a value in a detail, or reads otherwise after its state was stored', () => {
  const all = cases.flatMap(({ lines }) => lines);
  const damaged = fc
    .tuple(fc.constantFrom(...all), fc.nat(), fc.string({ unit: 'binary', maxLength: 8 }))
    .map(([line, at, noise]) => {
      const place = at % (line.length + 1);
      return line.slice(0, place) + noise + line.slice(place + (at % 4));
    });
  const line = fc.oneof(damaged, fc.constantFrom(...all), fc.string({ unit: 'binary', maxLength: 80 }));
  fc.assert(
    fc.property(
      fc.constantFrom(...cases),
      fc.array(line, { maxLength: 6 }),
      ({ definition, lines }, others) => {
        const mixed = [...lines, ...others, ...lines];
        const once = readAll(definition, mixed);
        expect(readAll(definition, mixed, true)).toEqual(once);
        for (const reading of once) {
          if (reading.kind === 'undefined') expect(reading.detail).not.toMatch(/0555010101|Ada/);
          if (reading.kind !== 'call') continue;
          expect(Object.values(reading)).not.toContain('');
          expect(reading.duration_ms ?? 0).toBeGreaterThanOrEqual(0);
          expect(reading.ring_ms ?? 0).toBeGreaterThanOrEqual(0);
          // Where clocks on the wall are put back, the processor tells whether the end lies before the start.
          const slack = reading.clock === 'wall' ? 3_600_000 : 0;
          expect(reading.ended ?? Infinity).toBeGreaterThanOrEqual((reading.started ?? -Infinity) - slack);
        }
      },
    ),
    { numRuns: 400 },
  );
});

test('keeps nothing of a record that stands in the place of a heading', () => {
  const call = { started: { column: 'start', pattern: START.pattern }, calling: 'from' };
  const definition = { columns: 'heading', heading_lines: 1, call };
  const [instead] = readAll(definition, ['2026-03-24 08:05:09,0555010101']);
  expect(instead).toMatchObject({ kind: 'undefined', reason: 'unknown_layout' });
  expect(JSON.stringify(instead?.state)).not.toContain('0555010101');
  const [heading] = readAll(definition, ['start,from,note']);
  expect(heading?.state).toEqual({ lines: 1, names: ['start', 'from', ''] });
});

test('typed patterns run in linear time', () => {
  const pattern = compileLinearPattern('^(a|aa|a*)*$');
  if (typeof pattern === 'string') throw new Error(pattern);
  expect(pattern.finds(`${'a'.repeat(50_000)}b`)).toBe(false);
  expect(compileLinearPattern('(?=a)')).toMatch(/no look-around/);
});
