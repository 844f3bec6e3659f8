import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { fixedWidth } from '../../../processor/drivers/fixed-width.ts';
import type { Reading } from '../../../record/reading.ts';

const PLACES = [
  { name: 'start', from: 1, to: 19 },
  { name: 'seconds', from: 21, to: 26 },
  { name: 'from', from: 28, to: 42 },
  { name: 'to', from: 44, to: 58 },
];
const CALL = {
  started: { column: 'start', pattern: 'YYYY-MM-DD HH:mm:ss' },
  duration: { column: 'seconds', unit: 's' },
  calling: 'from',
  called: 'to',
};

function troubles(definition: unknown): string {
  const parsed = fixedWidth.options.safeParse(definition);
  return parsed.success ? 'no trouble' : z.prettifyError(parsed.error);
}

function read(definition: unknown, text: string): Reading {
  return fixedWidth.reader(fixedWidth.options.parse(definition)).read(null, { text, received_at: 0 });
}

describe('the definition language', () => {
  test.each([
    ['no columns', { call: CALL }, /say where the columns stand/],
    ['a column backwards', { columns: [{ name: 'a', from: 3, to: 2 }], call: CALL }, /ends before it begins/],
    ['a number', { columns: PLACES, call: { ...CALL, calling: 2 } }, /called by their names/],
    ['an unknown name', { columns: PLACES, call: { ...CALL, calling: 'who' } }, /no column named "who"/],
    ['a delimiter', { columns: PLACES, call: CALL, delimiter: ';' }, /Unrecognized key: "delimiter"/],
    [
      'an anchor that is no pattern',
      { columns: PLACES, call: CALL, anchor: { pattern: '(', at: 1 } },
      /the pattern is refused/,
    ],
    [
      'blanks between columns that overlap',
      { columns: [...PLACES, { name: 'more', from: 20, to: 22 }], call: CALL, blank_between: true },
      /begins within/,
    ],
  ])('refuses %s', (_what, definition, sentence) => {
    expect(troubles(definition)).toMatch(sentence);
  });
});

const digits = (most: number) =>
  fc.array(fc.constantFrom(...'0123456789'), { minLength: 1, maxLength: most }).map((all) => all.join(''));

test('a definition reads what it prints, wherever the anchor puts the line', () => {
  const anchored = { columns: PLACES, call: CALL, anchor: { pattern: '\\d{4}-\\d\\d-\\d\\d', at: 1 } };
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2099, 0, 1) / 1000 }),
      fc.nat(999_999),
      digits(15),
      digits(15),
      fc.nat(20),
      (start, seconds, from, to, margin) => {
        const printed = new Date(start * 1000).toISOString().slice(0, 19).replace('T', ' ');
        const line = `${printed} ${String(seconds).padStart(6)} ${from.padEnd(15)} ${to}`;
        const call = { started: start * 1000, duration_ms: seconds * 1000, calling: from, called: to };
        expect(read({ columns: PLACES, call: CALL, blank_between: true }, line)).toMatchObject(call);
        expect(read(anchored, ' '.repeat(margin) + line)).toMatchObject(call);
      },
    ),
  );
});

test('a condition on an empty column does not ignore a line that was cut before it', () => {
  const conditions = [{ column: 'to', empty: true, means: { ignore: true } }];
  const line = '2026-03-24 08:05:09     61 301';
  const definition = { columns: PLACES, call: CALL, conditions };
  expect(read(definition, line)).toMatchObject({ kind: 'undefined', reason: 'too_short' });
  expect(read({ ...definition, least_length: 30 }, line)).toMatchObject({ kind: 'ignored' });
});

/** The first format of a piece of configuration, as its driver gets it. */
function definitionIn(text: string): unknown {
  const [format] = Object.values(parse(text).formats as Record<string, Record<string, unknown>>);
  const { driver, ...definition } = format ?? {};
  expect(driver).toBe('fixed-width');
  return definition;
}

describe('docs/drivers/fixed-width.md', () => {
  const manual = readFileSync(join(import.meta.dirname, '../../../docs/drivers/fixed-width.md'), 'utf8');
  const blocks = [...manual.matchAll(/^```(\w*)\n(.*?)^```/gms)].map(([, language, text = '']) => ({
    language,
    text,
  }));

  test('shows lines that its definitions read as calls with all their fields', () => {
    const shown = blocks.filter(({ language }) => language === '');
    expect(shown.length).toBe(2);
    for (const block of shown) {
      const definition = definitionIn(blocks[blocks.indexOf(block) + 1]?.text ?? '');
      expect(troubles(definition)).toBe('no trouble');
      expect(read(definition, block.text.trimEnd())).toMatchObject({ kind: 'call', called: '0555010101' });
    }
  });

  test('reads every field of the OpenScape example', () => {
    const [line, definition] = blocks.map(({ text }) => text);
    expect(read(definitionIn(definition ?? ''), line?.trimEnd() ?? '')).toMatchObject({
      calling: '4301',
      trunk: '000012',
      account_code: '00047110',
      direction: 'outgoing',
      extra: { record_id: '000123' },
    });
  });

  test('names every setting', () => {
    const schema = z.toJSONSchema(fixedWidth.options, { io: 'input' });
    for (const name of Object.keys(schema.properties ?? {})) expect(manual).toContain(`\`${name}\``);
  });
});
