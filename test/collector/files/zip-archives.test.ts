import { execFileSync } from 'node:child_process';
import { readdir, readFile, rename } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { sortOutStrayRawCopies } from '../../../collector/journal/stray-raw-copies.ts';
import { watch } from '../../../collector/sources/watch.ts';
import { type ZippedFile, zipArchive } from '../../zip-archive.ts';
import { QUICK } from '../drop-folder.ts';
import { PowerCut } from '../failing-parts.ts';
import { PickedFolder } from '../picked-folder.ts';
import { RunningSource } from '../running-source.ts';

let picked: PickedFolder;

afterEach(() => picked.close());

const names = () => picked.bench.intakes().map(({ name }) => name);

describe('a zip archive', () => {
  test('is an intake for each file in it, packed or not, whatever its own name is', async () => {
    picked = await PickedFolder.open();
    const [one, two] = [picked.lines(50), picked.lines(50)];
    const files = [
      { name: 'pstn/one.csv', content: one },
      { name: 'pstn/', content: '', method: 0 },
      { name: 'two.csv', content: two, method: 0 },
      { name: 'empty.csv', content: '' },
    ];
    await picked.write('export.dat', zipArchive(files));
    await picked.settle();
    expect(names()).toEqual(['export.dat/pstn/one.csv', 'export.dat/two.csv', 'export.dat/empty.csv']);
    expect(await picked.bench.received()).toBe(one + two);
    expect(picked.bench.intakes().every(({ finished }) => finished === 1)).toBe(true);
    expect(new Set(picked.bench.arrivals.map(({ intake }) => intake)).size).toBe(3);
  });

  test('is left alone when nothing of it changed, also after a restart, and taken anew when something did', async () => {
    picked = await PickedFolder.open();
    const [one, two] = [picked.lines(5), picked.lines(5)];
    await picked.write('export.zip', zipArchive([{ name: 'one.csv', content: one }]));
    await picked.settle();
    picked.restart();
    await picked.settle();
    expect(names()).toHaveLength(1);
    const more = [
      { name: 'one.csv', content: one },
      { name: 'two.csv', content: two },
    ];
    await picked.write('export.zip', zipArchive(more));
    await picked.settle();
    expect(picked.kinds()).toEqual(['file', 'resent', 'file']);
    expect(await picked.bench.received()).toBe(one + two);
  });

  test('that was renamed or sent again brings nothing new, and one with the same file twice has it once', async () => {
    picked = await PickedFolder.open();
    const content = picked.lines(5);
    const files = ['a', 'b'].map((name) => ({ name, content }));
    await picked.write('export.zip', zipArchive(files));
    await picked.settle();
    await rename(picked.at('export.zip'), picked.at('renamed.zip'));
    await picked.settle();
    expect(picked.kinds()).toEqual(['file', 'resent', 'resent', 'resent']);
    expect(await picked.bench.received()).toBe(content);
  });

  test('is deleted, or moved, when all of its files are safe', async () => {
    picked = await PickedFolder.open({ afterwards: 'move' });
    await picked.write('export.zip', zipArchive([{ name: 'one.csv', content: picked.lines(5) }]));
    await picked.settle();
    expect(await picked.has('taken/export.zip')).toBe(true);
  });

  test('brings not what the packing system added for itself, and its session says that something was left out', async () => {
    picked = await PickedFolder.open({ files: ['*.zip'] });
    const added = ['__MACOSX/pstn/._calls.csv', '.DS_Store', 'pstn/Thumbs.db', 'pstn/._x', 'desktop.ini'];
    const files = ['pstn/calls.csv', ...added].map((name) => ({ name, content: picked.lines(2) }));
    await picked.write('export.zip', zipArchive(files));
    const { bench, folder } = picked;
    const running = new RunningSource(watch, { folder, ...QUICK }, bench.context);
    await bench.until(async () => bench.sessions().some(({ result }) => result === 'ok'));
    await running.stop();
    expect(names()).toEqual(['export.zip/pstn/calls.csv']);
    const [session] = bench.sessions();
    expect(session?.detail).toContain('left out 5 files in archives that the packing system added');
  });

  test('of nothing but such files is refused', async () => {
    picked = await PickedFolder.open({ files: ['*.zip'] });
    await picked.write('export.zip', zipArchive([{ name: '.DS_Store', content: 'x' }]));
    await picked.settle();
    expect(names()).toEqual([]);
  });

  test('brings not what “except” names', async () => {
    picked = await PickedFolder.open({ files: ['*.zip'], except: ['parameters.json'] });
    const files = ['calls.csv', 'parameters.json'].map((name) => ({ name, content: picked.lines(2) }));
    await picked.write('export.zip', zipArchive(files));
    await picked.settle();
    expect(names()).toEqual(['export.zip/calls.csv']);
  });

  test('as Python writes it, with sizes behind the data or in 64 bits, is read, too', async () => {
    picked = await PickedFolder.open();
    const script = `
import sys, zipfile
class Pipe:
    def __init__(self, f): self.f = f
    def write(self, b): return self.f.write(b)
    def flush(self): self.f.flush()
with open(sys.argv[1], 'wb') as f, zipfile.ZipFile(Pipe(f), 'w', zipfile.ZIP_DEFLATED) as z:
    with z.open('streamed.csv', 'w', force_zip64=True) as m: m.write(b'x' * 99 + b'\\n')`;
    execFileSync('python3', ['-c', script, picked.at('python.zip')]);
    await picked.settle();
    expect(await picked.bench.received()).toBe(`${'x'.repeat(99)}\n`);
  });
});

describe('a zip archive that is being taken by a source that is killed', () => {
  test.each(['before', 'after'] as const)('%s any single step, comes whole and once', async (moment) => {
    picked = await PickedFolder.open({ afterwards: 'delete' });
    const { bench, folder } = picked;
    const start = (context = bench.context) =>
      new RunningSource(watch, { folder, afterwards: 'delete', ...QUICK }, context);
    const isTaken = () => bench.until(async () => (await readdir(folder)).length === 0);
    let expected = '';
    for (let at = 1; ; at++) {
      const [one, two] = [picked.lines(20), picked.lines(20)];
      const files = [one, two, one].map((content, n) => ({ name: `${n}.csv`, content }));
      await picked.write('export.zip', zipArchive(files));
      const cut = new PowerCut(at, moment);
      const running = start(cut.on(bench.context));
      await Promise.race([running.ended.catch(() => {}), isTaken()]);
      await running.stop().catch(() => {});
      const known = new Set(await bench.store.rawPaths());
      await sortOutStrayRawCopies(bench.folder, {
        isKnown: (path) => known.has(path),
        standsPlain: async () => false,
      });
      await cut.bury();
      const again = start();
      await isTaken();
      await again.stop();
      expected += one + two;
      expect(await bench.received()).toBe(expected);
      expect(picked.kinds().filter((kind) => kind === 'resent')).toHaveLength(at);
      if (!cut.happened) break;
    }
  });
});

describe('a zip archive that cannot be taken is refused, with the reason, and nothing of it is kept:', () => {
  const good: ZippedFile = { name: 'good.csv', content: 'good\n' };
  const bomb = { name: 'bomb.csv', content: Buffer.alloc(3 * 1024 * 1024) };
  const cases: [string, string, () => Buffer][] = [
    ['encrypted', 'is encrypted', () => zipArchive([good, { ...good, flags: 0x801 }])],
    ['strongly encrypted', 'is encrypted', () => zipArchive([good, { ...good, flags: 0x841 }])],
    ['one that says what it unpacks to', 'more than 1 MiB', () => zipArchive([good, bomb])],
    [
      'one that lies about what it unpacks to',
      'more than 1 MiB',
      () => zipArchive([good, { ...bomb, size: 9 }]),
    ],
    [
      'files that are too much together',
      'more than 1 MiB',
      () => zipArchive([1, 2, 3].map((n) => ({ ...good, name: `${n}`, content: Buffer.alloc(400_000) }))),
    ],
    [
      'too many files',
      'holds more than 1000 files',
      () => zipArchive(Array.from({ length: 1001 }, (_, n) => ({ ...good, name: `${n}` }))),
    ],
    [
      'a path out of it',
      'names a place outside',
      () => zipArchive([good, { ...good, name: '../../evil.csv' }]),
    ],
    ['an absolute path', 'names a place outside', () => zipArchive([{ ...good, name: '/etc/evil.csv' }])],
    ['a link', 'holds a link', () => zipArchive([{ ...good, mode: 0o120_777 }])],
    [
      'another archive in it',
      'holds another archive',
      () => zipArchive([good, { name: 'a.gz', content: gzipSync('x') }]),
    ],
    ['an unknown way of packing', 'is packed in a way', () => zipArchive([{ ...good, method: 12 }])],
    ['another checksum', 'damaged', () => zipArchive([good, { ...good, crc: 7 }])],
    ['another size', 'damaged', () => zipArchive([{ ...good, size: 4 }])],
    ['nothing in it', 'holds no file', () => zipArchive([])],
    ['a cut end', 'damaged or cut off', () => zipArchive([good, good]).subarray(0, -30)],
    ['a damaged directory', 'damaged or cut off', () => spoilt(zipArchive([good, good]), 'PK\x01\x02')],
    ['a damaged file head', 'damaged or cut off', () => spoilt(zipArchive([good, good]), 'PK\x03\x04')],
  ];

  test.each(cases)('%s', async (_what, reason, archive) => {
    picked = await PickedFolder.open({ afterwards: 'delete' });
    await picked.write('export.zip', archive());
    await picked.settle();
    expect([...picked.tally.troubles.keys()].join()).not.toContain('export');
    expect(picked.bench.refused()).toMatchObject([
      { path: 'export.zip', reason: expect.stringContaining(reason) },
    ]);
    expect(picked.bench.intakes()).toEqual([]);
    expect(picked.rawCopies()).toEqual([]);
    expect(await readFile(picked.at('export.zip'))).toEqual(archive());
  });
});

/** One byte of the last such signature is another. */
function spoilt(archive: Buffer, signature: string): Buffer {
  const copy = Buffer.from(archive);
  copy[copy.lastIndexOf(signature) + 1] = 0;
  return copy;
}
