import { RECORD_FORMAT } from '../../record/statement.ts';
import { compareRows, type ReportDifference } from '../../reports/compare-rows.ts';
import type { Cell, ReportColumn, ReportRow } from '../../reports/report.ts';
import { verdictOf } from '../../reports/report-verdict.ts';
import { REPORTS } from '../../reports/reports.ts';
import { shownCell } from '../../reports/shown-cell.ts';
import { wholeRecord } from '../../reports/statement-record.ts';
import { counted, textColumns, textTable } from '../../reports/text-table.ts';
import { ratedAgainAt } from '../../store/queries/calls-to-rate.ts';
import { lateCalls } from '../../store/queries/late-calls.ts';
import { subjectRequests } from '../../store/queries/subject-requests.ts';
import type { SubjectRequest } from '../../store/subject-store.ts';
import type { Command, CommandCall } from '../command.ts';
import { type MadeReport, readMadeReport } from '../made-report.ts';
import { fileOf, openStatement } from '../opened-statement.ts';
import { typedReport } from '../started-report.ts';
import { isSet, optional, usageError, wholeNumber } from '../usage.ts';
import { AS_OPTION, viewerOf } from '../viewer.ts';

/** Differences that are printed; JSON has all. */
const SHOWN = 20;

export const reportVerify: Command = {
  name: 'report verify',
  summary:
    'Makes a report anew by its receipt and says whether it is the same, what differs and why, or that it cannot be made any more.',
  positionals: '[FILE]',
  options: {
    delivery: {
      value: 'ID',
      summary: 'in the place of a file: a report that was delivered, as it is stored',
    },
    ...AS_OPTION,
    json: { value: null, summary: 'as JSON' },
  },
  example: './ledgerline report verify october.json',
  writes: false,
  audit: { reads: 'reports' },
  async run(call) {
    const then = await madeThen(call);
    if (then === null) return 1;
    const now = await madeAnew(call, then);
    const { receipt, rows, columns } = now;
    const verdict = verdictOf(then.receipt, {
      ...now,
      sha256: receipt.sha256,
      versions: receipt.versions,
      retention: receipt.retention,
    });
    const differences =
      verdict.verdict === 'same' || then.rows === null ? [] : compareRows(columns, then.rows, rows);
    call.tell({ object: then.receipt.report, counts: { differences: differences.length } });
    if (isSet(call, 'json')) await call.out(`${JSON.stringify({ ...verdict, differences }, null, 1)}\n`);
    else {
      const why =
        verdict.verdict === 'same' ? '.' : `:\n${verdict.because.map((one) => `  ${one}\n`).join('')}`;
      await call.out(`${then.receipt.report}, made ${then.receipt.generated_at}: ${verdict.verdict}${why}\n`);
      if (verdict.verdict === 'different' && then.rows === null)
        await call.out('A receipt has no rows: which cells differ cannot be told.\n');
      const shown = differences.slice(0, SHOWN).map((difference) => shownDifference(difference, columns));
      if (shown.length > 0) await call.out(textTable(textColumns(['row', 'column', 'then', 'now']), shown));
      if (differences.length > SHOWN)
        await call.out(`… and ${counted(differences.length - SHOWN, 'difference')} more: --json has all.\n`);
    }
    return verdict.verdict === 'same' ? 0 : 1;
  },
};

/** As the report itself shows its cells; a row that is there once only has no column. */
function shownDifference(
  { row, column: name, was, is }: ReportDifference,
  columns: readonly ReportColumn[],
): string[] {
  const column = columns.find((one) => one.name === name);
  const shown = (cell: Cell): string => (cell === null ? '–' : shownCell(cell, column?.type ?? 'text'));
  return [row, column?.title ?? '(row)', shown(was), shown(is)];
}

/** The report that is verified; null, and said, where nothing of it is left but its receipt. */
async function madeThen(call: CommandCall): Promise<MadeReport | null> {
  const [[file], delivery] = [call.positionals, optional(call, 'delivery')];
  if ((file === undefined) === (delivery === null))
    throw usageError(
      'Which report?',
      'Give the file that report run wrote with --format json or --receipt, or --delivery ID.',
    );
  if (file !== undefined) return readMadeReport(call, file);
  const id = wholeNumber(delivery ?? '', '--delivery');
  const opened = await openStatement(call, id, await viewerOf(call));
  const { statement, receipt } = opened;
  if (statement.state !== 'erased')
    return await wholeRecord(await opened.open(fileOf(opened, RECORD_FORMAT)));
  call.tell({ object: receipt.report });
  const because = ['a person in it was erased'];
  if (isSet(call, 'json'))
    await call.out(
      `${JSON.stringify({ verdict: 'no longer possible', because, differences: [] }, null, 1)}\n`,
    );
  else
    await call.out(`${receipt.report}, made ${receipt.generated_at}: no longer possible:\n  ${because[0]}\n`);
  return null;
}

/** By the receipt alone: its parameters, its days, and the sight of whom it was made for. */
async function madeAnew(call: CommandCall, { receipt: then }: MadeReport) {
  const report = Object.hasOwn(REPORTS, then.report) ? await REPORTS[then.report]?.() : undefined;
  if (report === undefined)
    throw usageError(
      `There is no report ${then.report} any more.`,
      `Reports: ${Object.keys(REPORTS).join(', ')}.`,
    );
  const period = then.period === null ? {} : { period: `${then.period.from}..${then.period.to}` };
  const [kind, name = ''] = then.viewer.split(' ');
  // As whom it was made for, unless somebody says otherwise; never more than whoever asks may see.
  const own = kind === 'user' && name === call.principal.split(' ', 1)[0];
  const as = optional(call, 'as') === null && !own ? { as: name } : {};
  const asked: CommandCall = { ...call, values: { ...call.values, ...then.parameters, ...period, ...as } };
  const store = call.reading();
  const { running, wish } = await typedReport(asked, report);
  const rows: ReportRow[] = await Array.fromAsync(running.rows);
  const after = Date.parse(then.generated_at);
  const { from_day, to_day } = wish.period;
  const rated = ratedAgainAt(store.connection, from_day, to_day);
  return {
    ...{ columns: running.columns, rows, receipt: running.end().receipt },
    rated_again: rated !== null && rated > after ? new Date(rated).toISOString() : null,
    late_calls: lateCalls(store.connection, { from_day, to_day, after }),
    erasures: subjectRequests(store.connection).filter((request) => erasedAfter(request, after)).length,
  };
}

/** One that waits, for a legal hold or a reader, has erased something already. */
function erasedAfter({ done_at, counts }: SubjectRequest, after: number): boolean {
  return done_at === null ? Object.values(counts).some((count) => count > 0) : done_at > after;
}
