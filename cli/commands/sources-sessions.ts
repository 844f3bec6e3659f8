import { showTime } from '../../record/calendar.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import { refusedFiles, sessions } from '../../store/queries/intakes.ts';
import type { Command } from '../command.ts';
import { asJson, refusedTable } from '../refused-files.ts';
import { ensureKnownSource } from '../source-names.ts';
import { isSet, optional, usageError, wholeNumber } from '../usage.ts';
import { requireAdministration } from '../viewer.ts';

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
  audit: { reads: 'sessions' },
  async run(call) {
    await requireAdministration(call, 'Sessions of sources are');
    const last = wholeNumber(optional(call, 'last') ?? '50', '--last');
    if (last === 0) throw usageError('--last must be at least 1.', 'Leave it out for the last 50.');
    const { query } = call.reading();
    const source = call.positionals[0] ?? null;
    if (source !== null) await ensureKnownSource(call, source);
    const found = (await sessions(query, source, last)).map((row) => ({
      ...row,
      started_at: showTime(row.started_at, 0),
      ended_at: row.ended_at === null ? null : showTime(row.ended_at, 0),
    }));
    const refused = await refusedFiles(query, source);
    if (isSet(call, 'json')) {
      const refusedIn = (id: number) => refused.filter(({ session }) => session === id).map(asJson);
      const rows = found.map((row) => ({ ...row, refused: refusedIn(row.id) }));
      await call.out(`${JSON.stringify(rows, null, 1)}\n`);
      return 0;
    }
    if (found.length === 0) {
      await call.out(
        source === null ? 'There was no session yet.\n' : `There was no session of ${source} yet.\n`,
      );
      return 0;
    }
    await call.out(
      textTable(
        textColumns(TITLES, NUMBERS),
        found.map((row) => [
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
        ]),
      ) + refusedTable(refused),
    );
    return 0;
  },
};

const NUMBERS = ['bytes', 'files', 'known', 'retries'];
const TITLES = ['source', 'started', 'ended', 'peer', 'result', ...NUMBERS, 'what happened'];
