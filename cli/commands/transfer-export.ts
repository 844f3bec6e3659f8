import { readCallsWithGroups } from '../../access/calls.ts';
import { packed } from '../../backup/transfer-file.ts';
import { showDay, showTime } from '../../record/calendar.ts';
import { installationName } from '../../record/mac.ts';
import {
  TRANSFER_FORM,
  type TransferEnd,
  type TransferHeading,
  type TransferredCall,
} from '../../record/transfer.ts';
import { counted, grouped } from '../../reports/text-table.ts';
import { inPieces } from '../../reports/zip-stream.ts';
import { requireInstallationKey } from '../../settings/installation-key.ts';
import { askedPassphrase } from '../backup-keys.ts';
import type { Command, CommandCall } from '../command.ts';
import { encryptedFile, LOCK_OPTIONS, writeEncrypted } from '../encrypted-file.ts';
import { PROGRAM } from '../program.ts';
import { ensureKnownSource } from '../source-names.ts';
import { givenDay, usageError } from '../usage.ts';
import { AS_OPTION, viewerOf } from '../viewer.ts';

export const transferExport: Command = {
  name: 'transfer export',
  summary: 'Writes calls, held ones too, into an encrypted file that another installation can import.',
  positionals: '',
  options: {
    from: { value: 'YYYY-MM-DD', summary: 'first local day' },
    to: { value: 'YYYY-MM-DD', summary: 'last local day' },
    source: { value: 'NAME', summary: 'only from this source; may be given more than once', several: true },
    out: { value: 'FILE', summary: 'where it is written, such as branch.transfer.age (needed)' },
    ...LOCK_OPTIONS,
    ...AS_OPTION,
  },
  example:
    './ledgerline transfer export --source branch --from 2025-01-01 --out branch.transfer.age --recipient age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
  writes: false,
  audit: { reads: 'calls' },
  secrets: askedPassphrase,
  async run(call) {
    const file = await encryptedFile(call, 'branch.transfer.age');
    const heading = await headingOf(call);
    const told = { calls: 0 };
    const text = inPieces(linesOf(call, heading, told));
    const bytes = await writeEncrypted(file, packed(text), call.signal);
    call.tell({ counts: { calls: told.calls } });
    await call.out(
      `${file.out}: ${grouped(bytes)} bytes, with ${counted(told.calls, 'call')}. ./ledgerline transfer import takes it in where its key is.\n`,
    );
    return 0;
  },
};

async function headingOf(call: CommandCall): Promise<TransferHeading> {
  const [from, to] = [givenDay(call, 'from'), givenDay(call, 'to')];
  if (from !== null && to !== null && to < from)
    throw usageError(
      '--to lies before --from.',
      'Both days belong to what is written; the earlier one is --from.',
    );
  const sources = call.several.source ?? [];
  for (const source of sources) await ensureKnownSource(call, source);
  const key = requireInstallationKey(call.folder, 'nobody can tell whose calls these are');
  return {
    form: TRANSFER_FORM,
    installation: installationName(key),
    program: PROGRAM,
    made_at: showTime(call.now(), 0),
    from: from === null ? null : showDay(from),
    to: to === null ? null : showDay(to),
    sources,
  };
}

/** A line each: the heading, the calls, and how many there were. */
async function* linesOf(
  call: CommandCall,
  heading: TransferHeading,
  told: { calls: number },
): AsyncGenerator<string> {
  yield `${JSON.stringify(heading)}\n`;
  const [from, to] = [givenDay(call, 'from'), givenDay(call, 'to')];
  const filter = {
    ...(from === null ? {} : { from_day: from }),
    ...(to === null ? {} : { to_day: to }),
    held: 'include' as const,
  };
  const sight = await viewerOf(call);
  const sources = heading.sources.length === 0 ? [undefined] : heading.sources;
  for (const source of sources) {
    const only = source === undefined ? filter : { ...filter, source };
    for await (const { call: found, group } of readCallsWithGroups(call.reading(), sight, only)) {
      const { head: _, rate: __, held_by: ___, marks: ____, ...fields } = found;
      const line: TransferredCall = { installation: heading.installation, group, ...fields };
      told.calls += 1;
      yield `${JSON.stringify(line)}\n`;
    }
  }
  yield `${JSON.stringify({ end: TRANSFER_FORM, calls: told.calls } satisfies TransferEnd)}\n`;
}
