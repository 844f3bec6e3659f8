import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bestFitsFirst, type DriverFit, driverFit, whyNot } from '../../processor/driver-fit.ts';
import { DRIVERS } from '../../processor/drivers.ts';
import { siteSchema } from '../../processor/site.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const NOW = Date.UTC(2026, 10, 22, 12);

async function detect(text: string, now = NOW): Promise<DriverFit[]> {
  const fits: DriverFit[] = [];
  for (const [name, { options }] of Object.entries(DRIVERS)) {
    const parsed = options.safeParse({});
    if (!parsed.success) continue;
    const settings = {
      source: 'detect',
      driver: name,
      driver_options: parsed.data,
      encoding: 'auto',
      cut: { framing: 'line', limit: 65_536 },
      site: siteSchema.parse({}),
      thresholds: [],
      stream: false,
    } as const;
    fits.push(await driverFit(name, settings, { text, whole: true }, now));
  }
  return bestFitsFirst(fits);
}

interface Fixture {
  readonly driver: string;
  readonly file: string;
}

/** Good fixtures that need no options and in which there is a call. */
function goodFixtures(): Fixture[] {
  return Object.keys(DRIVERS).flatMap((driver) => {
    const files = readdirSync(join(FIXTURES, driver));
    return files
      .filter((file) => file.startsWith('good-') && !file.endsWith('.json'))
      .filter((file) => !files.includes(file.replace(/\.[^.]+$/, '.options.json')))
      .filter((file) =>
        readFileSync(join(FIXTURES, driver, file.replace(/\.[^.]+$/, '.expected.json')), 'utf8').includes(
          '"call"',
        ),
      )
      .map((file) => ({ driver, file }));
  });
}

describe('which driver fits a file', () => {
  test.each(goodFixtures())('$driver is found first for $file', async ({ driver, file }) => {
    const [best] = await detect(readFileSync(join(FIXTURES, driver, file), 'latin1'));
    expect(best?.name).toBe(driver);
    expect(best?.calls).toBeGreaterThan(0);
  });

  test('a driver that does not fit says what most lines failed at', async () => {
    const fits = await detect(readFileSync(join(FIXTURES, 'asterisk-csv/good-18-columns.csv'), 'latin1'));
    const cisco = fits.find(({ name }) => name === 'cisco-cucm');
    expect(cisco).toMatchObject({ calls: 0 });
    expect(cisco === undefined ? '' : whyNot(cisco)).toMatch(/\w/);
  });

  test('calls of a time that cannot be believed do not count for a driver', async () => {
    const text = readFileSync(join(FIXTURES, 'asterisk-csv/good-18-columns.csv'), 'latin1');
    const [before] = await detect(text, Date.UTC(1995, 0, 1));
    expect(before?.calls).toBe(0);
  });
});
