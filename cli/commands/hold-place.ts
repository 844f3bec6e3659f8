import { DAY_MS, showDay } from '../../record/calendar.ts';
import { counted, grouped } from '../../reports/text-table.ts';
import { archivedUnder, callsUnder } from '../../store/queries/holds.ts';
import type { ArchivedMonthCalls } from '../../store/queries/subject-archived.ts';
import { archivesOf } from '../archives-of.ts';
import { archivesText } from '../archives-text.ts';
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
    const { connection } = call.reading();
    const kept = {
      calls: callsUnder(connection, conditions),
      archived_calls: archivedUnder(connection, conditions),
    };
    // Of a period alone they are those of everybody, which says nothing more.
    const known = kept.archived_calls === 0 ? [] : archivesOf(call, conditions);
    call.tell({ object: `hold ${id}`, counts: kept });
    if (isSet(call, 'json')) {
      const archives = known.map(({ month, days }) => ({ month, days: days.map(showDay) }));
      await call.out(`${JSON.stringify({ id, ...kept, archives }, null, 1)}\n`);
    } else {
      await call.out(
        `Hold ${id} is in force. It keeps ${grouped(kept.calls)} stored calls now, and those that still come.\n`,
      );
      await call.out(archivedText(kept.archived_calls, known));
    }
    return 0;
  },
};

/** Nobody is told of archives where there are none. */
function archivedText(calls: number, known: readonly ArchivedMonthCalls[]): string {
  if (calls === 0) return '';
  return `In archives it keeps ${counted(calls, 'call')} in ${calls === 1 ? 'its file' : 'their files'}, which is all there ${calls === 1 ? 'is' : 'are'} of its days: whose they are cannot be asked without the key of the archive.
${archivesText(known)}`;
}
