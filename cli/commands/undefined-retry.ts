import { UNDEFINED_REASONS, type UndefinedReason } from '../../record/outcome.ts';
import type { Command } from '../command.ts';
import { replayed, replayTable } from '../replaying.ts';
import { ensureKnownSource } from '../source-names.ts';
import { isSet, oneOf, optional } from '../usage.ts';

export const undefinedRetry: Command = {
  name: 'undefined retry',
  summary:
    'Reads the intakes that have undefined lines again, after a driver, a format or a plan was mended.',
  positionals: '',
  options: {
    source: { value: 'NAME', summary: 'only of this source' },
    reason: { value: 'CODE', summary: 'only intakes that have lines with this reason (docs/outcomes.md)' },
    json: { value: null, summary: 'what changed as JSON' },
  },
  example: './ledgerline undefined retry --source pbx --reason bad_time',
  writes: true,
  audit: { changes: 'lines' },
  async run(call) {
    const reason = oneOf(call, 'reason', Object.keys(UNDEFINED_REASONS) as UndefinedReason[]);
    const source = optional(call, 'source');
    if (source !== null) await ensureKnownSource(call, source);
    const filter = { undefined: reason ?? (true as const), ...(source === null ? {} : { source }) };
    const groups = await replayed(call, filter, { only_try: false, by: 'source' });
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(groups, null, 1)}\n`);
    else await call.out(replayTable(groups, 'source'));
    return 0;
  },
};
