import { isAbsolute } from 'node:path';
import { REPORT_PARAMETERS } from '../../reports/report-parameters.ts';
import { withEntry } from '../../settings/edited-document.ts';
import { configurationVersions } from '../../store/queries/intakes.ts';
import type { Command, CommandCall } from '../command.ts';
import { putInForce } from '../put-in-force.ts';
import { refuseBill } from '../report-upkeep.ts';
import { requireFolder } from '../schedule-places.ts';
import { SCHEDULE_OPTIONS, scheduleValues } from '../schedule-values.ts';
import { activeConfiguration } from '../service/judging.ts';
import { isSet, optional, usageError } from '../usage.ts';
import { requireAdministration, sightIn } from '../viewer.ts';

export const reportScheduleAdd: Command = {
  name: 'report schedule add',
  summary:
    'Has a report made and delivered by itself: a new version of the configuration, with one schedule more.',
  positionals: 'NAME',
  options: {
    ...REPORT_PARAMETERS,
    ...SCHEDULE_OPTIONS,
    away: { value: null, summary: 'the folder is on a share that is not mounted now, and is not looked for' },
    replace: { value: null, summary: 'in the place of the schedule that has this name' },
    reason: { value: 'TEXT', summary: 'why, for the history' },
  },
  example:
    './ledgerline report schedule add month-end --report charge-back --for finance --on 1 --at 06:00 --format pdf,xlsx --folder /srv/reports',
  writes: true,
  audit: { changes: 'configuration' },
  async run(call) {
    const [name = ''] = call.positionals;
    await requireAdministration(call, 'Schedules of reports are');
    const value = scheduleValues(call);
    const [newest] = configurationVersions(call.reading().connection);
    const text = newest?.text ?? '';
    const known = (await activeConfiguration(call.reading())).report_schedules;
    if (Object.hasOwn(known, name) && call.values.replace !== true)
      throw usageError(`There is a schedule ${name} already.`, 'Give another name, or --replace.');
    const folder = optional(call, 'folder');
    if (folder !== null && isAbsolute(folder) && !isSet(call, 'away')) requireFolder(folder);
    if (optional(call, 'file') !== null) await requireNumbers(call);
    await putInForce(call, {
      name: `the configuration with the schedule ${name}`,
      text: withEntry(text, ['report_schedules', name], value),
      reason: optional(call, 'reason') ?? `schedule ${name}`,
    });
    await call.out(
      'A file of yours does not have it yet: ./ledgerline config show prints the document that is in force.\n',
    );
    return 0;
  },
};

/** For a reader without whole numbers a comparison with a bill would be refused each time; a reader whom nobody knows is, by the document. */
async function requireNumbers(call: CommandCall): Promise<void> {
  const sight = await sightIn(call.reading(), 'os:', optional(call, 'for'));
  if (!('unknown' in sight)) refuseBill(sight);
}
