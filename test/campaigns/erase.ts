import { parseArgs } from 'node:util';
import { Random } from './crash/random.ts';
import { ERASE_CONTROLS, problemsOfEraseControl } from './erase/controls.ts';
import { problemsOf, WAYS } from './erase/ways-of-going.ts';

/**
 * Plants a number in every place and spelling, lets it go in every way there is, and searches every byte for it.
 * `npm run campaign:erase -- --rounds 20 --seed 1`
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    /** Only the first so many ways. */
    ways: { type: 'string', default: '99' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'no-controls': { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const random = new Random(seed);
const ways = (Object.keys(WAYS) as (keyof typeof WAYS)[]).slice(0, Number(values.ways));
const say = (text: string): void => void process.stdout.write(`${text}\n`);

say(`Seed ${seed}.`);
let failed = false;
for (const { name, preload } of values['no-controls'] ? [] : ERASE_CONTROLS) {
  const bites = problemsOfEraseControl(preload, seed).length > 0;
  say(`Control "${name}": ${bites ? 'bites, as it must' : 'DOES NOT BITE'}`);
  failed ||= !bites;
}
for (let round = 0; round < Number(values.rounds); round++) {
  for (const way of ways) {
    const problems = await problemsOf(way, random);
    for (const problem of problems) say(`BREACH: round ${round + 1}, ${way}: ${problem}`);
    failed ||= problems.length > 0;
  }
  // One that is cut has said how far it came.
  say(`Round ${round + 1}: ${failed ? 'failed' : 'nothing left'} so far.`);
}
say(`${values.rounds} rounds of ${ways.length} ways. ${failed ? 'It failed.' : 'Nothing was left.'}`);
process.exitCode = failed ? 1 : 0;
