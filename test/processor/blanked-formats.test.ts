import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { privacySchema } from '../../privacy/policy.ts';
import type { Driver } from '../../processor/driver.ts';
import { DRIVERS } from '../../processor/drivers.ts';
import { DIRECTIONS } from '../../record/call.ts';
import { asteriskSettings } from '../asterisk-lines.ts';
import { judgeFile } from './judged-file.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const RECEIVED_AT = Date.UTC(2026, 10, 22, 12);

function filesOf({ name }: Driver) {
  const folder = join(FIXTURES, name);
  return readdirSync(folder)
    .filter((file) => /^(?:good|odd)-/.test(file) && !/\.(?:expected|options)\.json$/.test(file))
    .map((file) => {
      const options = join(folder, file.replace(/\.[^.]+$/, '.options.json'));
      const driver_options: unknown = existsSync(options) ? JSON.parse(readFileSync(options, 'utf8')) : {};
      return { file, driver_options, bytes: readFileSync(join(folder, file), 'latin1') };
    });
}

const rule = (directions: readonly string[]) =>
  privacySchema.parse({ exclude: [{ name: 'rule', directions }] });

const WITHHELD = [
  [
    'fields that are not collected',
    { not_collected: ['calling_name', 'called_name', 'account_code', 'dialled', 'private', 'extra'] },
  ],
  ['the other parties', { private_calls: { numbers: ['0*', '+4*', '1*', '2*', '5*', '9*'] } }],
] as const;

describe.each(Object.values(DRIVERS))('driver $name', (driver) => {
  test.each([
    ['every call', DIRECTIONS],
    ['outgoing calls', ['outgoing']],
  ])('reads its lines the same after %s were blanked', async (_which, directions) => {
    let blanked = 0;
    for (const { file, driver_options, bytes } of filesOf(driver)) {
      const cut = { framing: 'line', limit: 65_536 } as const;
      const settings = asteriskSettings({
        driver: driver.name,
        driver_options,
        cut,
        privacy: rule(directions),
      });
      const first = await judgeFile(bytes, settings, RECEIVED_AT);
      const again = await judgeFile(first.standing, settings, RECEIVED_AT);
      expect(again, file).toEqual(first);
      if (first.standing !== bytes) blanked += 1;
    }
    expect(blanked).toBeGreaterThan(0);
  });

  test.each(WITHHELD)('reads its lines the same after %s were withheld', async (_what, given) => {
    for (const { file, driver_options, bytes } of filesOf(driver)) {
      const cut = { framing: 'line', limit: 65_536 } as const;
      const privacy = privacySchema.parse(given);
      const settings = asteriskSettings({ driver: driver.name, driver_options, cut, privacy });
      const first = await judgeFile(bytes, settings, RECEIVED_AT);
      expect(await judgeFile(first.standing, settings, RECEIVED_AT), file).toEqual(first);
    }
  });
});
