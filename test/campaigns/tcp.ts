import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from './crash/random.ts';
import { cutEverywhere, dropped, manySenders, type TcpResult } from './tcp/proofs.ts';

/**
 * Proofs against the listener: a sample cut at every byte, connections dropped in the middle of a line, and many senders
 * at once. `npm run campaign:tcp -- --drops 20000 --senders 2000 --seed 1`
 */
const { values } = parseArgs({
  options: {
    drops: { type: 'string', default: '20000' },
    senders: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const LINES_A_SENDER = 20;
const DROPS_OF_THE_CONTROL = 40;

const seed = Number(values.seed);
const place = mkdtempSync(join(tmpdir(), 'tcp-campaign-'));
const say = (text: string): void => void process.stdout.write(`${text}\n`);
let failed = false;

async function prove(name: string, work: () => Promise<TcpResult>): Promise<void> {
  const started = performance.now();
  const { connections, lines, problems, before, after } = await work();
  const seconds = Math.round((performance.now() - started) / 1000);
  say(
    `${name}: ${connections} connections, ${lines} whole lines, in ${seconds} s; open files and sockets ${before.files} before and ${after.files} behind it, most memory ${after.peak_mib} MiB`,
  );
  for (const problem of problems) say(`BREACH: ${problem.slice(0, 500)}`);
  failed ||= problems.length > 0;
}

say(`Seed ${seed}. Data folders in ${place}.`);
const sabotage = join(import.meta.dirname, 'tcp-control-joined.ts');
const control = await dropped(join(place, 'control'), new Random(seed), DROPS_OF_THE_CONTROL, sabotage);
say(
  `Control "the end of a connection is not noted": ${control.problems.length > 0 ? 'bites, as it must' : 'DOES NOT BITE'}`,
);
failed ||= control.problems.length === 0;
await prove('Cut at every byte', () => cutEverywhere(join(place, 'cut'), new Random(seed), 1));
await prove('Dropped', () => dropped(join(place, 'dropped'), new Random(seed), Number(values.drops)));
await prove('At once', () =>
  manySenders(join(place, 'many'), new Random(seed), Number(values.senders), LINES_A_SENDER),
);
say(failed ? `It failed. Seed ${seed}.` : 'Nothing lost, nothing joined, nothing doubled.');
if (!failed) rmSync(place, { recursive: true, force: true });
process.exitCode = failed ? 1 : 0;
