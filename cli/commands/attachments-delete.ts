import { attachmentToDelete } from '../../access/attachments.ts';
import { dayOf, showTime } from '../../record/calendar.ts';
import { OperationError } from '../../record/operation-error.ts';
import { grouped } from '../../reports/text-table.ts';
import type { Command } from '../command.ts';
import { CONFIRM_OPTIONS, confirmedPlan, NOT_DONE_EXIT } from '../confirmed-plan.ts';
import { notFound } from '../raw-lines.ts';
import { wholeNumber } from '../usage.ts';
import { AS_OPTION, viewerOf } from '../viewer.ts';

export const attachmentsDelete: Command = {
  name: 'attachments delete',
  summary:
    'Deletes a recording or transcript before its age is reached; the call stays. A legal hold refuses.',
  positionals: 'ID',
  options: { ...CONFIRM_OPTIONS, ...AS_OPTION },
  example: './ledgerline attachments delete 12 --yes --reason "recorded by mistake"',
  writes: true,
  audit: { changes: 'attachments' },
  async run(call) {
    const id = wholeNumber(call.positionals[0], 'ID');
    const found = await attachmentToDelete(call.reading(), await viewerOf(call), {
      id,
      today: dayOf(call.now()),
    });
    const missing = notFound(
      `There is no attachment ${id}.`,
      './ledgerline attachments list names those there are.',
    );
    if (found === null) throw missing;
    const { kind, bytes, received_at, call: of } = found;
    const whose = of === null ? 'whose call was not found' : `of call ${of}`;
    const plan = `Attachment ${id}, a ${kind} ${whose} of ${grouped(bytes)} bytes, which arrived on ${showTime(received_at, 0)}, goes for good. Backups have it until they go, and none brings it back.\n`;
    if ((await confirmedPlan(call, plan)) === null) return NOT_DONE_EXIT;
    const { gateway, backups } = await call.writer();
    call.tell({ object: `attachment ${id}` });
    if (found.held) throw underHold(id);
    // Noted before: killed in between, it would come back with a backup, and nobody would know that it was to go.
    await backups.appendErasure({ attachment: found.file, at_ms: call.now() });
    const { removed, kept } = await gateway.removeAttachments({ attachments: [id] });
    if (kept > 0) throw underHold(id);
    if (removed === 0) throw missing;
    await gateway.finish(call.signal);
    await call.out(`Attachment ${id} is deleted.\n`);
    return 0;
  },
};

function underHold(id: number): OperationError {
  return new OperationError('UNDER_HOLD', `A legal hold keeps attachment ${id}.`, {
    hint: './ledgerline hold list names the holds; nothing was deleted.',
  });
}
