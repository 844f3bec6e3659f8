import { showTime } from '../../record/calendar.ts';
import { grouped, textTable } from '../../reports/text-table.ts';
import { refusedFiles, sessions } from '../../store/queries/intakes.ts';
import type { Command } from '../command.ts';
import { asJson, refusedTable } from '../refused-files.ts';
import { isSet, optional, wholeNumber } from '../usage.ts';

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
    const { query } = call.reading();
    const source = call.positionals[0] ?? null;
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
      await call.out('There was no session yet.\n');
      return 0;
    }
    await call.out(
      textTable(
        COLUMNS,
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
const COLUMNS = ['source', 'started', 'ended', 'peer', 'result', ...NUMBERS, 'what happened'].map(
  (title) => ({
    title,
    align: NUMBERS.includes(title) ? ('right' as const) : ('left' as const),
  }),
);
