import { showTime } from '../../record/calendar.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import { sessions } from '../../store/queries/intakes.ts';
import type { Command } from '../command.ts';
import { noticeUnknownSource } from '../source-names.ts';
import { isSet, optional, usageError, wholeNumber } from '../usage.ts';

export const sourcesSessions: Command = {
  name: 'sources sessions',
  summary: 'Every connection and every round that brought something, newest first, with its result.',
  positionals: '[NAME]',
  options: {
    last: { value: 'N', summary: 'how many (default: 50)' },
    json: { value: null, summary: 'as a JSON array' },
  },
  example: './ledgerline sources sessions pbx --last 10',
  writes: false,
  async run(call) {
    const last = wholeNumber(optional(call, 'last') ?? '50', '--last');
    if (last === 0) throw usageError('--last must be at least 1.', 'Leave it out for the last 50.');
    const [name = null] = call.positionals;
    if (name !== null) await noticeUnknownSource(call, name);
    const found = (await sessions(call.reading().query, name, last)).map((row) => ({
      ...row,
      started_at: showTime(row.started_at, 0),
      ended_at: row.ended_at === null ? null : showTime(row.ended_at, 0),
    }));
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify(found, null, 1)}\n`);
      return 0;
    }
    if (found.length === 0) {
      await call.out(
        name === null ? 'There was no session yet.\n' : `There was no session of ${name} yet.\n`,
      );
      return 0;
    }
    const titles = [
      'source',
      'started',
      'ended',
      'peer',
      'result',
      'bytes',
      'files',
      'known',
      'retries',
      'what happened',
    ];
    const rows = found.map((row) => [
      row.source,
      row.started_at,
      row.ended_at ?? '',
      row.peer,
      row.result,
      grouped(row.bytes),
      grouped(row.files),
      grouped(row.files_known),
      grouped(row.retries),
      row.detail ?? '',
    ]);
    await call.out(textTable(textColumns(titles, ['bytes', 'files', 'known', 'retries']), rows));
    return 0;
  },
};
