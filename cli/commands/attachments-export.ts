import { resolve } from 'node:path';
import { openAttachment } from '../../access/attachments.ts';
import { readSealed } from '../../collector/attachments/sealed-file.ts';
import { grouped } from '../../reports/text-table.ts';
import { knownMonthKey } from '../../settings/attachment-keys.ts';
import type { Command } from '../command.ts';
import { writeNewFile } from '../new-file.ts';
import { notFound } from '../raw-lines.ts';
import { attachmentKeys } from '../service/attachment-keys.ts';
import { activeConfiguration } from '../service/judging.ts';
import { optional, usageError, wholeNumber } from '../usage.ts';
import { AS_OPTION, viewerOf } from '../viewer.ts';

export const attachmentsExport: Command = {
  name: 'attachments export',
  summary:
    'Writes a recording or transcript, decrypted, into a file: all of it, or nothing where it was altered.',
  positionals: 'ID',
  options: {
    out: { value: 'FILE', summary: 'a new file (needed); nobody else may read it' },
    ...AS_OPTION,
  },
  example: './ledgerline attachments export 12 --out call.wav',
  writes: false,
  audit: { reads: 'attachments' },
  async run(call) {
    const id = wholeNumber(call.positionals[0], 'ID');
    const out = optional(call, 'out');
    if (out === null) throw usageError('--out is missing.', 'Name the file that it is written into.');
    const opened = await openAttachment(call.reading(), await viewerOf(call), id);
    if (opened === null)
      throw notFound(`There is no attachment ${id}.`, './ledgerline attachments list names those there are.');
    call.tell({ object: `attachment ${id}`, counts: { bytes: opened.bytes } });
    const { attachments } = await activeConfiguration(call.reading());
    const key = await knownMonthKey(attachmentKeys(call.folder, attachments), opened.month);
    await writeNewFile(resolve(call.cwd, out), readSealed(call.folder, opened, key));
    await call.out(
      `Attachment ${id} is in ${out}, ${grouped(opened.bytes)} bytes. It is not encrypted there.\n`,
    );
    return 0;
  },
};
