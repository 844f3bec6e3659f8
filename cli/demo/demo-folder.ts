import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperationError } from '../../record/operation-error.ts';
import { lockFolder, makeDataFolder } from '../../store/folder-lock.ts';

/** Says that the folder was made by a demo, so that the next one may empty it. */
const MARKER = '.ledgerline-demo';
const LOCK = 'ledgerline.lock';

/** Where everything of a demo stands: a data folder, with the telephone systems' own files beside it in `origin/`. */
export interface DemoFolder {
  readonly root: string;
  /** The watched folder. */
  readonly headquarters: string;
  /** What the SSH server shows as its root, and the folder in it. */
  readonly server: string;
  readonly london: string;
  readonly fixtures: string;
  readonly password: string;
  readonly configuration: string;
  readonly log: string;
}

/** Makes the folder, or empties the one that an earlier demo left. Any other folder with something in it is refused. */
export function prepareDemoFolder(root: string): DemoFolder {
  const origin = join(root, 'origin');
  const folder = {
    root,
    headquarters: join(origin, 'headquarters'),
    server: join(origin, 'ssh-server'),
    london: join(origin, 'ssh-server', 'cdr'),
    fixtures: join(origin, 'fixtures'),
    password: join(origin, 'ssh-password'),
    configuration: join(root, 'ledgerline.yaml'),
    log: join(root, 'service.log'),
  };
  clear(root);
  makeDataFolder(root);
  writeFileSync(
    join(root, MARKER),
    'Made by ./ledgerline demo, which empties this folder when it runs again.\n',
  );
  for (const path of [folder.headquarters, folder.london, folder.fixtures])
    mkdirSync(path, { recursive: true });
  writeFileSync(folder.password, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 });
  return folder;
}

function clear(root: string): void {
  if (!existsSync(root)) return;
  const isFolder = statSync(root).isDirectory();
  const names = isFolder ? readdirSync(root) : [];
  if (isFolder && names.length === 0) return;
  if (!names.includes(MARKER)) {
    throw new OperationError(
      'USAGE',
      isFolder ? `The folder ${root} holds something that is not of a demo.` : `${root} is no folder.`,
      {
        hint: 'Nothing was touched. Name another folder with --data: a new one, or one that an earlier demo made.',
      },
    );
  }
  // A service that still runs on what an earlier demo left keeps its folder.
  const lock = lockFolder(root);
  try {
    for (const name of names) {
      if (name !== MARKER && name !== LOCK) rmSync(join(root, name), { recursive: true, force: true });
    }
  } finally {
    lock.release();
  }
}
