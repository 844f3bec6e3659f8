import { configurationVersions } from '../../store/queries/intakes.ts';
import type { Command, CommandCall } from '../command.ts';
import { putInForce } from '../put-in-force.ts';
import { notFound } from '../raw-lines.ts';
import { optional, usageError, wholeNumber } from '../usage.ts';

export const configRollback: Command = {
  name: 'config rollback',
  summary:
    'Makes an earlier version of the configuration the one in force, as a new version. Shows what changed.',
  positionals: 'VERSION',
  options: { reason: { value: 'TEXT', summary: 'why, for the history (needed)' } },
  example: './ledgerline config rollback 3 --reason "calls of the branch were held"',
  writes: true,
  audit: { changes: 'configuration' },
  async run(call) {
    const wanted = wholeNumber(call.positionals[0], 'VERSION');
    const reason = reasonOf(call);
    const versions = configurationVersions(call.reading().connection);
    const found = versions.find(({ id }) => id === wanted);
    if (found === undefined) {
      throw notFound(
        `There is no version ${wanted} of the configuration.`,
        './ledgerline config history lists the versions.',
      );
    }
    if (found === versions[0]) {
      await call.out(`Version ${wanted} is in force already; nothing was changed.\n`);
      return 0;
    }
    const { text } = found;
    await putInForce(call, {
      name: `version ${wanted}`,
      text,
      reason: `back to version ${wanted}: ${reason}`,
    });
    return 0;
  },
};

function reasonOf(call: CommandCall): string {
  const reason = optional(call, 'reason')?.trim() ?? '';
  if (reason !== '') return reason;
  throw usageError(
    '--reason is missing.',
    'Say why, for the history: --reason "calls of the branch were held".',
  );
}
