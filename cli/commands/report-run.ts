import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { FORMATS } from '../../reports/formats.ts';
import { REPORT_PARAMETERS } from '../../reports/report-parameters.ts';
import type { Command } from '../command.ts';
import { namedReport } from '../named-report.ts';
import { writeNewFile } from '../new-file.ts';
import { typedReport } from '../started-report.ts';
import { isSet, oneOf, optional, usageError } from '../usage.ts';
import { AS_OPTION } from '../viewer.ts';

export const reportRun: Command = {
  name: 'report run',
  summary: 'Makes a report: on the terminal, or into a file.',
  positionals: 'NAME',
  options: {
    period: { value: 'PERIOD', summary: 'which local days (default: last-month)' },
    ...REPORT_PARAMETERS,
    ...AS_OPTION,
    format: {
      value: Object.keys(FORMATS).join('|'),
      summary: 'how it is written (default: table, or by the name of --out)',
    },
    out: { value: 'FILE', summary: 'into this file, which must not exist yet' },
    receipt: {
      value: 'FILE',
      summary: 'its receipt as JSON into this file, by which report verify makes it anew',
    },
    bom: { value: null, summary: 'CSV begins with a byte order mark, for spreadsheets that need one' },
    paper: { value: 'a4|letter', summary: 'the paper of a PDF (default: a4)' },
  },
  example: './ledgerline report run department-costs --period last-month --format csv --out october.csv',
  writes: false,
  audit: { reads: 'reports' },
  async run(call) {
    // Of a million rows few are alive at once: garbage is taken at twice of what is, not at four times.
    setFlagsFromString('--heap-growing-percent=100');
    const report = await namedReport(call);
    const out = optional(call, 'out');
    const named = Object.values(FORMATS).find(
      ({ extension }) => out?.toLowerCase().endsWith(`.${extension}`) === true,
    );
    const chosen = oneOf(call, 'format', Object.keys(FORMATS));
    const format = FORMATS[chosen ?? named?.name ?? 'table'];
    if (format === undefined)
      throw usageError('There is no such format.', `Formats: ${Object.keys(FORMATS).join(', ')}.`);
    const { running } = await typedReport(call, report);
    const paper = oneOf(call, 'paper', ['a4', 'letter'] as const) ?? 'a4';
    const written = format.write(running, { bom: isSet(call, 'bom'), paper });
    if (out === null) for await (const piece of written) await call.out(piece);
    else await writeNewFile(resolve(call.cwd, out), written);
    const { receipt, notes } = running.end();
    call.tell({ object: report.name, counts: { rows: receipt.rows } });
    const beside = optional(call, 'receipt');
    if (beside !== null)
      await writeNewFile(resolve(call.cwd, beside), only(`${JSON.stringify({ receipt }, null, 1)}\n`));
    if (out !== null) {
      for (const note of notes) call.err(`${note}\n`);
      await call.out(`${out}: ${receipt.rows} rows, SHA-256 of the report ${receipt.sha256}\n`);
    }
    return 0;
  },
};

async function* only(text: string): AsyncGenerator<string> {
  yield text;
}
