import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeliveredFile, DeliveryEnd } from './delivery.ts';

/** Under its name there is all of a file, durable, or nothing. One that came before and could not be noted is replaced by itself. */
export async function putIntoFolder(folder: string, files: readonly DeliveredFile[]): Promise<DeliveryEnd> {
  try {
    for (const file of files) await putFile(folder, file);
    return { end: 'delivered' };
  } catch (error) {
    // What has no system call in it went wrong before anything was written.
    if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) throw error;
    return { end: 'failed', detail: `${String(error.code)}: the folder cannot be written` };
  }
}

async function putFile(folder: string, { name, bytes }: DeliveredFile): Promise<void> {
  const path = join(folder, name);
  const part = join(folder, `.${name}.part`);
  let file: FileHandle | null = null;
  try {
    file = await open(part, 'w', 0o600);
    // Whoever is to read it is in the group of the folder.
    await file.chmod(0o640);
    for await (const piece of bytes()) await file.writeFile(piece);
    await file.sync();
    await file.close();
    file = null;
    await rename(part, path);
  } catch (error) {
    await file?.close().catch(() => {});
    await rm(part, { force: true }).catch(() => {});
    throw error;
  }
  const directory = await open(folder, 'r');
  await directory.sync().finally(() => directory.close());
}
