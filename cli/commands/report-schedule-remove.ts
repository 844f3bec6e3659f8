import { withEntry } from '../../settings/edited-document.ts';
import { configurationVersions } from '../../store/queries/intakes.ts';
import type { Command } from '../command.ts';
import { putInForce } from '../put-in-force.ts';
import { activeConfiguration } from '../service/judging.ts';
import { noSchedule } from '../service/scheduled-reports.ts';
import { optional } from '../usage.ts';
import { requireAdministration } from '../viewer.ts';

export const reportScheduleRemove: Command = {
  name: 'report schedule remove',
  summary: 'Has a report not made any more: a new version of the configuration. What was delivered stays.',
  positionals: 'NAME',
  options: { reason: { value: 'TEXT', summary: 'why, for the history' } },
  example: './ledgerline report schedule remove month-end',
  writes: true,
  audit: { changes: 'configuration' },
  async run(call) {
    const [name = ''] = call.positionals;
    await requireAdministration(call, 'Schedules of reports are');
    const [newest] = configurationVersions(call.reading().connection);
    const { report_schedules } = await activeConfiguration(call.reading());
    if (!Object.hasOwn(report_schedules, name)) throw noSchedule(name);
    await putInForce(call, {
      name: `the configuration without the schedule ${name}`,
      text: withEntry(newest?.text ?? '', ['report_schedules', name], null),
      reason: optional(call, 'reason') ?? `no schedule ${name} any more`,
    });
    await (await call.writer()).store.clearAlarm(`report ${name}`);
    return 0;
  },
};
