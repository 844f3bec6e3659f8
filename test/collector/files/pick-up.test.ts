import { readdir, rename, rm, symlink, truncate } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { PickUpOptions } from '../../../collector/files/round.ts';
import { sealRawCopy } from '../../../collector/journal/raw-copies.ts';
import { rawPath } from '../../../record/raw-copy.ts';
import { PickedFolder } from '../picked-folder.ts';

let drop: PickedFolder;
const open = async (options: Partial<PickUpOptions> = {}) => {
  drop = await PickedFolder.open(options);
  return drop;
};
afterEach(() => drop.close());

describe('a new file', () => {
  test('is taken when two looks found it the same', async () => {
    await open();
    await drop.write('a.csv', 'one\n');
    await drop.poll();
    expect(drop.kinds()).toEqual([]);
    await drop.append('a.csv', 'two\n');
    await drop.poll();
    expect(drop.kinds()).toEqual([]);
    await drop.poll();
    expect(await drop.bench.received()).toBe('one\ntwo\n');
  });

  test('that is never at rest is taken as it grows', async () => {
    await open();
    let all = '';
    for (let n = 0; n < 8; n++) {
      const line = drop.lines(1);
      await drop.append('busy.log', line);
      all += line;
      await drop.poll(10_000);
    }
    expect(await drop.bench.received()).toBe(all);
    expect(drop.bench.intakes()).toMatchObject([{ finished: 0 }]);
  });

  test('that is never at rest is waited for when it is to be deleted', async () => {
    await open({ afterwards: 'delete' });
    for (let n = 0; n < 10; n++) {
      await drop.append('busy.log', drop.lines(1));
      await drop.poll(60_000);
    }
    expect(drop.kinds()).toEqual([]);
    await drop.poll();
    expect(drop.bench.intakes()).toMatchObject([{ finished: 1 }]);
    expect(await drop.has('busy.log')).toBe(false);
  });

  test.each(['_a.csv', '.a.csv', 'a.part', 'a.csv.TMP', 'a.filepart', 'a.incomplete', 'a.writing'])(
    'whose name says that it is being written is left alone: %s',
    async (name) => {
      await open();
      await drop.write(name, 'half');
      await drop.settle();
      expect(drop.kinds()).toEqual([]);
      await rename(drop.at(name), drop.at('a.csv'));
      await drop.settle();
      expect(drop.kinds()).toEqual(['file']);
    },
  );

  test('without a byte is left alone until it has some', async () => {
    await open({ afterwards: 'delete' });
    await drop.write('test', '');
    await drop.settle();
    expect(await drop.has('test')).toBe(true);
    expect(drop.kinds()).toEqual([]);
  });

  test('that is a link is not followed', async () => {
    await open();
    await symlink('/etc/passwd', drop.at('passwd'));
    await drop.settle();
    expect(drop.kinds()).toEqual([]);
  });

  test('is taken only where its name is meant', async () => {
    await open({ files: ['*.csv', 'deep/*.log'], except: ['test*'] });
    for (const name of ['A.CSV', 'b.txt', 'test.csv', 'deep/c.log', 'd.log'])
      await drop.write(name, drop.lines(1));
    await drop.settle();
    expect(
      drop.bench
        .intakes()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['A.CSV', 'deep/c.log']);
  });
});

describe('a done-marker', () => {
  test('says that a file is complete: it is taken at once, and never before', async () => {
    await open({ done_marker: '{stem}.ok', needs_marker: true, afterwards: 'move' });
    await drop.write('a.csv', 'x\n');
    await drop.settle();
    expect(drop.kinds()).toEqual([]);
    await drop.write('a.ok', '');
    await drop.poll();
    expect(drop.bench.intakes()).toMatchObject([{ name: 'a.csv', finished: 1 }]);
    // The marker goes with its file, so that it does not speak for the next one of this name.
    expect(await readdir(drop.folder, { recursive: true })).toEqual(['taken', 'taken/a.csv']);
  });
});

describe('afterwards', () => {
  test('a file of the same name that was moved before is not replaced', async () => {
    await open({ afterwards: 'move' });
    for (let n = 0; n < 3; n++) {
      await drop.write('day.csv', drop.lines(1));
      await drop.settle();
    }
    expect((await readdir(drop.at('taken'))).sort()).toEqual(['day.csv', 'day.csv.2', 'day.csv.3']);
    expect(drop.kinds()).toEqual(['file', 'file', 'file']);
  });

  test('renamed files are not taken again', async () => {
    await open({ afterwards: 'rename' });
    for (let n = 0; n < 3; n++) {
      await drop.write('day.csv', drop.lines(1));
      await drop.settle();
    }
    await drop.settle();
    expect((await readdir(drop.folder)).sort()).toEqual([
      'day.csv.taken',
      'day.csv.taken.2',
      'day.csv.taken.3',
    ]);
    expect(drop.kinds()).toEqual(['file', 'file', 'file']);
  });

  test('a file that changes between taking and deleting is not deleted', async () => {
    await open({ afterwards: 'delete' });
    await drop.write('a.csv', 'one\n');
    await drop.poll();
    drop.hooks.disposing = () => drop.append('a.csv', 'two\n');
    await drop.poll();
    drop.hooks.disposing = null;
    expect(await drop.has('a.csv')).toBe(true);
    await drop.settle();
    expect(await drop.bench.received()).toBe('one\ntwo\n');
    expect(await drop.has('a.csv')).toBe(false);
  });

  test('what cannot be moved is said, is not taken twice, and is moved when it can be', async () => {
    await open({ afterwards: 'move' });
    await drop.write('taken', 'a file where the folder should be\n');
    await drop.write('a.csv', 'one\n');
    await drop.poll();
    await drop.poll();
    expect([...drop.tally.troubles.keys()]).toEqual([expect.stringContaining('could not be moved')]);
    await rm(drop.at('taken'), { force: true });
    await drop.poll(1_000);
    expect(await drop.has('a.csv')).toBe(true);
    await drop.poll(10_000);
    expect(await drop.has('a.csv')).toBe(false);
    expect(drop.bench.intakes().filter(({ name }) => name === 'a.csv')).toHaveLength(1);
  });
});

describe('resent content', () => {
  test.each(['leave', 'move', 'rename', 'delete'] as const)(
    'is accounted for and not copied again, under whatever name (%s)',
    async (afterwards) => {
      await open({ afterwards });
      const content = drop.lines(100);
      await drop.write('a.csv', content);
      await drop.settle();
      await drop.write('b.csv', content);
      await drop.write('c.csv.gz', gzipSync(content));
      await drop.settle();
      expect(drop.bench.intakes()).toMatchObject([
        { kind: 'file', same_as: null },
        { kind: 'resent', same_as: 1 },
        { kind: 'resent', same_as: 1 },
      ]);
      expect(await drop.bench.received()).toBe(content);
    },
  );

  test('under the same name, after the first was deleted by us, is resent', async () => {
    await open({ afterwards: 'delete' });
    for (let n = 0; n < 2; n++) {
      await drop.write('a.csv', 'same\n');
      await drop.settle();
    }
    expect(drop.kinds()).toEqual(['file', 'resent']);
    expect(await drop.has('a.csv')).toBe(false);
  });

  test('twice in one look is new once', async () => {
    await open({ afterwards: 'delete' });
    for (const name of ['a', 'b', 'c', 'd']) await drop.write(name, 'same\n');
    drop.bench.storeTakesMs = 20;
    await drop.settle();
    expect(drop.kinds().sort()).toEqual(['file', 'resent', 'resent', 'resent']);
  });

  test('of a file that still grows is a file of its own', async () => {
    await open();
    await drop.write('a', 'so far\n');
    await drop.poll();
    await drop.poll();
    await drop.write('b', 'so far\n');
    await drop.poll();
    await drop.poll();
    expect(drop.kinds()).toEqual(['file', 'file']);
  });
});

describe('a file that is left where it is', () => {
  test('and touched is not taken again', async () => {
    await open();
    await drop.write('a', drop.lines(10));
    await drop.settle();
    await drop.touch('a');
    await drop.settle();
    expect(drop.kinds()).toEqual(['file']);
  });

  test('and overwritten with other bytes of the same length is a new file', async () => {
    await open();
    await drop.write('a', `head ${'x'.repeat(200_000)} 1 tail`);
    await drop.settle();
    await drop.write('a', `head ${'x'.repeat(100_000)}y${'x'.repeat(99_999)} 1 tail`);
    await drop.settle();
    expect(drop.kinds()).toEqual(['file', 'file']);
  });

  test('and rotated is carried on where it was left, also packed and with its end unread', async () => {
    await open();
    const [first, end, next] = [drop.lines(3000), drop.lines(7), drop.lines(2)];
    await drop.write('Master.csv', first);
    await drop.poll();
    await drop.poll();
    await rm(drop.at('Master.csv'));
    await drop.write('Master.csv.1.gz', gzipSync(first + end));
    await drop.write('Master.csv', next);
    await drop.settle();
    expect(drop.bench.intakes()).toMatchObject([
      { name: 'Master.csv', finished: 1 },
      { name: 'Master.csv', finished: 1 },
    ]);
    expect(await drop.bench.contentOf(1)).toBe(first + end);
    expect(await drop.bench.received()).toBe(first + end + next);
  });

  test('and rotated and packed without a further line is finished', async () => {
    await open();
    const content = drop.lines(10);
    await drop.write('a', content);
    await drop.poll();
    await drop.poll();
    await rm(drop.at('a'));
    await drop.write('a.1.gz', gzipSync(content));
    await drop.settle();
    expect(drop.bench.intakes()).toMatchObject([{ kind: 'file', finished: 1 }]);
  });

  test('and renamed while nobody looked keeps its place', async () => {
    await open();
    await drop.write('a', drop.lines(10));
    await drop.settle();
    await rename(drop.at('a'), drop.at('b'));
    drop.restart();
    await drop.settle();
    await drop.append('b', drop.lines(10));
    await drop.settle();
    expect(drop.kinds()).toEqual(['file']);
  });

  test('and finished, then written to again, goes on', async () => {
    await open();
    await drop.write('a', 'no line end');
    await drop.settle();
    expect(drop.bench.intakes()).toMatchObject([{ finished: 1 }]);
    await drop.append('a', ' yet\n');
    await drop.poll();
    expect(drop.bench.intakes()).toMatchObject([{ finished: 0 }]);
    await drop.settle();
    expect(await drop.bench.received()).toBe('no line end yet\n');
  });

  test('and whose raw copy was sealed is taken once more as a whole', async () => {
    await open();
    const [first, second] = [drop.lines(10), drop.lines(10)];
    await drop.write('a', first);
    await drop.settle();
    const [intake] = drop.bench.intakes();
    const path = rawPath('pbx', intake?.day ?? 0, 1);
    const { frames, path: packed } = await sealRawCopy(drop.bench.folder, path, first.length);
    const seal = { intake: 1, path: packed, frames: frames ?? [], places_blanked: 0 };
    expect(await drop.bench.store.recordSeal(seal)).toBe(true);
    // The plain copy is still there, for a moment: nothing must be added to it.
    await drop.append('a', second);
    await drop.settle();
    expect(await drop.bench.contentOf(2)).toBe(first + second);
  });

  test('and grows while its raw copy is being sealed stays plain', async () => {
    await open();
    const first = drop.lines(10);
    await drop.write('a', first);
    await drop.settle();
    const path = rawPath('pbx', drop.bench.intakes()[0]?.day ?? 0, 1);
    const { frames, path: packed } = await sealRawCopy(drop.bench.folder, path, first.length);
    const seal = { intake: 1, path: packed, frames: frames ?? [], places_blanked: 0 };
    await drop.append('a', drop.lines(10));
    await drop.settle();
    expect(await drop.bench.store.recordSeal(seal)).toBe(false);
  });

  test('and whose known bytes were changed is a new file, wherever they were changed', async () => {
    await open();
    const content = drop.lines(10_000);
    await drop.write('a', content);
    await drop.settle();
    const withOtherTail = `${content.slice(0, -10)}othertail\n`;
    await drop.write('a', `${withOtherTail}and more\n`);
    await drop.settle();
    const withOtherHead = `otherhead\n${withOtherTail.slice(10)}and more\n`;
    await drop.write('a', `${withOtherHead}and still more\n`);
    await drop.settle();
    expect(await drop.bench.contentOf(1)).toBe(content);
    expect(await drop.bench.contentOf(2)).toBe(`${withOtherTail}and more\n`);
    expect(await drop.bench.contentOf(3)).toBe(`${withOtherHead}and still more\n`);
  });

  test.each(['at once', 'one after the other'])(
    'and of which two copies grow apart, %s, keeps both',
    async (when) => {
      await open();
      const content = drop.lines(10);
      await drop.write('a', content);
      await drop.settle();
      await rm(drop.at('a'));
      await drop.write('b', content);
      await drop.write('c', content);
      await drop.settle();
      await drop.append('b', 'said by b\n');
      if (when !== 'at once') await drop.settle();
      await drop.append('c', 'said by c\n');
      await drop.settle();
      const contents = await Promise.all(drop.bench.intakes().map(({ id }) => drop.bench.contentOf(id)));
      expect(contents.sort()).toEqual([`${content}said by b\n`, `${content}said by c\n`]);
    },
  );

  test('and gone does not let a file that only begins like it be taken too early', async () => {
    await open();
    const head = drop.lines(200);
    await drop.write('a', head + drop.lines(10));
    await drop.settle();
    await rm(drop.at('a'));
    await drop.write('b', head + drop.lines(20));
    await drop.poll();
    expect(drop.kinds()).toEqual(['file']);
    await drop.poll();
    expect(drop.kinds()).toEqual(['file', 'file']);
  });

  test('and cut off and begun anew is a new file', async () => {
    await open();
    await drop.write('a', drop.lines(100));
    await drop.settle();
    await truncate(drop.at('a'), 0);
    await drop.append('a', drop.lines(3));
    await drop.settle();
    expect(drop.kinds()).toEqual(['file', 'file']);
  });
});

test('many files at once are all taken, once', async () => {
  await open({ afterwards: 'delete' });
  let all = 0;
  for (let n = 0; n < 500; n++) {
    const content = drop.lines(1 + (n % 50));
    all += content.length;
    await drop.write(`f${n}`, content);
  }
  await drop.settle();
  expect(drop.tally.troubles.size).toBe(0);
  expect(drop.kinds()).toHaveLength(500);
  expect((await drop.bench.received()).length).toBe(all);
  expect(await readdir(drop.folder)).toEqual([]);
});
