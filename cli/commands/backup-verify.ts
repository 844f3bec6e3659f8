import { basename, dirname, join, resolve } from 'node:path';
import { fileSha256, readBackup } from '../../backup/read-backup.ts';
import type { AgeKeys } from '../../privacy/age-files.ts';
import { damagedFile } from '../../privacy/age-files.ts';
import { showTime } from '../../record/calendar.ts';
import { OperationError } from '../../record/operation-error.ts';
import { counted, grouped } from '../../reports/text-table.ts';
import { registeredBackups } from '../../store/queries/backups.ts';
import { askedPassphrase, hasKeys, KEY_OPTIONS, keysOf } from '../backup-keys.ts';
import type { Command, CommandCall } from '../command.ts';
import { isSet, usageError } from '../usage.ts';
import { requireAdministration } from '../viewer.ts';

const { 'recovery-identity': _, ...OPENING } = KEY_OPTIONS;

export const backupVerify: Command = {
  name: 'backup verify',
  summary:
    'Compares backups with what was written; with a key it reads every byte and every file in them as well.',
  positionals: '[FILE]',
  options: { all: { value: null, summary: 'every backup that this installation wrote' }, ...OPENING },
  example: './ledgerline backup verify --all',
  writes: false,
  audit: 'none',
  secrets: askedPassphrase,
  async run(call) {
    await requireAdministration(call, 'Backups are');
    const [file] = call.positionals;
    if ((file === undefined) === !isSet(call, 'all'))
      throw usageError('Give a FILE or --all.', 'For example: ./ledgerline backup verify --all');
    const keys = keysOf(call);
    const paths =
      file === undefined
        ? registeredBackups(call.reading().connection).map(({ target, name }) => join(target, name))
        : [resolve(call.cwd, file)];
    let wrong = 0;
    for (const path of paths) {
      try {
        await call.out(`${path}: ${await verified(call, path, keys)}\n`);
      } catch (error) {
        if (!(error instanceof OperationError)) throw error;
        wrong += 1;
        call.err(`${error.message}\n${error.hint}\n`);
      }
    }
    if (file === undefined)
      await call.out(`${counted(paths.length, 'backup')}, ${grouped(wrong)} with trouble.\n`);
    return wrong === 0 ? 0 : 1;
  },
};

async function verified(call: CommandCall, path: string, keys: AgeKeys): Promise<string> {
  if (hasKeys(keys)) {
    const { manifest } = await readBackup(path, keys, async ({ bytes }) => {
      for await (const _piece of bytes);
    });
    const { files, made_at, ledger, erasures } = manifest;
    return `whole: ${counted(files.length, 'file')} of ${showTime(made_at, 0)}, ${counted(ledger.lines, 'line')}, up to erasure ${erasures}.`;
  }
  const own = registeredBackups(call.reading().connection);
  const known = own.find(({ target, name }) => target === dirname(path) && name === basename(path));
  if (known === undefined)
    throw usageError(
      `${path} is no backup that this installation wrote.`,
      'Give the key that opens it, with --identity FILE or --passphrase-file FILE.',
    );
  if ((await fileSha256(path)) !== known.sha256)
    throw damagedFile(path, 'its bytes are others than were written');
  return 'as it was written; with --identity FILE it is opened and read as well.';
}
