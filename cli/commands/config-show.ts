import { configurationVersions } from '../../store/queries/intakes.ts';
import type { Command } from '../command.ts';
import { notFound } from '../raw-lines.ts';
import { wholeNumber } from '../usage.ts';
import { requireAdministration } from '../viewer.ts';

export const configShow: Command = {
  name: 'config show',
  summary: 'The applied configuration as it was written, or an earlier version of it.',
  positionals: '[VERSION]',
  options: {},
  example: './ledgerline config show 3',
  writes: false,
  audit: { reads: 'configuration' },
  async run(call) {
    await requireAdministration(call, 'The configuration is');
    const versions = configurationVersions(call.reading().connection);
    const [asked] = call.positionals;
    const wanted = asked === undefined ? null : wholeNumber(asked, 'VERSION');
    const found = wanted === null ? versions[0] : versions.find(({ id }) => id === wanted);
    if (found !== undefined) {
      await call.out(found.text.endsWith('\n') ? found.text : `${found.text}\n`);
      return 0;
    }
    if (wanted !== null)
      throw notFound(
        `There is no version ${wanted} of the configuration.`,
        './ledgerline config history lists the versions.',
      );
    call.err('No configuration was applied yet.\n');
    return 0;
  },
};
