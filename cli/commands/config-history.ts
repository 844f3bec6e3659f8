import { showTime } from '../../record/calendar.ts';
import { textColumns, textTable } from '../../reports/text-table.ts';
import { configurationVersions } from '../../store/queries/intakes.ts';
import type { Command } from '../command.ts';
import { isSet } from '../usage.ts';
import { requireAdministration } from '../viewer.ts';

export const configHistory: Command = {
  name: 'config history',
  summary: 'The versions of the configuration: when, by whom, why; newest first.',
  positionals: '',
  options: { json: { value: null, summary: 'as a JSON array, with the documents' } },
  example: './ledgerline config history',
  writes: false,
  audit: 'none',
  async run(call) {
    await requireAdministration(call, 'The configuration is');
    const versions = configurationVersions(call.reading().connection).map((version) => ({
      ...version,
      applied_at: showTime(version.applied_at, 0),
    }));
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify(versions, null, 1)}\n`);
      return 0;
    }
    if (versions.length === 0) {
      await call.out('No configuration was applied yet.\n');
      return 0;
    }
    const rows = versions.map((row) => [String(row.id), row.applied_at, row.applied_by, row.reason]);
    await call.out(textTable(textColumns(['version', 'applied', 'by', 'reason']), rows));
    return 0;
  },
};
