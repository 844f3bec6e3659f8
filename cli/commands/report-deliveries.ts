import { resolve } from 'node:path';
import { showTime } from '../../record/calendar.ts';
import { FILE_FORMATS } from '../../reports/schedule-settings.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import { type StoredStatement, storedStatements } from '../../store/queries/statements.ts';
import type { Command, CommandCall } from '../command.ts';
import { writeNewFile } from '../new-file.ts';
import { fileOf, openStatement } from '../opened-statement.ts';
import { statementJson, statementText, stateOf } from '../statement-text.ts';
import { isSet, oneOf, optional, usageError, wholeNumber } from '../usage.ts';
import { AS_OPTION, requireAdministration, viewerOf } from '../viewer.ts';

export const reportDeliveries: Command = {
  name: 'report deliveries',
  summary:
    'Reports that schedules made, newest first: where each was brought, and every try; --out opens one as it is stored.',
  positionals: '',
  options: {
    id: { value: 'ID', summary: 'only this one, with its files and every try' },
    schedule: { value: 'NAME', summary: 'only of this schedule' },
    limit: { value: 'COUNT', summary: 'how many at most (default: 20)' },
    out: {
      value: 'FILE',
      summary: 'with --id: its file, decrypted, into this one, which must not exist yet',
    },
    format: { value: FILE_FORMATS.join('|'), summary: 'which of its files (default: by the name of --out)' },
    ...AS_OPTION,
    json: { value: null, summary: 'as JSON' },
  },
  example: './ledgerline report deliveries --schedule month-end',
  writes: false,
  audit: { reads: 'reports' },
  async run(call) {
    const given = optional(call, 'id');
    const id = given === null ? null : wholeNumber(given, '--id');
    const out = optional(call, 'out');
    if (out !== null) return await writeOut(call, id, out);
    await requireAdministration(call, 'Where reports are delivered is');
    const schedule = optional(call, 'schedule');
    const found = storedStatements(call.reading().connection, {
      ...(id !== null && { id }),
      ...(schedule !== null && { schedule }),
      limit: wholeNumber(optional(call, 'limit') ?? '20', '--limit'),
    });
    call.tell({ counts: { reports: found.length } });
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(found.map(statementJson), null, 1)}\n`);
    else if (id !== null) for (const one of found) await call.out(statementText(one));
    else await call.out(textTable(textColumns(TITLES), found.map(rowOf)));
    return 0;
  },
};

const TITLES = ['id', 'schedule', 'report', 'made', 'result', 'to'];

function rowOf(statement: StoredStatement): string[] {
  const { id, schedule, report, started_at, dispatches } = statement;
  const to = dispatches.map(({ address, state }) =>
    state === 'delivered' ? address : `${address} (${state})`,
  );
  return [String(id), schedule, report, showTime(started_at, 0), stateOf(statement), to.join(' ')];
}

async function writeOut(call: CommandCall, id: number | null, out: string): Promise<number> {
  if (id === null) throw usageError('--out is for one report.', 'Say which: --id 12.');
  const named = FILE_FORMATS.find((format) => out.toLowerCase().endsWith(`.${format}`));
  const format = oneOf(call, 'format', FILE_FORMATS) ?? named;
  if (format === undefined) throw usageError('--format is missing.', `One of: ${FILE_FORMATS.join(', ')}.`);
  const opened = await openStatement(call, id, await viewerOf(call));
  const file = fileOf(opened, format);
  call.tell({ object: `statement ${id}`, counts: { bytes: file.bytes } });
  await writeNewFile(resolve(call.cwd, out), await opened.open(file));
  await call.out(`${out}: ${grouped(file.bytes)} bytes as they were delivered, SHA-256 ${file.sha256}\n`);
  return 0;
}
