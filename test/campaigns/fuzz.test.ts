import { expect, test } from 'vitest';
import { type Finding, runFuzz } from './fuzz/fuzz-campaign.ts';
import { FUZZ_CONTROLS } from './fuzz/fuzz-controls.ts';
import { describeFinding } from './fuzz/fuzz-report.ts';
import { fuzzTargets } from './fuzz/fuzz-targets.ts';

/** The short form of `npm run campaign:fuzz`. */
const SEED = Number(process.env.LEDGERLINE_FUZZ_SEED ?? '1');
const LINES = 10_000;
/** By then every control was found many times over. */
const LINES_OF_A_CONTROL = 100_000;
/** Other tests run beside this one; a pattern that takes quadratic time takes longer still. */
const SLOW_MS = 20;
const LONG_MS = 300_000;

const targets = fuzzTargets();

test(
  `damaged lines of every driver are judged without throwing, quickly, once, and equally however they are cut (seed ${SEED})`,
  async () => {
    const findings: Finding[] = [];
    const found = (finding: Finding): boolean => findings.push(finding) > 2;
    await runFuzz({ targets, seed: SEED, lines: LINES, slow_ms: SLOW_MS, found });
    expect(findings.map(describeFinding)).toEqual([]);
  },
  LONG_MS,
);

test.each(FUZZ_CONTROLS)(
  '$name is found out',
  async ({ law, sabotage }) => {
    const laws: string[] = [];
    const found = (finding: Finding): boolean => laws.push(finding.law) > 0 && finding.law === law;
    await runFuzz({ targets, seed: SEED, lines: LINES_OF_A_CONTROL, slow_ms: SLOW_MS, found, sabotage });
    expect(laws).toContain(law);
  },
  LONG_MS,
);
