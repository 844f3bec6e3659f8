import { counted, grouped } from '../../reports/text-table.ts';
import { openRequests } from '../../store/queries/subject-requests.ts';
import type { Command } from '../command.ts';
import { CONFIRM_OPTIONS, confirmedPlan, NOT_DONE_EXIT } from '../confirmed-plan.ts';
import { callsFreedBy, foundHolds } from '../found-holds.ts';
import { notFound } from '../raw-lines.ts';
import { wholeNumber } from '../usage.ts';
import { requireWholeSight } from '../viewer.ts';

export const holdRelease: Command = {
  name: 'hold release',
  summary:
    'Ends a hold: what it deferred goes at the next run of the jobs. The numbers and names in it go at once.',
  positionals: 'ID',
  options: CONFIRM_OPTIONS,
  example: './ledgerline hold release 3 --yes --reason "case closed"',
  writes: true,
  audit: { changes: 'holds' },
  async run(call) {
    await requireWholeSight(call, 'Legal holds are');
    const id = wholeNumber(call.positionals[0], 'ID');
    const hold = (await foundHolds(call, false)).find((one) => one.id === id);
    const missing = notFound(
      `There is no hold ${id} in force.`,
      './ledgerline hold list names those that are.',
    );
    if (hold === undefined) throw missing;
    const { calls, deferred_calls, deferred_raw_copies } = hold;
    const freed = await callsFreedBy(call, id);
    const kept = deferred_calls - freed;
    const others = kept === 0 ? '' : ` Other holds keep ${counted(kept, 'call')} of those that it defers.`;
    const plan = `Hold ${id} keeps ${grouped(calls)} calls. Released, ${counted(freed, 'call')} and ${grouped(deferred_raw_copies)} raw copies go, or are masked, at the next run of the jobs, and the numbers and names in it at once.${others}\n`;
    const requests = openRequests(call.reading().connection);
    const waiting =
      requests === 0
        ? ''
        : `${counted(requests, 'request')} to erase somebody stands open: what this hold kept from it goes, too.\n`;
    const reason = await confirmedPlan(call, plan + waiting);
    if (reason === null) return NOT_DONE_EXIT;
    const { pipeline, store } = await call.writer();
    const by = { at: call.now(), by: call.principal, reason };
    if (!(await pipeline.inTurn(() => store.releaseHold(id, by)))) throw missing;
    call.tell({ object: `hold ${id}`, counts: { deferred_calls, deferred_raw_copies } });
    await call.out(`Hold ${id} is released. What it deferred goes at the next run of the jobs.\n`);
    return 0;
  },
};
