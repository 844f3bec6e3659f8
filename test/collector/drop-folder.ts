import { mkdtemp, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Short waits for tests. */
export const QUICK = {
  interval_seconds: 0.02,
  finished_after_seconds: 0.05,
  retry_seconds: 0.02,
  retry_limit_seconds: 0.08,
};

let files = 0;

/** A telephone system that writes files into a folder. */
export async function dropFolder(): Promise<{ folder: string; drop(content: string): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'drop-'));
  async function drop(content: string): Promise<void> {
    const name = `delivery-${++files}.csv`;
    await writeFile(join(folder, `.${name}`), content);
    await rename(join(folder, `.${name}`), join(folder, name));
  }
  return { folder, drop };
}
