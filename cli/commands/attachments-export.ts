import { type FileHandle, link, open, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { openAttachment } from '../../access/attachments.ts';
import { readSealed } from '../../collector/attachments/sealed-file.ts';
import { OperationError } from '../../record/operation-error.ts';
import { grouped } from '../../reports/text-table.ts';
import { knownMonthKey } from '../../settings/attachment-keys.ts';
import type { Command } from '../command.ts';
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
    await writeNew(resolve(call.cwd, out), readSealed(call.folder, opened, key));
    await call.out(
      `Attachment ${id} is in ${out}, ${grouped(opened.bytes)} bytes. It is not encrypted there.\n`,
    );
    return 0;
  },
};

/** Under its name there is all of it or nothing, and nothing that was there is replaced. */
async function writeNew(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  let file: FileHandle | null = null;
  try {
    file = await open(part, 'wx', 0o600);
    for await (const piece of bytes) await file.writeFile(piece);
    await file.sync();
    await link(part, path);
  } catch (error) {
    throw unwritten(path, error);
  } finally {
    if (file !== null) {
      await file.close();
      await rm(part, { force: true });
    }
  }
}

function unwritten(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (error instanceof OperationError || typeof code !== 'string') return error;
  if (code === 'EEXIST')
    return usageError(`The file ${path} is there already.`, 'Name a new one; nothing was replaced.');
  if (code === 'ENOSPC') {
    return new OperationError('DISK_FULL', `The disk that holds ${path} is full.`, {
      hint: 'Nothing was left half written. Make room, or name a file elsewhere.',
      cause: error,
    });
  }
  return new OperationError('FILE_UNREADABLE', `The file ${path} cannot be written (${code}).`, {
    hint: `Check that ${dirname(path)} is there and that this account may write to it.`,
    cause: error,
  });
}
