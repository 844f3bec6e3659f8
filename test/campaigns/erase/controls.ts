import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The program broken on purpose: what the campaign must find out. */
export const ERASE_CONTROLS = [
  { name: 'the database overwrites nothing that it deletes', preload: 'erase-control-gaps.ts' },
  { name: 'lines that no call is read from stay', preload: 'erase-control-lines.ts' },
] as const;

/** What the campaign says of a broken program, in a process of its own; empty when it found nothing. */
export function problemsOfControl(preload: string, seed: number): string[] {
  const [control, campaign] = [preload, 'erase.ts'].map((name) => join(import.meta.dirname, '..', name));
  const args = [
    '--import',
    pathToFileURL(control ?? '').href,
    campaign ?? '',
    '--ways',
    '1',
    '--rounds',
    '1',
    '--seed',
    String(seed),
  ];
  const { stdout } = spawnSync(process.execPath, [...args, '--no-controls'], {
    env: { ...process.env, TZ: 'UTC' },
    encoding: 'utf8',
  });
  return stdout.split('\n').filter((line) => line.startsWith('BREACH: '));
}
