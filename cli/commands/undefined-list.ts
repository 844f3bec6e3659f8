import { showTime } from '../../record/calendar.ts';
import { UNDEFINED_REASONS, type UndefinedReason } from '../../record/outcome.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import { undefinedLines, undefinedReasons } from '../../store/queries/lines.ts';
import type { Command } from '../command.ts';
import { noticeUnknownSource } from '../source-names.ts';
import { isSet, oneOf, optional, sameFolder } from '../usage.ts';

/** Shown in a table; --json has no limit. */
const SHOWN = 50;

export const undefinedList: Command = {
  name: 'undefined list',
  summary: 'Lines that could not be read, counted by source and reason, then one by one.',
  positionals: '',
  options: {
    source: { value: 'NAME', summary: 'only of this source' },
    reason: { value: 'CODE', summary: 'only with this reason (docs/outcomes.md)' },
    json: { value: null, summary: 'every line as a JSON array' },
  },
  example: './ledgerline undefined list --reason bad_time',
  writes: false,
  async run(call) {
    const reason = oneOf(call, 'reason', Object.keys(UNDEFINED_REASONS) as UndefinedReason[]);
    const source = optional(call, 'source');
    const filter = { ...(reason === null ? {} : { reason }), ...(source === null ? {} : { source }) };
    if (source !== null) await noticeUnknownSource(call, source);
    const json = isSet(call, 'json');
    const { query } = call.reading();
    const lines = await undefinedLines(query, filter, json ? null : SHOWN);
    if (json) {
      const shown = lines.map((line) => ({ ...line, received_at: showTime(line.received_at, 0) }));
      await call.out(`${JSON.stringify(shown, null, 1)}\n`);
      return 0;
    }
    const reasons = (await undefinedReasons(query)).filter(
      (row) => (reason === null || row.reason === reason) && (source === null || row.source === source),
    );
    if (reasons.length === 0) {
      await call.out(
        reason === null && source === null ? 'No line is undefined.\n' : 'No such line is undefined.\n',
      );
      return 0;
    }
    const counts = reasons.map((row) => [row.source, row.reason, grouped(row.lines)]);
    await call.out(textTable(textColumns(['source', 'reason', 'lines'], ['lines']), counts));
    const titles = ['intake', 'offset', 'reason', 'what failed'];
    const places = lines.map((line) => [String(line.intake), String(line.offset), line.reason, line.detail]);
    await call.out(`\n${textTable(textColumns(titles, ['intake', 'offset']), places)}`);
    const total = reasons.reduce((sum, row) => sum + row.lines, 0);
    if (total > lines.length)
      await call.out(`… and ${grouped(total - lines.length)} more (--json lists all).\n`);
    await call.out(`\nOne of them: ./ledgerline undefined show INTAKE OFFSET${sameFolder(call)}\n`);
    return 0;
  },
};
