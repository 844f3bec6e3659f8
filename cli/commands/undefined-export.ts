import { stringify } from 'csv-stringify/sync';
import { undefinedLines } from '../../access/lines.ts';
import { wholeText } from '../../processor/lines/decode.ts';
import { DAY_MS, showTime } from '../../record/calendar.ts';
import type { Command } from '../command.ts';
import { restrictedLines } from '../restricted-lines.ts';
import { ensureKnownSource } from '../source-names.ts';
import { withRaw } from '../undefined-raw.ts';
import { givenDay, isSet, optional, usageError } from '../usage.ts';
import { AS_OPTION, viewerOf } from '../viewer.ts';

const COLUMNS = [
  'source',
  'intake',
  'offset',
  'length',
  'received_at',
  'reason',
  'detail',
  'written_off',
  'raw',
];

export const undefinedExport: Command = {
  name: 'undefined export',
  summary:
    'The undefined lines that arrived on one day, each with its place, the reason and its bytes, as CSV.',
  positionals: '',
  options: {
    day: { value: 'YYYY-MM-DD', summary: 'the UTC day of arrival' },
    source: { value: 'NAME', summary: 'only of this source' },
    ...AS_OPTION,
    json: { value: null, summary: 'as JSON' },
  },
  example: './ledgerline undefined export --day 2026-10-26 > undefined.csv',
  writes: false,
  audit: { reads: 'lines' },
  async run(call) {
    const day = givenDay(call, 'day');
    if (day === null)
      throw usageError('--day is missing.', 'Name the day of arrival, for example --day 2026-10-26.');
    const source = optional(call, 'source');
    if (source !== null) await ensureKnownSource(call, source);
    const filter = {
      ...{ received_from: day * DAY_MS, received_before: (day + 1) * DAY_MS },
      ...(source === null ? {} : { source }),
    };
    const sight = await viewerOf(call);
    const lines = await undefinedLines(call.reading(), sight, filter, null);
    const isRestricted = await restrictedLines(call.reading(), sight);
    const rows = [];
    for await (const { line, raw } of withRaw(call, lines)) {
      const { written_off_reason, written_off_at: _at, written_off_by: _by, ...rest } = line;
      const received_at = showTime(line.received_at, 0);
      const shown = sight.raw && !isRestricted(line, raw) ? wholeText(raw, 'auto') : null;
      rows.push({ ...rest, received_at, written_off: written_off_reason, raw: shown });
    }
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(rows, null, 1)}\n`);
    else await call.out(stringify(rows, { header: true, columns: COLUMNS, record_delimiter: 'windows' }));
    return 0;
  },
};
