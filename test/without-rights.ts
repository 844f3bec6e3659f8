import { chownSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const NOBODY = 65_534;

/**
 * Does its work as an account that may not read and write everything. Root becomes nobody meanwhile, who gets these folders
 * with all that is in them; for tests in a process of their own, since an account is that of the whole process.
 */
export async function withoutRights<Result>(
  folders: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  const { getuid, setegid, seteuid } = process;
  if (getuid?.() !== 0 || seteuid === undefined || setegid === undefined) return await work();
  for (const folder of folders) giveAway(folder);
  setegid(NOBODY);
  seteuid(NOBODY);
  try {
    return await work();
  } finally {
    seteuid(0);
    setegid(0);
  }
}

function giveAway(path: string): void {
  chownSync(path, NOBODY, NOBODY);
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) giveAway(join(path, name));
}
