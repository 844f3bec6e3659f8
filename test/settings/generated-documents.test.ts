import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SOURCES } from '../../collector/sources.ts';
import { DRIVERS } from '../../processor/drivers.ts';
import type { ConfigurationLists } from '../../settings/configuration.ts';
import { exampleConfiguration } from '../../settings/example.ts';
import { generatedDocuments } from '../../settings/generated-documents.ts';
import { configurationJsonSchema } from '../../settings/json-schema.ts';
import { loadConfiguration, problemText } from '../../settings/load-configuration.ts';
import { LISTS } from './small-lists.ts';

const DOCS = join(import.meta.dirname, '../../docs');
const REAL: ConfigurationLists = { drivers: DRIVERS, sources: SOURCES };

test.each(Object.entries(generatedDocuments(REAL)))(
  'docs/%s is what `npm run generate` writes',
  (name, text) => {
    expect(readFileSync(join(DOCS, name), 'utf8')).toBe(text);
  },
);

describe.each([
  ['small lists', LISTS],
  ['the real lists', REAL],
])('the example configuration of %s', (_, lists) => {
  const example = exampleConfiguration(lists);

  test('loads without problems', () => {
    const loaded = loadConfiguration(example, lists);
    expect(loaded.ok ? [] : loaded.problems.map((problem) => problemText(problem, 'example'))).toEqual([]);
  });

  test('shows defaults as they are: taking the # off every one of them changes nothing', () => {
    const uncommented = example.replace(/^( *)#(?=\w+: )/gm, '$1');
    expect(uncommented === example).toBe(false);
    expect(loadConfiguration(uncommented, lists)).toEqual(loadConfiguration(example, lists));
  });

  test('shows every driver and every kind of source, and runs none of them', () => {
    const loaded = loadConfiguration(example, lists);
    const sources = loaded.ok ? Object.values(loaded.configuration.sources) : [];
    expect(new Set(sources.map(({ kind }) => kind))).toEqual(new Set(Object.keys(lists.sources)));
    if (sources.length > 0) {
      expect(new Set(sources.map(({ driver }) => driver))).toEqual(new Set(Object.keys(lists.drivers)));
    }
    expect(sources.filter(({ enabled }) => enabled)).toEqual([]);
  });
});

describe('the JSON Schema', () => {
  const schema = JSON.stringify(configurationJsonSchema(LISTS));

  test('refers to nothing outside of the place where it is used, so parts can stand inside of each other', () => {
    expect(schema).not.toContain('"$ref"');
    expect(JSON.stringify(configurationJsonSchema(REAL))).not.toContain('"$ref"');
  });

  test('asks for a kind’s options beside the common keys, and refuses others', () => {
    const { properties } = configurationJsonSchema(LISTS);
    expect(properties?.sources).toMatchObject({
      type: ['object', 'null'],
      additionalProperties: {
        required: ['kind', 'site', 'driver'],
        properties: {
          kind: { enum: ['watch', 'push'] },
          driver: { anyOf: [{ enum: ['asterisk-csv', 'delimited'] }, {}] },
        },
        allOf: [
          {
            if: { properties: { kind: { const: 'watch' } } },
            // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema; nobody awaits it
            then: {
              additionalProperties: false,
              required: ['folder'],
              properties: { site: true, folder: { description: 'the folder to look into' } },
            },
          },
          { if: { properties: { kind: { const: 'push' } } } },
          { if: { properties: { driver: { const: 'asterisk-csv' } } } },
          { if: { properties: { driver: { const: 'delimited' } } } },
        ],
      },
    });
  });
});
