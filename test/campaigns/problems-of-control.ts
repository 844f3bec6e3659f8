import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a campaign says of a broken program, in a process of its own; empty when it found nothing. Both files stand beside this one. */
export function problemsOfControl(
  campaign: string,
  { preload, options, seed }: { preload: string; options: readonly string[]; seed: number },
): string[] {
  const at = (name: string): string => join(import.meta.dirname, name);
  const { stdout } = spawnSync(
    process.execPath,
    [
      ...['--import', pathToFileURL(at(preload)).href, at(campaign)],
      ...[...options, '--seed', String(seed), '--no-controls'],
    ],
    { env: { ...process.env, TZ: 'UTC' }, encoding: 'utf8' },
  );
  return stdout.split('\n').filter((line) => line.startsWith('BREACH: '));
}
