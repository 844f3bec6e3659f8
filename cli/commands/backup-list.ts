import { join } from 'node:path';
import { backupsAt } from '../../backup/target-files.ts';
import { showTime } from '../../record/calendar.ts';
import { OperationError } from '../../record/operation-error.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import { registeredBackups } from '../../store/queries/backups.ts';
import type { Command, CommandCall } from '../command.ts';
import { activeConfiguration } from '../service/judging.ts';
import { isSet } from '../usage.ts';
import { requireAdministration } from '../viewer.ts';

/** A backup, or a target that cannot be looked at. */
interface Listed {
  readonly path: string;
  readonly made_at: string | null;
  readonly bytes: number | null;
  readonly state: string;
}

export const backupList: Command = {
  name: 'backup list',
  summary: 'Lists the backups at the targets, the oldest first, and those that are not there any more.',
  positionals: '',
  options: { json: { value: null, summary: 'as a JSON array' } },
  example: './ledgerline backup list',
  writes: false,
  audit: 'none',
  async run(call) {
    await requireAdministration(call, 'Backups are');
    const listed = await allBackups(call);
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify(listed, null, 1)}\n`);
    } else if (listed.length === 0) {
      await call.out('There is no backup. ./ledgerline backup create makes one; docs/backup.md says how.\n');
    } else {
      const rows = listed.map(({ path, made_at, bytes, state }) => [
        made_at ?? '',
        bytes === null ? '' : grouped(bytes),
        state,
        path,
      ]);
      await call.out(textTable(textColumns(['made', 'bytes', 'state', 'backup'], ['bytes']), rows));
    }
    return listed.some(({ state }) => state !== 'there' && state !== 'not of this database') ? 1 : 0;
  },
};

async function allBackups(call: CommandCall): Promise<Listed[]> {
  const registered = registeredBackups(call.reading().connection);
  const { backup } = await activeConfiguration(call.reading());
  const targets = new Set([...(backup?.targets ?? []), ...registered.map(({ target }) => target)]);
  const listed: Listed[] = [];
  for (const target of targets) {
    const known = registered.filter((one) => one.target === target);
    const found = await backupsAt(target).catch((error: unknown) => {
      if (!(error instanceof OperationError)) throw error;
      return null;
    });
    if (found === null) {
      listed.push({ path: target, made_at: null, bytes: null, state: 'target not there' });
      continue;
    }
    for (const { name, made_at, bytes } of found) {
      const one = known.find((other) => other.name === name);
      const state =
        one === undefined ? 'not of this database' : one.bytes === bytes ? 'there' : 'of another size';
      listed.push({ path: join(target, name), made_at: showTime(made_at, 0), bytes, state });
    }
    for (const { name, made_at, bytes } of known)
      if (!found.some((other) => other.name === name))
        listed.push({
          path: join(target, name),
          made_at: showTime(made_at, 0),
          bytes,
          state: 'not there any more',
        });
  }
  return listed.toSorted((one, other) => (one.made_at ?? '').localeCompare(other.made_at ?? ''));
}
