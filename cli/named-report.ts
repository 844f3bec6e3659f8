import type { Report } from '../reports/report.ts';
import { REPORTS } from '../reports/reports.ts';
import { suggestion } from '../settings/describe-issues.ts';
import type { CommandCall } from './command.ts';
import { usageError } from './usage.ts';

/** The report that a command line names first. */
export async function namedReport(call: CommandCall): Promise<Report> {
  const [name = ''] = call.positionals;
  const known = Object.hasOwn(REPORTS, name) ? REPORTS[name] : undefined;
  if (known !== undefined) return await known();
  const names = Object.keys(REPORTS);
  throw usageError(
    name === '' ? 'Which report?' : `There is no report ${name}${suggestion(name, names)}`,
    `Reports: ${names.join(', ')}.`,
  );
}
