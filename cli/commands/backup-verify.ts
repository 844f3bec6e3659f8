import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { AgeKeys } from '../../backup/age-files.ts';
import { damagedFile } from '../../backup/age-files.ts';
import { requireAgeFile } from '../../backup/no-backup.ts';
import { fileSha256, readBackup } from '../../backup/read-backup.ts';
import { showTime } from '../../record/calendar.ts';
import { OperationError } from '../../record/operation-error.ts';
import { counted, grouped } from '../../reports/text-table.ts';
import { DATABASE_FILE } from '../../store/database-file.ts';
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
    const { files, made_at, program, ledger, erasures } = manifest;
    return `whole: ${counted(files.length, 'file')} of ${showTime(made_at, 0)}, ${counted(ledger.lines, 'line')}, up to erasure ${erasures}; made by ${program}.`;
  }
  const own = existsSync(join(call.folder, DATABASE_FILE))
    ? registeredBackups(call.reading().connection)
    : [];
  const sha256 = await fileSha256(path);
  const noted = own.find(({ target, name }) => target === dirname(path) && name === basename(path));
  if (noted !== undefined && noted.sha256 !== sha256)
    throw damagedFile(path, 'its bytes are others than were written');
  const same = own.find((one) => one.sha256 === sha256);
  if (same === undefined) throw await unknownFile(path);
  const copied = noted === undefined ? ` a copy of ${join(same.target, same.name)},` : '';
  return `${copied} as it was written; with --identity FILE it is opened and read as well.`.trimStart();
}

/** What can be said of a file without its key, and without a hash to compare it with. */
async function unknownFile(path: string): Promise<OperationError> {
  await requireAgeFile(path);
  return usageError(
    `${path} is encrypted by age, and has the bytes of no backup that is noted in this data folder.`,
    'Whether it is a whole backup shows with the key that opens it: --identity FILE or --passphrase-file FILE.',
  );
}
