import { columnsOf, type DrillDown } from '../../reports/report.ts';
import { REPORT_PARAMETERS } from '../../reports/report-parameters.ts';
import { PERIODS } from '../../reports/report-period.ts';
import { textColumns, textTable } from '../../reports/text-table.ts';
import type { Command } from '../command.ts';
import { namedReport } from '../named-report.ts';

export const reportExplain: Command = {
  name: 'report explain',
  summary: 'What one report tells: its columns, what it can be narrowed by, and what it leads to.',
  positionals: 'NAME',
  options: {},
  example: './ledgerline report explain department-costs',
  writes: false,
  audit: 'none',
  async run(call) {
    const report = await namedReport(call);
    const [by] = report.choices ?? [];
    const columns = columnsOf(report, by === undefined ? {} : { by });
    await call.out(`${report.title}\n\n${report.summary}\n\n`);
    await call.out(
      textTable(
        textColumns(['column', 'title', 'type', 'below it']),
        columns.map(({ name, title, type, total }) => [name, title, type, underIt(total)]),
      ),
    );
    const options = report.parameters.map((name) => {
      const { value, summary } = REPORT_PARAMETERS[name];
      return [`--${name} ${value}`, name === 'by' ? `told by ${report.choices?.join(', ')}` : summary];
    });
    if (report.timeless !== true) options.unshift(['--period PERIOD', PERIODS]);
    if (options.length > 0) await call.out(`\n${textTable(textColumns(['option', 'meaning']), options)}`);
    const values = Object.entries(report.values ?? {}).map(([name, { usual, summary }]) => [
      ...[name, String(usual), summary],
    ]);
    if (values.length > 0)
      await call.out(`\n${textTable(textColumns(['--with', 'usual', 'meaning'], ['usual']), values)}`);
    if (report.drill !== undefined)
      await call.out(`\nEach row leads to another report:\n${drillLine(report.drill)}\n`);
    return 0;
  },
};

/** What to type to see what a row is made of: values of its columns, as JSON names them. */
function drillLine({ report, by }: DrillDown): string {
  const narrowed = Object.entries(by).map(([option, column]) => ` --${option} <${column}>`);
  return `./ledgerline report run ${report}${narrowed.join('')}`;
}

function underIt(total: ReturnType<typeof columnsOf>[number]['total']): string {
  if (total === undefined) return '';
  if (total === 'max') return 'the most of what is shown';
  return total === 'sum' ? 'the sum of what is shown' : `${total.of} by ${total.by}, of their sums`;
}
