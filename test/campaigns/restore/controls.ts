import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The program broken on purpose: what the campaign must find out. */
export const RESTORE_CONTROLS = [
  { name: 'the file of the database is copied without its log', preload: 'restore-control-no-log.ts' },
  { name: 'the first erasure since is not done again', preload: 'restore-control-erasure.ts' },
] as const;

/** What the campaign says of a broken program, in a process of its own; empty when it found nothing. */
export function problemsOfControl(preload: string, seed: number): string[] {
  const [control, campaign] = [preload, 'restore.ts'].map((name) => join(import.meta.dirname, '..', name));
  const args = [
    '--import',
    pathToFileURL(control ?? '').href,
    campaign ?? '',
    '--backups',
    '4',
    '--seed',
    String(seed),
  ];
  const { stdout } = spawnSync(process.execPath, [...args, '--no-controls'], {
    env: { ...process.env, TZ: 'UTC' },
    encoding: 'utf8',
  });
  return stdout.split('\n').filter((line) => line.startsWith('BREACH: '));
}
