import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  AS_ASTERISK,
  callLine,
  freshPlace,
  ledgerline,
  PROGRAM,
  provenCounts,
  rawCopies,
  Service,
  typed,
  watchConfiguration,
  watchedDrop,
} from './as-a-user.ts';

const LONG_MS = 120_000;

test('a file that is not there is named, and the others are taken', async () => {
  const place = freshPlace();
  const [folder, path] = [join(place, 'store'), join(place, 'there.csv')];
  writeFileSync(path, `${callLine()}\n`);
  const files = [join(place, 'gone.csv'), path];
  const said = await typed(['ingest', '--data', folder, '--source', 'pbx', ...AS_ASTERISK, ...files]);
  expect(said.code).toBe(1);
  expect(said.err).toMatch(/gone\.csv: The file cannot be read: .*\n.*Nothing of it was kept/);
  expect(await provenCounts(folder, 'pbx')).toMatchObject({ calls: 1 });
});

test(
  'a file that vanishes while it is read leaves nothing behind, and is taken whole when it comes back',
  async () => {
    const { folder, drop } = await watchedDrop(freshPlace());
    const path = join(drop, 'export.csv');
    const bytes = Buffer.concat([Buffer.from(`${callLine()}\n`), Buffer.alloc(100_000_000, '\n')]);
    writeFileSync(path, bytes);
    const service = new Service(folder);
    await halfCopied(folder);
    rmSync(path);
    await service.said('disappeared or changed while it was read; nothing of it was kept');
    expect(rawCopies(folder, 'pbx')).toEqual([]);
    writeFileSync(path, bytes.subarray(0, 1000));
    await service.said('files taken');
    await service.stop();
    expect(existsSync(path)).toBe(false);
    expect(await provenCounts(folder, 'pbx')).toMatchObject({ calls: 1, undefined: 0 });
    expect(rawCopies(folder, 'pbx')).toEqual([bytes.subarray(0, 1000)]);
  },
  LONG_MS,
);

/** Resolves when a raw copy is being written. */
async function halfCopied(folder: string): Promise<void> {
  const raw = join(folder, 'raw');
  const begun = (): boolean =>
    existsSync(raw) && readdirSync(raw, { recursive: true }).some((name) => String(name).endsWith('.part'));
  while (!begun()) await sleep(1);
}

const NOBODY = 65_534;
/** A command that runs another one without the rights of root; empty where we have none to give away. */
const asNobody =
  process.getuid?.() === 0
    ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--']
    : [];
const [program = '', ...given] = [...asNobody, process.execPath, '--check', PROGRAM];
const possible = spawnSync(program, given).status === 0;
const unless = possible ? '' : ' (skipped: no account without rights can run the program from this folder)';

function ownedByNobody(path: string): void {
  if (asNobody.length > 0) chownSync(path, NOBODY, NOBODY);
}

test.skipIf(!possible)(
  `a data folder that may not be written is named, with the way out, and then it works${unless}`,
  async () => {
    const place = freshPlace();
    const [folder, path] = [join(place, 'store'), join(place, 'export.csv')];
    writeFileSync(path, `${callLine()}\n`);
    mkdirSync(folder);
    ownedByNobody(place);
    ownedByNobody(folder);
    chmodSync(folder, 0o500);
    const ingest = () =>
      ledgerline(['ingest', '--data', folder, '--source', 'pbx', ...AS_ASTERISK, path], { under: asNobody });
    const refused = await ingest();
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(
      /data folder .*store cannot be written by this account.*\n.*correct its rights/,
    );
    chmodSync(folder, 0o700);
    expect(await ingest()).toMatchObject({ code: 0 });
    expect(await provenCounts(folder, 'pbx')).toMatchObject({ calls: 1 });
  },
);

test.skipIf(!possible)(
  `raw copies that may not be written stop the command with a clear word, and nothing is half done${unless}`,
  async () => {
    const place = freshPlace();
    const [folder, path] = [join(place, 'store'), join(place, 'export.csv')];
    writeFileSync(path, `${callLine()}\n`);
    ownedByNobody(place);
    const run = (...args: string[]) => ledgerline([...args, '--data', folder], { under: asNobody });
    expect((await run('init')).code).toBe(0);
    mkdirSync(join(folder, 'raw'), { mode: 0o500 });
    ownedByNobody(join(folder, 'raw'));
    const ingest = () => run('ingest', '--source', 'pbx', ...AS_ASTERISK, path);
    const refused = await ingest();
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/could not create a raw copy: no right to.*\n.*right to read and write/);
    chmodSync(join(folder, 'raw'), 0o700);
    expect(await ingest()).toMatchObject({ code: 0 });
    expect(await provenCounts(folder, 'pbx')).toMatchObject({ calls: 1 });
  },
);

test.skipIf(!possible)(
  `a watched file without the right to read it is left, said, and taken once it may be read${unless}`,
  async () => {
    const place = freshPlace();
    const [folder, drop] = [join(place, 'store'), join(place, 'drop')];
    mkdirSync(drop);
    for (const path of [place, drop]) ownedByNobody(path);
    const configuration = join(place, 'configuration.yaml');
    writeFileSync(configuration, watchConfiguration(drop, { afterwards: 'delete' }));
    const apply = ['config', 'apply', configuration, '--data', folder];
    expect((await ledgerline(apply, { under: asNobody })).code).toBe(0);
    const path = join(drop, 'export.csv');
    writeFileSync(path, `${callLine()}\n`, { mode: 0 });
    ownedByNobody(path);
    const service = new Service(folder, { under: asNobody });
    await service.said('a file cannot be read (EACCES)');
    expect(existsSync(path)).toBe(true);
    chmodSync(path, 0o600);
    await service.said('files taken');
    await service.stop();
    expect(await provenCounts(folder, 'pbx')).toMatchObject({ calls: 1 });
  },
  LONG_MS,
);
