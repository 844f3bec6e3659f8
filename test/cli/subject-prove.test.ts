import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

let desk: CommandDesk;
beforeEach(async () => {
  desk = new CommandDesk();
  await desk.out('init');
});
afterEach(() => {
  rmSync(desk.place, { recursive: true });
});

function put(name: string, bytes: string | Uint8Array): void {
  const path = join(desk.folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, bytes);
}

async function prove(number = '+49 89 231250001') {
  const { exit, out } = await desk.run('subject prove', number, '--json');
  const files = JSON.parse(out) as {
    path: string;
    places: number[];
    unpacked_places: number[];
    unopened: string | null;
  }[];
  const found = files.filter(({ places, unpacked_places }) => places.length + unpacked_places.length > 0);
  const unopened = files.flatMap((file) =>
    file.unopened === null ? [] : [`${file.path}: ${file.unopened}`],
  );
  return { exit, found: found.map(({ path }) => path), unopened };
}

test('a number is found in the database and in the raw copy of its call, and nowhere before it came', async () => {
  expect(await prove()).toEqual({ exit: 0, found: [], unopened: [] });
  desk.write('calls.csv', `${asteriskLine()}\n`);
  await desk.out('ingest', '--source', 'pbx', '--driver', 'asterisk-csv', '--country', 'DE', 'calls.csv');
  const { exit, found } = await prove();
  expect(exit).toBe(1);
  expect(found).toEqual(['ledgerline.db', expect.stringMatching(/^raw\//)]);
  const { out } = await desk.run('subject prove', '+4989231250001');
  expect(out).toMatch(/Found in ledgerline.db \(table call: \d.*\), before byte /);
  expect(out).toMatch(/Found in raw\/.* \(raw copy of intake 1: 1\), before byte /);
  expect(out).not.toContain('231250001');
  expect((await prove('+4989231250002')).exit).toBe(0);
});

test('packed files are searched unpacked, in all their frames; what cannot be opened is named', async () => {
  const text = Buffer.from('"089231250001"');
  put('raw/one.zst', Buffer.concat([zstdCompressSync(Buffer.alloc(10)), zstdCompressSync(text)]));
  put('two.gz', gzipSync(text));
  put('three.age', 'age-encryption.org/v1\n');
  put('four.zip', 'PK\u0003\u0004');
  put('five.zst', zstdCompressSync(text).subarray(0, 12));
  const { exit, found, unopened } = await prove();
  expect([exit, found]).toEqual([1, ['raw/one.zst', 'two.gz']]);
  expect(unopened).toEqual([
    'five.zst: damaged: unpacked to its first damaged place',
    'four.zip: a ZIP archive',
    'three.age: encrypted',
  ]);
});

test('a number of a few digits is refused, because it stands everywhere', async () => {
  expect(await desk.run('subject prove', '204')).toMatchObject({ exit: 2 });
});
