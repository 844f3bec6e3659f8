import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Day, showDay } from '../../record/calendar.ts';
import { readPeriod } from '../../reports/report-period.ts';
import { grouped } from '../../reports/text-table.ts';
import type { CommandCall } from '../command.ts';
import type { DemoFolder } from './demo-folder.ts';
import { showCommand, typed } from './demo-report.ts';
import type { DemoTraffic } from './demo-traffic.ts';

/** What statements are written as. */
const KINDS = ['pdf', 'xlsx'] as const;

/** What the calls of last month cost, as finance hands it out. Gives what is not as it has to be. */
export async function showCosts(
  call: CommandCall,
  { root }: DemoFolder,
  { days }: DemoTraffic,
): Promise<string[]> {
  const period = statementPeriod(days);
  const problems: string[] = [];
  const expected = (what: string, holds: boolean): void => void (holds || problems.push(what));
  await call.out('\nWhat the calls cost, by the tariffs of two invented carriers, one of them in pounds:\n');
  const report = (name: string, ...more: string[]): Promise<number> =>
    showCommand(call, root, ['report', 'run', name, '--period', period, ...more]);
  expected('the costs by cost centre are not told', (await report('department-costs')) === 0);
  for (const kind of KINDS) {
    const file = join(root, `charge-back.${kind}`);
    expected(`the statement as ${kind} is not written`, (await report('charge-back', '--out', file)) === 0);
    expected(`the statement as ${kind} is empty`, existsSync(file) && statSync(file).size > 1000);
  }
  if (problems.length > 0) return problems;
  const files = KINDS.map((kind) => {
    const path = join(root, `charge-back.${kind}`);
    return `  ${typed(call, path)}, ${grouped(statSync(path).size)} bytes\n`;
  });
  await call.out(`\nThe statement of every cost centre is written:\n${files.join('')}`);
  return [];
}

/** Last month, where the demo has all of it. */
function statementPeriod({ first, last }: DemoTraffic['days']): string {
  const month = readPeriod('last-month', (last + 1) as Day);
  return month !== null && first <= month.from_day && month.to_day <= last
    ? 'last-month'
    : `${showDay(first)}..${showDay(last)}`;
}
