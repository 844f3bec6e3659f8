import { chmodSync, copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { AS_ASTERISK, callLine, freshPlace, ledgerline, provenCounts, Service, typed } from './as-a-user.ts';

/** A data folder with two calls in it, and a file with a third. */
async function usedFolder() {
  const place = freshPlace();
  const [folder, first, more] = [join(place, 'store'), join(place, 'first.csv'), join(place, 'more.csv')];
  writeFileSync(first, `${callLine(1)}\n${callLine(2)}\n`);
  writeFileSync(more, `${callLine(3)}\n`);
  const ingest = (path: string) =>
    typed(['ingest', '--data', folder, '--source', 'pbx', ...AS_ASTERISK, path]);
  expect((await ingest(first)).code).toBe(0);
  const database = join(folder, 'ledgerline.db');
  return { folder, database, ingestMore: () => ingest(more), copy: join(place, 'copy.db') };
}

const serve = (folder: string) => ledgerline(['serve', '--data', folder]);

test('a second service on a data folder is refused, and the first one is not disturbed', async () => {
  const { folder, ingestMore } = await usedFolder();
  const first = new Service(folder);
  await first.said('the service is running');
  const second = await serve(folder);
  expect(second.code).toBe(1);
  expect(second.err).toMatch(/Another process writes.*\n.*wait for it, stop it/);
  expect((await ingestMore()).code).toBe(0);
  await first.stop();
  expect(await provenCounts(folder, 'pbx')).toMatchObject({ calls: 3 });
});

test('a database of a newer program is refused by every command and stays as it is', async () => {
  const { folder, database, ingestMore } = await usedFolder();
  const connection = new Database(database);
  connection.exec("insert into migration (place, name) values (999, '0999-from-the-future')");
  connection.close();
  const before = readFileSync(database);
  const tried = [
    await serve(folder),
    await ingestMore(),
    await typed(['ledger', '--data', folder]),
    await typed(['verify', '--data', folder]),
  ];
  for (const said of tried) {
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toMatch(/0999-from-the-future.*\n.*newer version.*Nothing was changed/);
  }
  expect(readFileSync(database).equals(before)).toBe(true);
});

test('a database without its installation key is refused, no new key is made, and with the old one work goes on', async () => {
  const { folder, ingestMore } = await usedFolder();
  const [key, elsewhere] = [join(folder, 'installation.key'), join(folder, '../key-in-the-backup')];
  renameSync(key, elsewhere);
  for (const said of [await serve(folder), await ingestMore()]) {
    expect(said.code).toBe(1);
    expect(said.err).toMatch(/installation key .* is missing.*\n.*from a backup/);
  }
  const verified = await typed(['verify', '--data', folder]);
  expect(verified).toMatchObject({ code: 1, out: expect.stringContaining('installation key is missing') });
  expect(() => readFileSync(key)).toThrow('ENOENT');
  renameSync(elsewhere, key);
  expect((await ingestMore()).code).toBe(0);
  expect(await provenCounts(folder, 'pbx')).toMatchObject({ calls: 3 });
});

const DAMAGES: readonly { readonly where: string; damage(bytes: Buffer): Buffer }[] = [
  { where: 'its first bytes overwritten', damage: (bytes) => Buffer.from(bytes).fill('x', 0, 100) },
  { where: 'all pages but the first overwritten', damage: (bytes) => Buffer.from(bytes).fill('x', 8192) },
  { where: 'its end cut off', damage: (bytes) => bytes.subarray(0, 20_000) },
];

test.each(DAMAGES)(
  'a database with $where is named as damaged by every command, and the one from the backup goes on',
  async ({ damage }) => {
    const { folder, database, ingestMore, copy } = await usedFolder();
    copyFileSync(database, copy);
    writeFileSync(database, damage(readFileSync(database)));
    const tried = [
      await serve(folder),
      await ingestMore(),
      await typed(['calls', '--data', folder]),
      await typed(['verify', '--data', folder]),
    ];
    for (const said of tried) {
      expect(said.code).toBe(1);
      expect(said.err).toMatch(/ledgerline\.db is not a sound database.*\n.*restore from a backup/);
    }
    copyFileSync(copy, database);
    expect((await ingestMore()).code).toBe(0);
    expect(await provenCounts(folder, 'pbx')).toMatchObject({ calls: 3 });
  },
);

test.skipIf(process.platform !== 'linux')(
  'a data folder where the system makes none is refused at once, not tried for ever (shown on Linux)',
  async () => {
    // As under an automounter: there is no such folder, its parent is there, and still it cannot be made.
    for (const command of ['init', 'demo']) {
      const said = await ledgerline([command, '--data', '/proc/ledgerline/data'], {
        under: ['timeout', '--signal=KILL', '30'],
      });
      expect(said.code).toBe(1);
      expect(said.err).toMatch(/\/proc\/ledgerline.*cannot be made.*\n.*(?:Choose|Name) /);
    }
  },
);

test('a data folder that was made beforehand for everybody to look into is warned about, with what to type', async () => {
  const folder = join(freshPlace(), 'store');
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  const first = await ledgerline(['init', '--data', folder]);
  expect(first.code).toBe(0);
  expect(first.err).toContain(`chmod 700 ${folder}`);
  chmodSync(folder, 0o700);
  expect((await ledgerline(['init', '--data', folder])).err).toBe('');
});
