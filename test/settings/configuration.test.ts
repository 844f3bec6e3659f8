import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineSource } from '../../collector/source.ts';
import { SOURCES } from '../../collector/sources.ts';
import { DRIVERS } from '../../processor/drivers.ts';
import { ENCODINGS } from '../../processor/lines/decode.ts';
import { configurationSchema } from '../../settings/configuration.ts';
import { namesSecret } from '../../settings/finding.ts';
import { nearest } from '../../settings/nearest.ts';
import { LISTS } from './small-lists.ts';

describe('encodings', () => {
  const named = ENCODINGS.filter((encoding) => encoding !== 'auto');

  test.each(named)('%s is known, and no letter of it swallows a line end or a tab', (encoding) => {
    const decoder = new TextDecoder(encoding);
    expect(decoder.decode(Uint8Array.of(0x0d, 0x0a, 0x09))).toBe('\r\n\t');
    for (let lead = 0x80; lead <= 0xff; lead++) {
      expect(decoder.decode(Uint8Array.of(lead, 0x0a)).endsWith('\n')).toBe(true);
    }
  });
});

describe('the members of the lists', () => {
  const sources = Object.values({ ...LISTS.sources, ...SOURCES });
  const drivers = Object.values({ ...LISTS.drivers, ...DRIVERS });

  test.each(sources)(
    'source kind $name refuses keys it does not know and has an example that parses',
    (kind) => {
      expect(kind.options.safeParse({ ...kind.example, no_such_key: 1 }).success).toBe(false);
      expect(kind.options.safeParse(kind.example).success).toBe(true);
    },
  );

  test.each(drivers)(
    'driver $name refuses options it does not know and has an example that parses',
    (driver) => {
      const example = z.record(z.string(), z.unknown()).parse(driver.example);
      expect(driver.options.safeParse({ ...example, no_such_key: 1 }).success).toBe(false);
      expect(driver.options.safeParse(example).success).toBe(true);
    },
  );

  test.each(drivers)(
    'driver $name reads its own checked options the same again, also after a journey as JSON',
    (driver) => {
      const once: unknown = driver.options.parse(driver.example);
      expect(driver.options.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
    },
  );

  test.each(sources)('source kind $name takes secrets as references only, never as values', (kind) => {
    const secrets = Object.entries(kind.options.shape).filter(([key]) => namesSecret(key));
    const taken = secrets.filter(([, schema]) => z.safeParse(schema, 'hunter2').success);
    expect(taken.map(([key]) => key)).toEqual([]);
  });

  test('a kind whose option has the name of a key of every source is our mistake and stops the program', () => {
    const clash = defineSource({
      name: 'clash',
      summary: '',
      promise: '',
      stream: false,
      options: z.strictObject({ site: z.string() }),
      example: { site: '' },
      open: () => ({ run: async () => {} }),
    });
    expect(() => configurationSchema({ ...LISTS, sources: { clash } })).toThrow(
      'option site of source kind clash',
    );
  });
});

describe('a suggestion', () => {
  const allowed = ['folder', 'pattern', 'driver_options', 'started'];

  test.each([
    ['foldr', 'folder'],
    ['fodler', 'folder'],
    ['Folder', 'folder'],
    ['driver-options', 'driver_options'],
    ['start', 'started'],
    ['xyz', null],
    ['', null],
    ['f'.repeat(1000), null],
  ])('for %j is %j', (written, meant) => {
    expect(nearest(written, allowed)).toBe(meant);
  });
});
