import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from './crash/random.ts';
import { problemsOfRestoreControl, RESTORE_CONTROLS } from './restore/controls.ts';
import { restoreBackups } from './restore/living-folder.ts';

/**
 * Makes backups of a data folder that is alive, restores each, and looks whether it has what it must have.
 * `npm run campaign:restore -- --backups 100 --seed 1`
 */
const { values } = parseArgs({
  options: {
    backups: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'no-controls': { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const place = mkdtempSync(join(tmpdir(), 'restore-campaign-'));
const started = performance.now();
const say = (text: string): void => void process.stdout.write(`${text}\n`);

say(`Seed ${seed}. Data folders in ${place}.`);
let bite = true;
for (const { name, preload } of values['no-controls'] ? [] : RESTORE_CONTROLS) {
  const found = problemsOfRestoreControl(preload, seed);
  say(`Control "${name}": ${found.length > 0 ? 'bites, as it must' : 'DOES NOT BITE'}`);
  if (found.length === 0) bite = false;
}
const { restored, problems } = await restoreBackups(
  place,
  new Random(seed),
  Number(values.backups),
  (problem) => say(`BREACH: ${problem}`),
);
say(
  `${restored} backups restored in ${Math.round((performance.now() - started) / 1000)} s, ${problems.length} breaches.`,
);
process.exitCode = bite && problems.length === 0 ? 0 : 1;
if (process.exitCode === 0 || values['no-controls']) rmSync(place, { recursive: true, force: true });
