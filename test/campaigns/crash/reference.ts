import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { typedCommand } from '../../typed-command.ts';
import { archiveConfiguration } from './configurations.ts';
import { FOLDERS } from './deliveries.ts';
import { ProgramRun } from './service-run.ts';
import { StoreState } from './store-state.ts';
import type { World } from './world.ts';

const PATIENCE_MS = 60_000;

/** The calls of a service that takes all deliveries of a world, as files, under the same key, and is never disturbed. */
export async function referenceCalls(
  world: World,
  streams: Readonly<Record<string, readonly (readonly string[])[]>>,
): Promise<string[]> {
  const folder = `${world.folder}-reference`;
  const archive = join(folder, 'archive');
  mkdirSync(folder, { mode: 0o700 });
  copyFileSync(join(world.folder, 'installation.key'), join(folder, 'installation.key'));
  const folders = Object.fromEntries(FOLDERS.map((name) => [name, world.deliveries.linesOf(name)]));
  const all = Object.entries({ ...folders, ...streams });
  const sizes = all.map(([source, deliveries]) => writeFiles(join(archive, source), deliveries));
  const configuration = join(folder, 'configuration.yaml');
  const names = all.map(([source]) => source);
  writeFileSync(configuration, archiveConfiguration(archive, names));
  await typedCommand(['config', 'apply', configuration, '--data', folder], { cwd: folder });
  const run = new ProgramRun(['serve', '--data', folder, '--log', 'warn'], {});
  const state = new StoreState(folder);
  try {
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const until = performance.now() + PATIENCE_MS;
    while (state.accountedBytes() < bytes && !run.gone.aborted && performance.now() < until) await sleep(25);
    run.kill('SIGTERM');
    await run.ended;
    return state.calls();
  } finally {
    await state.close();
  }
}

/** The deliveries of one source as files; the sum of their bytes. */
function writeFiles(folder: string, deliveries: readonly (readonly string[])[]): number {
  mkdirSync(folder, { recursive: true });
  let bytes = 0;
  for (const [place, lines] of deliveries.entries()) {
    const text = lines.map((line) => `${line}\n`).join('');
    writeFileSync(join(folder, String(place)), text);
    bytes += text.length;
  }
  return bytes;
}
