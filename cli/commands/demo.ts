import { resolve } from 'node:path';
import { countCalls } from '../../access/calls.ts';
import { diskError, errorCode } from '../../collector/journal/disk-error.ts';
import { countedCalls } from '../../reports/call-count.ts';
import { grouped } from '../../reports/text-table.ts';
import { openReadingStore } from '../../store/reading-store.ts';
import type { Command, CommandCall } from '../command.ts';
import { unexpected } from '../demo/demo-checks.ts';
import { showCosts } from '../demo/demo-costs.ts';
import { type DemoFolder, prepareDemoFolder } from '../demo/demo-folder.ts';
import { showForgetting } from '../demo/demo-forgetting.ts';
import { showLadder } from '../demo/demo-ladder.ts';
import { showCommand, showReasons, typed } from '../demo/demo-report.ts';
import { receiveAll } from '../demo/demo-service.ts';
import { type DemoTraffic, writeTraffic } from '../demo/demo-traffic.ts';
import { whatNext } from '../demo/what-next.ts';
import { optional, usageError, wholeNumber } from '../usage.ts';
import { viewerOf } from '../viewer.ts';

const FOLDER = 'demo-data';
/** Fewer have no older files to come again; more would be too old for a stream. */
const DAYS = { least: 10, most: 365, usual: 90 };
const INTERRUPTED = 130;

export const demo: Command = {
  name: 'demo',
  summary: 'Runs the whole program on a fresh folder with simulated telephone systems, in some minutes.',
  positionals: '',
  options: {
    data: { value: 'DIR', summary: `a new folder, or that of an earlier demo (default: ./${FOLDER})` },
    days: { value: 'N', summary: `days of traffic to make, up to yesterday (default: ${DAYS.usual})` },
  },
  example: './ledgerline demo',
  // It is a service of its own, with its own folder.
  writes: false,
  audit: 'none',
  endsItself: true,
  async run(call) {
    const count = wholeNumber(optional(call, 'days') ?? String(DAYS.usual), '--days');
    if (count < DAYS.least || count > DAYS.most)
      throw usageError(`--days ${count} is not possible.`, `From ${DAYS.least} to ${DAYS.most} days.`);
    // Never the folder of the environment: a demo has no business in a real one.
    const root = optional(call, 'data') === null ? resolve(call.cwd, FOLDER) : call.folder;
    const say = (text: string) => call.err(`${text}\n`);
    const began = performance.now();
    try {
      const folder = onDisk('make the folder of the demo', () => prepareDemoFolder(root));
      say(`Everything of the demo stands in ${typed(call, root)}.`);
      const traffic = onDisk('write the traffic of the demo', () => writeTraffic(folder, count, call.now()));
      say(summaryOf(traffic, count));
      await receiveAll(call, folder, traffic, say);
      const exit = await conclude(call, folder, traffic);
      say(`The demo took ${Math.round((performance.now() - began) / 1000)} s.`);
      return exit;
    } catch (error) {
      if (!call.signal.aborted) throw error;
      say('Stopped before the end. The next demo begins anew.');
      return INTERRUPTED;
    }
  },
};

/** What the disk refuses is told in our words. */
function onDisk<Result>(doing: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw errorCode(error) === '' ? error : diskError(error, doing);
  }
}

function summaryOf({ linesBySource }: DemoTraffic, days: number): string {
  const lines = [...linesBySource.values()].reduce((sum, count) => sum + count, 0);
  return `${days} days of a company with 200 extensions and the fixtures of every driver are written: ${grouped(lines)} lines.`;
}

/** What came of it, by the program's own commands; then whether it is what had to come of it. */
async function conclude(call: CommandCall, folder: DemoFolder, traffic: DemoTraffic): Promise<number> {
  const { root } = folder;
  const store = openReadingStore(root);
  try {
    const sight = await viewerOf(call, store);
    const sums = await showCommand(call, root, ['ledger', '--by', 'source']);
    await showReasons(call, root, store);
    await showCommand(call, root, ['sources', 'sessions', 'warehouse']);
    const verified = await showCommand(call, root, ['verify']);
    const problems = await unexpected(store, sight, traffic);
    for (const problem of problems) call.err(`Not as it was written: ${problem}.\n`);
    if (sums !== 0 || verified !== 0 || problems.length > 0) {
      call.err(`The demo failed. Keep ${typed(call, root)} for whoever looks into it.\n`);
      return 1;
    }
    await call.out(
      `\n${countedCalls(countCalls(store, sight))} are stored, held ones aside: a call that was put through is one call of several legs.\n`,
    );
    await call.out('\nEvery sum holds, and every number is what the simulated telephone systems wrote.\n');
    const amiss = await showLadder(call, folder, { store, sight }, traffic);
    for (const problem of amiss) call.err(`The ladder did not do what it has to: ${problem}.\n`);
    if (amiss.length > 0) return 1;
    const left = await showForgetting(call, folder, { store, sight }, traffic);
    for (const problem of left) call.err(`Forgetting did not do what it has to: ${problem}.\n`);
    if (left.length > 0) return 1;
    const unpaid = await showCosts(call, folder, traffic);
    for (const problem of unpaid) call.err(`The statement is not as it has to be: ${problem}.\n`);
    if (unpaid.length > 0) return 1;
    await call.out(await whatNext(call, folder, { store, sight }, traffic));
    return 0;
  } finally {
    await store.close();
  }
}
