import { nextDueOf } from '../../maintenance/due.ts';
import { showTime } from '../../record/calendar.ts';
import { textColumns, textTable } from '../../reports/text-table.ts';
import { storedStatements } from '../../store/queries/statements.ts';
import type { Command } from '../command.ts';
import { activeConfiguration } from '../service/judging.ts';
import { reportTimings } from '../service/report-timings.ts';
import { isSet } from '../usage.ts';
import { requireAdministration } from '../viewer.ts';

export const reportScheduleList: Command = {
  name: 'report schedule list',
  summary:
    'Reports that are made by themselves: when each is due, where it goes, and what became of the last one.',
  positionals: '',
  options: { json: { value: null, summary: 'as JSON' } },
  example: './ledgerline report schedule list',
  writes: false,
  audit: 'none',
  async run(call) {
    await requireAdministration(call, 'Schedules of reports are');
    const store = call.reading();
    const configuration = await activeConfiguration(store);
    const timings = new Map(reportTimings(configuration).map((one) => [one.name, one]));
    const schedules = Object.entries(configuration.report_schedules).map(([name, settings]) => {
      const timing = timings.get(name);
      const [last] = storedStatements(store.connection, { schedule: name, limit: 1 });
      const waits = last?.dispatches.some(({ state }) => state === 'waiting');
      const failed = last?.state === 'failed' || last?.dispatches.some(({ state }) => state === 'failed');
      return {
        ...{ name, ...settings },
        next_due_at:
          timing === undefined ? null : showTime(nextDueOf(timing.timing, call.now(), timing.time_zone), 0),
        last_made_at: last === undefined ? null : showTime(last.started_at, 0),
        last_result: last === undefined ? null : failed ? 'failed' : waits ? 'waiting' : 'delivered',
      };
    });
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify(schedules, null, 1)}\n`);
      return 0;
    }
    const rows = schedules.map(({ name, report, period, as, formats, folder, mail, ...when }) => [
      ...[name, report, period, as, formats.join(' ')],
      [...(folder === null ? [] : [folder]), ...(mail ?? [])].join(' '),
      ...[when.next_due_at ?? 'off', when.last_made_at ?? 'never', when.last_result ?? ''],
    ]);
    const titles = ['schedule', 'report', 'period', 'as', 'formats', 'to', 'next due', 'last made', 'result'];
    await call.out(textTable(textColumns(titles), rows));
    return 0;
  },
};
