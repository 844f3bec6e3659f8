import { previewRetention } from '../../maintenance/retention-preview.ts';
import type { Command, CommandCall } from '../command.ts';
import { readDocument } from '../configuration-files.ts';
import { clockAlarm } from '../job-plans.ts';
import { previewText } from '../preview-text.ts';
import { activeConfiguration, readConfiguration } from '../service/judging.ts';
import { previewReads } from '../service/preview-reads.ts';
import { isSet, optional, usageError, wholeNumber } from '../usage.ts';

const MOST_DAYS = 400;

export const retentionPreview: Command = {
  name: 'retention preview',
  summary:
    'What the retention in force, or that of a file, takes tonight and in the nights behind it. Changes nothing.',
  positionals: '',
  options: {
    policy: { value: 'FILE', summary: 'a configuration that is not in force yet' },
    days: { value: 'COUNT', summary: 'how many nights (default: 30)' },
    json: { value: null, summary: 'as JSON' },
  },
  example: './ledgerline retention preview --policy ledgerline.yaml --days 30',
  writes: false,
  audit: 'none',
  async run(call) {
    const nights = wholeNumber(optional(call, 'days') ?? '30', '--days');
    if (nights < 1 || nights > MOST_DAYS)
      throw usageError(`--days ${nights} is not possible.`, `Give 1 to ${MOST_DAYS}.`);
    const configuration = await configurationOf(call);
    const { retention, schedule } = configuration;
    if (retention === null) {
      await call.out(
        isSet(call, 'json')
          ? `${JSON.stringify({ rows: [], deferred: 0, brakes: [] }, null, 1)}\n`
          : 'There is no retention: nothing is masked or removed by itself. ./ledgerline retention template prints a section to begin with.\n',
      );
      return 0;
    }
    const preview = await previewRetention(previewReads(call.folder, configuration), {
      retention,
      schedule,
      now: call.now(),
      nights,
    });
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(preview, null, 1)}\n`);
    else await call.out(previewText(preview) + (clockAlarm(call.reading().connection) ?? ''));
    return 0;
  },
};

async function configurationOf(call: CommandCall) {
  const file = optional(call, 'policy');
  if (file === null) return await activeConfiguration(call.reading());
  const { name, text } = readDocument(call, file);
  return readConfiguration(text, name);
}
