import { parseArgs } from 'node:util';
import { type Finding, runFuzz, runRound } from './fuzz/fuzz-campaign.ts';
import { FUZZ_CONTROLS } from './fuzz/fuzz-controls.ts';
import { SLOW_MS } from './fuzz/fuzz-laws.ts';
import { describeFinding } from './fuzz/fuzz-report.ts';
import { fuzzTargets } from './fuzz/fuzz-targets.ts';
import { startWatchdog } from './fuzz/fuzz-watchdog.ts';

/**
 * Damages the lines of all fixtures and has them judged: none may throw, take long, have two outcomes or none, or be
 * judged otherwise when it arrives in other pieces or is read again once something of it was blanked. `npm run campaign:fuzz -- --lines 2000000 --seed 1`; with
 * `--target NAME --round N` one round again.
 */
const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '2000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    driver: { type: 'string' },
    target: { type: 'string' },
    round: { type: 'string' },
    'slow-ms': { type: 'string', default: String(SLOW_MS) },
  },
});
const SAID_EVERY_MS = 10_000;
const LINES_OF_A_CONTROL = 200_000;
/** Of one kind for one driver so many are shown. */
const SHOWN_OF_A_KIND = 1;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const slow_ms = Number(values['slow-ms']);
const all = fuzzTargets();
const begins = startWatchdog();

async function controlsBite(seed: number): Promise<boolean> {
  let bite = true;
  for (const { name, law, sabotage } of FUZZ_CONTROLS) {
    let bites = false;
    const found = (finding: Finding): boolean => {
      bites = finding.law === law;
      return bites;
    };
    const { lines } = await runFuzz({
      targets: all,
      seed,
      lines: LINES_OF_A_CONTROL,
      found,
      sabotage,
      slow_ms,
      begins,
    });
    say(`Control "${name}": ${bites ? `bites, as it must, after ${lines} lines` : 'DOES NOT BITE'}`);
    bite &&= bites;
  }
  return bite;
}

async function runLong(seed: number, wanted: number): Promise<number> {
  say(`Seed ${seed}.`);
  const bite = await controlsBite(seed);
  const targets = all.filter(({ driver }) => values.driver === undefined || driver === values.driver);
  const kinds = new Map<string, number>();
  const found = (finding: Finding): boolean => {
    const kind = `${finding.law} by ${finding.target.split('/')[0]}`;
    const count = (kinds.get(kind) ?? 0) + 1;
    kinds.set(kind, count);
    if (count <= SHOWN_OF_A_KIND) say(describeFinding(finding));
    return false;
  };
  const started = performance.now();
  let said = started;
  const under = (lines: number): void => {
    if (performance.now() - said < SAID_EVERY_MS) return;
    said = performance.now();
    say(`${lines} lines`);
  };
  const { lines, rounds } = await runFuzz({ targets, seed, lines: wanted, found, under, slow_ms, begins });
  const seconds = Math.round((performance.now() - started) / 1000);
  say(
    `${lines} lines, each judged at once and in pieces, in ${rounds} rounds over ${targets.length} drivers and definitions, in ${seconds} s.`,
  );
  for (const [kind, count] of kinds) say(`${String(count).padStart(5)}  ${kind}`);
  say(kinds.size === 0 ? 'Every law held.' : `It failed. Seed ${seed}.`);
  return bite && kinds.size === 0 ? 0 : 1;
}

async function runAgain(name: string, round: number): Promise<number> {
  const target = all.find((known) => known.name === name);
  if (target === undefined) throw new Error(`no fixture is named ${name}`);
  const { finding } = await runRound(target, all, round, { slow_ms });
  say(finding === null ? 'Every law held.' : describeFinding(finding));
  return finding === null ? 0 : 1;
}

const { target, round } = values;
process.exitCode =
  target !== undefined && round !== undefined
    ? await runAgain(target, Number(round))
    : await runLong(Number(values.seed), Number(values.lines));
