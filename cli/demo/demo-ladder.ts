import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sight } from '../../access/sight.ts';
import { readTotals } from '../../access/totals.ts';
import { showDay } from '../../record/calendar.ts';
import type { Total } from '../../record/day-total.ts';
import type { ReadingStore } from '../../store/reading-store.ts';
import type { CommandCall } from '../command.ts';
import { MEMORY } from './demo-configuration.ts';
import type { DemoFolder } from './demo-folder.ts';
import { showCommand } from './demo-report.ts';
import type { DemoTraffic } from './demo-traffic.ts';

/** The document of the demo with a retention. */
export const LADDER_DOCUMENT = 'ledgerline-with-retention.yaml';

/** What takes something because of its age, in the order of a night. */
const JOBS = ['raw-copies', 'held-calls', 'calls'] as const;

/**
 * The retention ladder at work on what the demo has stored: what goes tonight, the brake that stops the first run, a purge and a
 * masked step by which no total changes, and one call memory. Gives what is not as it has to be.
 */
export async function showLadder(
  call: CommandCall,
  { root, configuration }: DemoFolder,
  { store, sight }: { store: ReadingStore; sight: Sight },
  { days }: DemoTraffic,
): Promise<string[]> {
  const show = (...argv: string[]): Promise<number> => showCommand(call, root, argv);
  const totals = (): string => asText(readTotals(store, sight, ALL));
  const document = join(root, LADDER_DOCUMENT);
  const ladder = ladderOf(days.last - days.first + 1);
  writeFileSync(document, readFileSync(configuration, 'utf8') + sectionOf(ladder));
  const problems: string[] = [];
  const expected = (what: string, holds: boolean): void => void (holds || problems.push(what));

  await call.out(
    '\nThe retention ladder on these calls, with short periods so that there is something to see:\n',
  );
  expected('the retention is not taken', (await show('config', 'apply', document)) === 0);
  await show('totals', '--by', 'direction');
  const before = totals();
  await show('retention', 'preview', '--days', '3');
  expected('the brake lets a first run go', (await show('jobs', 'run', 'raw-copies')) !== 0);
  for (const job of JOBS)
    expected(
      `the job ${job} fails`,
      (await show('jobs', 'run', job, '--confirm', '--yes', '--reason', 'the first retention')) === 0,
    );
  await show('totals', '--by', 'direction');
  expected('totals are others than before', totals() === before);
  const masked = showDay(days.last - ladder.masked - 1);
  await show(
    'calls',
    '--source',
    'headquarters',
    '--from',
    masked,
    '--to',
    masked,
    '--class',
    'international',
  );
  await show('memory', 'list', '--profile', MEMORY.name);
  expected('something does not agree any more', (await show('verify')) === 0);
  if (problems.length === 0)
    await call.out('\nWhat was due is gone or masked, and every count and minute is what it was before.\n');
  return problems;
}

const ALL = {
  from_day: null,
  to_day: null,
  by: ['direction', 'class', 'country', 'trunk'],
  held: true,
  sites_of: {},
} as const;

function asText(totals: readonly Total[]): string {
  return JSON.stringify(totals.map(({ legs_gone: _, ...total }) => total));
}

/** Ages in days, so that some of so many days of traffic are due for each step. */
function ladderOf(days: number) {
  const part = (share: number): number => Math.max(2, Math.floor(days * share));
  return { raw: part(0.25), held: part(0.4), masked: part(0.5), anonymous: part(0.7), gone: part(0.9) };
}

function sectionOf({ raw, held, masked, anonymous, gone }: ReturnType<typeof ladderOf>): string {
  return `# What the demo shows of retention. In earnest: ./ledgerline retention template.
retention:
  time_zone: Europe/Berlin
  masked_numbers: { hide: last, digits: 4 }
  calls: { masked: ${masked} days, anonymous: ${anonymous} days, gone: ${gone} days }
  held_calls: { masked: ${raw} days, anonymous: null, gone: ${held} days }
  raw_copies: ${raw} days
`;
}
