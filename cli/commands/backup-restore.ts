import { resolve } from 'node:path';
import { restoreBackup } from '../../backup/restore-backup.ts';
import { showTime } from '../../record/calendar.ts';
import { counted } from '../../reports/text-table.ts';
import { isClosed } from '../../store/closed-folder.ts';
import { askedPassphrase, hasKeys, KEY_OPTIONS, keysOf } from '../backup-keys.ts';
import type { Command } from '../command.ts';
import { restoredFolder } from '../restored-folder.ts';
import { isSet, optional, shellWord, usageError } from '../usage.ts';
import { requireAdministration } from '../viewer.ts';

export const backupRestore: Command = {
  name: 'backup restore',
  summary:
    'Makes a new data folder of a backup: checked, with erasures since done again and the retention of today applied.',
  positionals: 'FILE',
  options: {
    into: { value: 'FOLDER', summary: 'the data folder to be made; new or empty' },
    ...KEY_OPTIONS,
    erasures: {
      value: 'FILE',
      summary:
        'erasures.log of a target that is not mounted where the backup has it; more than once for several',
      several: true,
    },
    force: { value: null, summary: 'also without a complete list of erasures; needs --reason' },
    reason: { value: 'TEXT', summary: 'why that must be' },
  },
  example:
    './ledgerline backup restore /mnt/backup/ledgerline-20261128T021500Z.age --into /var/lib/restored --identity key.txt',
  writes: false,
  audit: { changes: 'backups' },
  endsItself: true,
  makesFolder: true,
  secrets: askedPassphrase,
  async run(call) {
    // Of a folder that a restore left closed nobody knows who may what.
    if (!isClosed(call.folder)) await requireAdministration(call, 'Backups are');
    const [file] = call.positionals;
    const [into, reason] = [optional(call, 'into'), optional(call, 'reason')];
    if (file === undefined || into === null)
      throw usageError(
        'FILE and --into FOLDER are needed.',
        './ledgerline backup restore --help shows an example.',
      );
    if (isSet(call, 'force') !== (reason !== null && reason.trim() !== ''))
      throw usageError(
        '--force and --reason TEXT go together.',
        'Say why the list of erasures cannot be had.',
      );
    const keys = keysOf(call);
    if (!hasKeys(keys))
      throw usageError(
        'A key is missing.',
        'Give --identity FILE, --passphrase-file FILE or --ask-passphrase.',
      );
    const folder = resolve(call.cwd, into);
    const wish = {
      ...{ path: resolve(call.cwd, file), into: folder, keys, forced: reason },
      erasures: (call.several.erasures ?? []).map((list) => resolve(call.cwd, list)),
    };
    const end = await restoreBackup(wish, restoredFolder(folder, call));
    const { manifest, erased_again, incomplete, notes, left } = end;
    await call.out(
      `${folder} is what was backed up at ${showTime(manifest.made_at, 0)}: ${counted(manifest.ledger.lines, 'line')}, ${counted(manifest.files.length, 'file')}.\n` +
        `${counted(erased_again, 'erasure')} since then done again; the retention of today is applied.\n`,
    );
    if (incomplete === null) for (const note of notes) await call.out(`Of the lists of erasures, ${note}.\n`);
    else
      await call.out(
        `FORCED: the list of erasures was not complete (${incomplete}). People who were erased may be there.\n`,
      );
    for (const text of left) await call.out(`${text}\n`);
    await call.out(`Next: ./ledgerline verify --data ${shellWord(folder)}\n`);
    return 0;
  },
};
