import { parseArgs } from 'node:util';
import { inAuditFolder, problemsOf, withoutCheckpoints, worldOf } from './audit/audit-world.ts';
import { type FlipResult, flipEveryBit, flipFile } from './audit/flipped-bits.ts';
import { FORGERIES, ONLY_BY_CHECKPOINTS } from './audit/forgeries.ts';

/**
 * An audit log in the hands of somebody who can write every file: every bit flipped, rows taken out, swapped, all of it made anew,
 * its end cut, old checkpoints put in the place of new ones. `npm run campaign:audit -- --records 60 --step 7`
 */
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const { values } = parseArgs({
  options: { records: { type: 'string', default: '60' }, step: { type: 'string', default: '7' } },
});

function campaign(size: number, step: number): boolean {
  return inAuditFolder(size, (folder) => {
    const world = worldOf(folder);
    let failed = problemsOf(world).length > 0;
    if (failed) say(`BREACH: untouched, it has problems: ${problemsOf(world).join('; ')}`);
    for (const { name, forge } of ONLY_BY_CHECKPOINTS) {
      const bites = problemsOf(withoutCheckpoints(forge(world))).length === 0;
      say(
        `Control "${name}, and no checkpoint is compared": ${bites ? 'bites, as it must' : 'DOES NOT BITE'}`,
      );
      failed ||= !bites;
    }
    for (const { name, forge } of FORGERIES) {
      const [problem] = problemsOf(forge(world));
      say(problem === undefined ? `BREACH: unnoticed: ${name}` : `${name}: ${problem}`);
      failed ||= problem === undefined;
    }
    const told = ({ flips, unnoticed }: FlipResult, what: string): void => {
      say(`${what}: ${flips} bits flipped, ${unnoticed.length} unnoticed`);
      for (const one of unnoticed.slice(0, 20)) say(`BREACH: ${one}`);
      failed ||= unnoticed.length > 0;
    };
    told(flipEveryBit(world), `${size} records and their checkpoints`);
    told(flipFile(folder, step), `The file of the database, every ${step} bits`);
    say(failed ? 'It failed.' : 'Everything was noticed.');
    return failed;
  });
}

process.exitCode = campaign(Number(values.records), Number(values.step)) ? 1 : 0;
