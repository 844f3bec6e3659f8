import { DAY_MS } from '../../record/calendar.ts';
import { grouped } from '../../reports/text-table.ts';
import { callsUnder } from '../../store/queries/holds.ts';
import type { Command } from '../command.ts';
import { HOLD_OPTIONS, holdConditions } from '../hold-conditions.ts';
import { activeConfiguration } from '../service/judging.ts';
import { givenDay, isSet, optional, usageError } from '../usage.ts';
import { requireWholeSight } from '../viewer.ts';

export const holdPlace: Command = {
  name: 'hold place',
  summary: 'Keeps calls, and their lines, from being masked or deleted, until the hold is released or ends.',
  positionals: '',
  options: {
    reason: { value: 'TEXT', summary: 'why, for those who ask later; nothing personal' },
    until: { value: 'YYYY-MM-DD', summary: 'the last day of the hold (default: until it is released)' },
    ...HOLD_OPTIONS,
    json: { value: null, summary: 'as JSON' },
  },
  example: './ledgerline hold place --reason "case 7 C 112/26" --number +4989231250001 --from 2026-01-01',
  writes: true,
  audit: { changes: 'holds' },
  async run(call) {
    await requireWholeSight(call, 'Legal holds are');
    const reason = optional(call, 'reason');
    if (reason === null || reason.trim() === '')
      throw usageError('--reason is missing.', 'Say why these calls must stay, for example a file number.');
    const until = givenDay(call, 'until');
    if (until !== null && until < Math.floor(call.now() / DAY_MS))
      throw usageError('--until lies in the past.', 'A hold must be in force for a day at least.');
    const { pipeline, store } = await call.writer();
    const conditions = holdConditions(call, await activeConfiguration(call.reading()));
    const hold = { placed_at: call.now(), placed_by: call.principal, reason, until, conditions };
    // In turn: a line that was being judged without it has been committed by then.
    const id = await pipeline.inTurn(() => store.placeHold(hold));
    const calls = callsUnder(call.reading().connection, conditions);
    call.tell({ object: `hold ${id}`, counts: { calls } });
    await call.out(
      isSet(call, 'json')
        ? `${JSON.stringify({ id, calls }, null, 1)}\n`
        : `Hold ${id} is in force. It keeps ${grouped(calls)} stored calls now, and those that still come.\n`,
    );
    return 0;
  },
};
