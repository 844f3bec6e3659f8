import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCampaign } from './crash/campaign.ts';
import { CONTROLS, runControl } from './crash/controls.ts';
import { CRASH_POINTS } from './crash/points.ts';

/**
 * Kills the program while files are delivered, grow and are sent again, at named points and at random, and looks for
 * lines that are lost or doubled. `npm run campaign:crash -- --kills 300 --seed 1`
 */
const LONG_FORM = 300;
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: String(LONG_FORM) },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    keep: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
const place = mkdtempSync(join(tmpdir(), 'crash-campaign-'));
const started = performance.now();
const say = (text: string): void => void process.stdout.write(`${text}\n`);

say(`Seed ${seed}. Data folders in ${place}.`);
let failed = false;
for (const [number, control] of CONTROLS.entries()) {
  const at = (what: string): string => join(place, `control-${number}-${what}`);
  const [undisturbed, killed] = await Promise.all([
    runControl(control, at('undisturbed'), seed, { kill: false }),
    runControl(control, at('killed'), seed, { kill: true }),
  ]);
  const bites = undisturbed.length === 0 && killed.length > 0;
  say(`Control "${control.name}": ${bites ? 'bites, as it must' : 'DOES NOT BITE'}`);
  for (const problem of bites ? killed : undisturbed) say(`  ${problem.split('\n')[0]?.slice(0, 160)}`);
  failed ||= !bites;
}
const { byPoint, problems } = await runCampaign({ place, seed, kills, say });
const width = Math.max(...[...byPoint.keys()].map((name) => name.length));
say('');
for (const [name, count] of [...byPoint].sort()) say(`${name.padEnd(width + 2)}${String(count).padStart(4)}`);
const total = [...byPoint.values()].reduce((sum, count) => sum + count, 0);
const seconds = Math.round((performance.now() - started) / 1000);
say(`${'kills'.padEnd(width + 2)}${String(total).padStart(4)}   in ${seconds} s`);
// A point that nothing passes proves nothing, for example because a statement was rewritten.
const missed = CRASH_POINTS.filter(({ name }) => !byPoint.has(name)).map(({ name }) => name);
if (missed.length > 0) say(`Never reached: ${missed.join('; ')}.`);
failed ||= missed.length > 0 && kills >= LONG_FORM;
for (const problem of problems) say(`BREACH: ${problem}`);
say(problems.length === 0 ? 'Nothing lost, nothing doubled.' : `${problems.length} breaches. Seed ${seed}.`);
failed ||= problems.length > 0;
if (!failed && !values.keep) rmSync(place, { recursive: true, force: true });
process.exitCode = failed ? 1 : 0;
