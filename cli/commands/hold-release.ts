import type { Command } from '../command.ts';
import { notFound } from '../raw-lines.ts';
import { optional, usageError, wholeNumber } from '../usage.ts';
import { requireWholeSight } from '../viewer.ts';

export const holdRelease: Command = {
  name: 'hold release',
  summary:
    'Ends a hold: what it deferred goes at the next run of the jobs. The numbers and names in it go at once.',
  positionals: 'ID',
  options: { reason: { value: 'TEXT', summary: 'why, for those who ask later; nothing personal' } },
  example: './ledgerline hold release 3 --reason "case closed"',
  writes: true,
  audit: { changes: 'holds' },
  async run(call) {
    await requireWholeSight(call, 'Legal holds are');
    const id = wholeNumber(call.positionals[0], 'ID');
    const reason = optional(call, 'reason');
    if (reason === null || reason.trim() === '')
      throw usageError('--reason is missing.', 'Say why the calls need not stay any more.');
    const { pipeline, store } = await call.writer();
    const by = { at: call.now(), by: call.principal, reason };
    if (!(await pipeline.inTurn(() => store.releaseHold(id, by))))
      throw notFound(`There is no hold ${id} in force.`, './ledgerline hold list names those that are.');
    await call.out(`Hold ${id} is released. What it deferred goes at the next run of the jobs.\n`);
    return 0;
  },
};
