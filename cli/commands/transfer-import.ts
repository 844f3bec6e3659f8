import { basename, resolve } from 'node:path';
import type { AgeKeys } from '../../backup/age-files.ts';
import { isFrame, readTransfer, transferLines, type WholeTransfer } from '../../backup/transfer-file.ts';
import { showDay } from '../../record/calendar.ts';
import { installationName, subjectMac } from '../../record/mac.ts';
import { OperationError } from '../../record/operation-error.ts';
import { TRANSFER_DRIVER } from '../../record/transfer.ts';
import { ledgerTable } from '../../reports/ledger-table.ts';
import { counted, grouped } from '../../reports/text-table.ts';
import { ledger } from '../../store/queries/ledger.ts';
import { type ArrivingCounts, ArrivingTransfer } from '../arriving-transfer.ts';
import { askedPassphrase, hasKeys, KEY_OPTIONS, keysOf } from '../backup-keys.ts';
import type { Command, CommandCall } from '../command.ts';
import { CONFIRM_OPTIONS, confirmedPlan, NOT_DONE_EXIT } from '../confirmed-plan.ts';
import { givenSource, judgingFor, SITE_OPTIONS } from '../given-judging.ts';
import { showProgress } from '../progress.ts';
import { activeConfiguration } from '../service/judging.ts';
import { searchedErasures } from '../service/searched-erasures.ts';
import type { Writer } from '../service/writer.ts';
import { takeBytes } from '../take-given-file.ts';
import { isSet, usageError } from '../usage.ts';
import { requireWholeSight } from '../viewer.ts';

export const transferImport: Command = {
  name: 'transfer import',
  summary:
    'Takes calls that another installation exported, as an intake of a source; shows first what would come.',
  positionals: 'FILE',
  options: {
    source: { value: 'NAME', summary: 'the source they belong to here, such as branch-archive' },
    ...SITE_OPTIONS,
    identity: KEY_OPTIONS.identity,
    'passphrase-file': KEY_OPTIONS['passphrase-file'],
    'ask-passphrase': KEY_OPTIONS['ask-passphrase'],
    ...CONFIRM_OPTIONS,
    json: { value: null, summary: 'the ledger of the file as JSON' },
  },
  example:
    './ledgerline transfer import branch.transfer.age --source branch --country DE --time-zone Europe/Berlin --identity key.txt --yes --reason "the branch was closed"',
  writes: true,
  audit: { changes: 'calls' },
  // Keys are read where the command was typed: the service never has the files.
  secrets: givenKeys,
  async run(call) {
    await requireWholeSight(call, 'What is imported is');
    const [file] = call.positionals;
    if (file === undefined)
      throw usageError('A FILE is needed.', 'The file that ./ledgerline transfer export wrote.');
    const keys = givenAgain(call.secrets);
    if (!hasKeys(keys))
      throw usageError(
        'A key is missing.',
        'Give --identity FILE, --passphrase-file FILE or --ask-passphrase.',
      );
    const source = givenSource(call);
    const configuration = await activeConfiguration(call.reading());
    const settings = judgingFor(call, source, configuration, TRANSFER_DRIVER);
    const path = resolve(call.cwd, file);
    const writer = await call.writer();
    // Nobody is erased between the look at the file and the taking of it.
    return await writer.erasing.alone(async () => {
      const { calls: edges } = await writer.gateway.edges(await writer.retention());
      const key = writer.journal.key;
      const erasures = await searchedErasures({
        ...{ store: writer.store, key, folder: call.folder, configuration: async () => configuration },
      });
      const installation = installationName(key);
      const { site } = settings;
      const arriving = new ArrivingTransfer({ installation, site, erasures, mac: subjectMac(key), edges });
      const whole = await readTransfer(path, keys, (line) => arriving.look(line));
      requireForeign(whole, installation);
      call.tell({ counts: { calls: whole.calls } });
      const plan = isSet(call, 'json') ? '' : planOf(whole, arriving.counts(), source);
      const reason = await confirmedPlan(call, plan);
      if (reason === null) return NOT_DONE_EXIT;
      writer.judge(settings);
      return await take(call, { writer, source, name: basename(path) }, linesOf(path, keys, arriving));
    });
  },
};

async function take(
  call: CommandCall,
  { writer, source, name }: { writer: Writer; source: string; name: string },
  bytes: AsyncIterable<Uint8Array>,
): Promise<number> {
  const progress = showProgress(call, writer);
  try {
    // What it holds was counted already, and nothing in it is packed once more. It is of the past: who had it in a call memory has it where it was.
    const taking = { writer, source, unpack_limit_bytes: Number.MAX_SAFE_INTEGER, backfill: true };
    const intake = await takeBytes(call, taking, bytes, name);
    const rows = ledger(call.reading().connection, 'intake', [intake]);
    const [row] = rows;
    if (row !== undefined) {
      const { lines, calls, held, undefined: unread, duplicates, ignored, excluded } = row;
      const counts = { lines, calls, held, undefined: unread, duplicates, ignored, excluded };
      call.tell({ object: `intake ${intake}`, counts });
    }
    await call.out(
      call.values.json === true ? `${JSON.stringify(rows, null, 1)}\n` : ledgerTable(rows, 'intake'),
    );
    return rows.every(({ sum_holds }) => sum_holds) ? 0 : 1;
  } finally {
    progress.end();
  }
}

async function* linesOf(path: string, keys: AgeKeys, arriving: ArrivingTransfer): AsyncGenerator<Buffer> {
  let [page, size]: [Buffer[], number] = [[], 0];
  for await (const line of transferLines(path, keys)) {
    const bytes = isFrame(line) ? Buffer.from(`${line}\n`) : arriving.asTaken(line);
    page.push(bytes);
    size += bytes.length;
    if (size < 65_536) continue;
    yield Buffer.concat(page);
    [page, size] = [[], 0];
  }
  if (size > 0) yield Buffer.concat(page);
}

/** They would count twice: they are here already, as calls of other sources. */
function requireForeign({ heading }: WholeTransfer, own: string): void {
  if (heading.installation !== own) return;
  throw new OperationError('TRANSFER_OWN', 'These are calls of this installation: they are here already.', {
    hint: 'Import them in the other installation. What was lost here comes back from a backup or an archive.',
  });
}

/** Both kinds as one list, because that is how secrets are handed to the service. */
async function givenKeys(call: CommandCall): Promise<readonly string[]> {
  const asked = await askedPassphrase(call);
  const { identities, passphrases } = keysOf({ ...call, secrets: asked });
  return [...identities, ...passphrases];
}

function givenAgain(secrets: readonly string[]): AgeKeys {
  const { identity = [], passphrase = [] } = Object.groupBy(secrets, (secret) =>
    secret.startsWith('AGE-SECRET-KEY-') ? 'identity' : 'passphrase',
  );
  return { identities: identity, passphrases: passphrase };
}

function planOf({ heading, calls }: WholeTransfer, counts: ArrivingCounts, source: string): string {
  const { sources, first_day, last_day, own, erased, steps } = counts;
  const days =
    first_day === null || last_day === null ? '' : `, ${showDay(first_day)} to ${showDay(last_day)}`;
  const there = [...sources].map(([name, number]) => `  ${name}: ${grouped(number)}`);
  const aged = Object.entries(steps).filter(([, number]) => number > 0);
  return [
    `${counted(calls, 'call')} of the installation ${heading.installation}${days}, exported ${heading.made_at}:`,
    ...there,
    `They come as the source ${source}. Those that came before count as duplicates; policy, thresholds and retention here apply to all.`,
    ...aged.map(([step, number]) => `By their age ${grouped(number)} of them will be ${step} at once.`),
    ...(own === 0
      ? []
      : [
          `${counted(own, 'call')} of this installation will not come: they are here already, or went by its own rules.`,
        ]),
    ...(erased === 0
      ? []
      : [`${counted(erased, 'call')} of people who were erased here, with their other legs, will not come.`]),
    '',
  ].join('\n');
}
