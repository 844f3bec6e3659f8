import { join, resolve } from 'node:path';
import { showTime } from '../../record/calendar.ts';
import { counted, grouped } from '../../reports/text-table.ts';
import { askedPassphrase, passphraseOf } from '../backup-keys.ts';
import type { Command } from '../command.ts';
import type { BackupMade } from '../service/backups.ts';
import { isSet, optional } from '../usage.ts';
import { requireAdministration, requireWholeSight } from '../viewer.ts';

export const backupCreate: Command = {
  name: 'backup create',
  summary: 'Writes an encrypted backup to each target of the configuration, or to a folder.',
  positionals: '',
  options: {
    to: { value: 'FOLDER', summary: 'there, in the place of the targets; erasures since are not told to it' },
    'ask-passphrase': {
      value: null,
      summary: 'asks for a passphrase, in the place of what the configuration says',
    },
    json: { value: null, summary: 'as a JSON array' },
  },
  example: './ledgerline backup create',
  writes: true,
  audit: { changes: 'backups' },
  secrets: askedPassphrase,
  async run(call) {
    await requireAdministration(call, 'Backups are');
    // Whoever chooses what opens it can read all of it.
    if (isSet(call, 'ask-passphrase'))
      await requireWholeSight(call, 'Every call whole, which a backup has for whoever opens it, is');
    const { jobs, backups } = await call.writer();
    if (jobs.running !== null) call.err(`Waiting: job ${jobs.running} is running.\n`);
    const to = optional(call, 'to');
    const asked = {
      to: to === null ? null : resolve(call.cwd, to),
      passphrase: passphraseOf(call),
      signal: call.signal,
    };
    const made = await jobs.alone(async () => {
      const created = await backups.create(asked);
      await backups.removeSurplus();
      return created;
    });
    const shown = made.map((one) => ({ ...one, made_at: showTime(one.made_at, 0) }));
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(shown, null, 1)}\n`);
    else for (const one of made) await call.out(textOf(one));
    return 0;
  },
};

function textOf({ target, name, bytes, plain_bytes, files, missing }: BackupMade): string {
  const lost =
    missing === 0 ? '' : ` Not there: ${missing} of the raw copies; ./ledgerline verify names them.`;
  return `${join(target, name)}: ${grouped(bytes)} bytes, of ${counted(files, 'file')} with ${grouped(plain_bytes)} bytes.${lost}\n`;
}
