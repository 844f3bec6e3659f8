import { readAttachments, readRefused, type SeenAttachment } from '../../access/attachments.ts';
import { openCall } from '../../access/calls.ts';
import type { RefusedAttachment } from '../../record/attachment.ts';
import { showTime } from '../../record/calendar.ts';
import { grouped, textColumns, textTable, visible } from '../../reports/text-table.ts';
import type { Command, CommandCall } from '../command.ts';
import { notFound } from '../raw-lines.ts';
import { isSet, optional, wholeNumber } from '../usage.ts';
import { AS_OPTION, viewerOf } from '../viewer.ts';

export const attachmentsList: Command = {
  name: 'attachments list',
  summary:
    'Recordings and transcripts of calls, those that wait for their call, and files that could not be taken.',
  positionals: '',
  options: {
    call: { value: 'ID', summary: 'those of one call, with all its legs' },
    unmatched: {
      value: null,
      summary: 'only those whose call was not found yet, and files that were refused',
    },
    ...AS_OPTION,
    json: { value: null, summary: 'as JSON' },
  },
  example: './ledgerline attachments list --unmatched',
  writes: false,
  audit: { reads: 'attachments' },
  async run(call) {
    const sight = await viewerOf(call);
    const store = call.reading();
    const id = optional(call, 'call');
    const unmatched = isSet(call, 'unmatched');
    const calls = id === null ? undefined : await legsOf(call, wholeNumber(id, '--call'), sight);
    const filter = { unmatched, ...(calls !== undefined && { calls }) };
    const attachments = await readAttachments(store, sight, filter);
    const refused = calls === undefined ? readRefused(store, sight) : [];
    call.tell({ counts: { attachments: attachments.length } });
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify({ attachments, refused }, null, 1)}\n`);
      return 0;
    }
    if (attachments.length === 0)
      await call.out(unmatched ? 'No attachment waits for its call.\n' : 'There is no attachment.\n');
    else await call.out(listText(attachments));
    if (refused.length > 0) await call.out(`\nNot taken, and left where they are:\n${refusedText(refused)}`);
    return 0;
  },
};

async function legsOf(call: CommandCall, id: number, sight: Awaited<ReturnType<typeof viewerOf>>) {
  const opened = await openCall(call.reading(), sight, id);
  if (opened !== null) return opened.legs.map((leg) => leg.id);
  throw notFound(`There is no call ${id}.`, './ledgerline calls --held lists all calls with their ids.');
}

function listText(attachments: readonly SeenAttachment[]): string {
  const rows = attachments.map(({ id, kind, source, received_at, bytes, call, fitting, name }) => [
    String(id),
    kind,
    source,
    showTime(received_at, 0),
    grouped(bytes),
    call === null ? (fitting > 1 ? `${fitting} calls fit` : 'waits') : String(call),
    name === null ? 'not shown' : visible(name),
  ]);
  return textTable(
    textColumns(['id', 'what', 'source', 'arrived', 'bytes', 'call', 'name'], ['id', 'bytes']),
    rows,
  );
}

function refusedText(refused: readonly RefusedAttachment[]): string {
  const rows = refused.map(({ folder, path, reason }) => [folder, visible(path), visible(reason)]);
  return textTable(textColumns(['folder', 'file', 'why'], []), rows);
}
