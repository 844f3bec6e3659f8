import { describe, expect, test } from 'vitest';
import { findLine } from '../../cli/raw-lines.ts';
import { accountFor } from '../../pipeline.ts';
import { OPERATOR } from '../access/operator.ts';
import { asteriskLine, asteriskSettings } from '../asterisk-lines.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

const line = (n: number): string => asteriskLine({ uniqueid: `1793005200.${n}` });
const [A, B, C] = [1, 2, 3].map((n) => `${line(n)}\n`) as [string, string, string];
const RUBBISH = 'rubbish\n';

const judge = (data: TestFolder, intake: number) => accountFor(intake, null, data.parts);

async function counts(data: TestFolder, intake: number) {
  const row = (await data.ledger()).find((found) => found.intake === intake);
  if (row === undefined) throw new Error(`no intake ${intake}`);
  const { lines, calls, duplicates, undefined: unread, waiting_bytes } = row;
  return { lines, calls, duplicates, undefined: unread, waiting_bytes };
}

describe('a file that was sent again, while the earlier one grows at its origin', () => {
  test('has the lines it had, however many the earlier one has now', async () => {
    await inFolder(async (data) => {
      const earlier = await data.file(A + RUBBISH);
      const again = await data.resent(earlier);
      await data.grow(earlier, A + RUBBISH + B + C, true);
      expect(await judge(data, again)).toBe('done');
      expect(await counts(data, again)).toMatchObject({ lines: 2, calls: 0, waiting_bytes: 0 });
      expect(await counts(data, earlier)).toMatchObject({ lines: 4, calls: 3, undefined: 1 });
      expect(await data.mismatches()).toEqual([]);
    });
  });

  test('waits for its own lines in the earlier one, but not until that one is done growing', async () => {
    await inFolder(async (data) => {
      const earlier = await data.file(A + B, { account: false });
      const again = await data.resent(earlier);
      await data.grow(earlier, A + B + C.slice(0, 40), false, false);
      expect(await judge(data, again)).toBe('unsettled');
      await judge(data, earlier);
      expect(await judge(data, again)).toBe('done');
      expect(await counts(data, again)).toMatchObject({ lines: 2, duplicates: 2, waiting_bytes: 0 });
      expect(await data.mismatches()).toEqual([]);
    });
  });

  test('keeps its last line as it was sent, also where the earlier one went on in the middle of it', async () => {
    await inFolder(async (data) => {
      const half = B.slice(0, 40);
      const earlier = await data.file(A + half, { account: false });
      const again = await data.resent(earlier);
      await data.grow(earlier, A + B + C, true);
      expect(await judge(data, again)).toBe('done');
      expect(await counts(data, again)).toMatchObject({ lines: 2, duplicates: 1, undefined: 1 });
      expect(await counts(data, earlier)).toMatchObject({ lines: 3, calls: 3, undefined: 0 });
      expect(await data.mismatches()).toEqual([]);
    });
  });

  test('has the lines it had also when the earlier one grew before this one was registered', async () => {
    await inFolder(async (data) => {
      const earlier = await data.file(A);
      await data.grow(earlier, A + B, true);
      const again = await data.resent(earlier, { length: A.length });
      await judge(data, again);
      expect(await counts(data, again)).toMatchObject({ lines: 1, duplicates: 1, waiting_bytes: 0 });
    });
  });

  test('stays as it was settled when the earlier one grows afterwards', async () => {
    await inFolder(async (data) => {
      const earlier = await data.file(A);
      const again = await data.resent(earlier);
      await judge(data, again);
      await data.grow(earlier, A + B, true);
      expect(await judge(data, again)).toBe('done');
      expect(await counts(data, again)).toMatchObject({ lines: 1, duplicates: 1 });
      expect(await data.mismatches()).toEqual([]);
      const lineAt = (offset: number) =>
        data.reading((store) => findLine(data.folder, { store, sight: OPERATOR }, again, offset));
      expect((await lineAt(0)).line.unit.raw).toBe(A.trimEnd());
      await expect(lineAt(A.length)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });

  test('is never longer than what it repeats', async () => {
    await inFolder(async (data) => {
      const earlier = await data.file(A);
      await expect(data.resent(earlier, { length: A.length + 1 })).rejects.toThrow(/cannot be the same/);
    });
  });
});

test('a plain raw copy is not packed as long as a file that was sent again has to be read from it', async () => {
  await inFolder(async (data) => {
    const earlier = await data.file(A);
    const again = await data.resent(earlier);
    expect(await data.store.sealable(10)).toEqual([]);
    await judge(data, again);
    expect(await data.store.sealable(10)).toMatchObject([{ intake: earlier }]);
  });
});

test('verify finds a file that was sent again with other counts than what it repeats', async () => {
  await inFolder(async (data) => {
    const earlier = await data.file(A + RUBBISH);
    const again = await data.resent(earlier);
    await judge(data, again);
    data.tamper(`update intake set lines = 3, duplicates = 3 where id = ${again}`);
    expect(await data.mismatches()).toEqual([
      { intake: again, message: `it has 3 lines, intake ${earlier}, which it repeats, has 2 there` },
      { intake: again, message: `it has 3 duplicates, intake ${earlier}, which it repeats, has 2 there` },
    ]);
  });
});

describe('a file that was sent again after its driver was changed', () => {
  const WRONG = asteriskSettings({ driver: 'openscape-voice' });
  const right = asteriskSettings();
  const BYTES = A + RUBBISH + B;

  test('is read for itself, and what could not be read before is a duplicate where it cannot be read now', async () => {
    await inFolder(async (data) => {
      const earlier = await data.file(BYTES);
      data.settings = right;
      const again = await data.resent(earlier);
      await judge(data, again);
      expect(await counts(data, earlier)).toMatchObject({ lines: 3, calls: 0, undefined: 3 });
      expect(await counts(data, again)).toMatchObject({ lines: 3, calls: 2, duplicates: 1, undefined: 0 });
      expect(await data.mismatches()).toEqual([]);
      const before = data.dump();
      await data.replay(right, { filter: { intake: again } });
      expect(data.dump()).toEqual(before);
      await data.replay(right, { filter: { undefined: true } });
      expect(await counts(data, earlier)).toMatchObject({ calls: 0, duplicates: 2, undefined: 1 });
      expect(await counts(data, again)).toMatchObject({ calls: 2, duplicates: 1, undefined: 0 });
      const third = await data.resent(again);
      await judge(data, third);
      expect(await counts(data, third)).toMatchObject({ lines: 3, duplicates: 3, undefined: 0 });
      expect(await data.mismatches()).toEqual([]);
    }, WRONG);
  });

  test('and after its lines were repaired has nothing but duplicates', async () => {
    await inFolder(async (data) => {
      const earlier = await data.file(BYTES);
      await data.replay(right, { filter: { undefined: true } });
      const again = await data.resent(earlier);
      await judge(data, again);
      expect(await counts(data, earlier)).toMatchObject({ calls: 2, undefined: 1 });
      expect(await counts(data, again)).toMatchObject({ lines: 3, calls: 0, duplicates: 3, undefined: 0 });
      expect(await data.mismatches()).toEqual([]);
    }, WRONG);
  });

  test('becomes calls where its driver can read it later, and duplicates again where that is taken back', async () => {
    await inFolder(async (data) => {
      const earlier = await data.file(BYTES);
      // Another driver that cannot read it, so that the file is read for itself.
      data.settings = asteriskSettings({ driver: 'hipath-3000' });
      const again = await data.resent(earlier);
      await judge(data, again);
      const unread = await counts(data, again);
      expect(unread).toMatchObject({ lines: 3, calls: 0, undefined: 0 });
      await data.replay(right, { filter: { intake: again } });
      expect(await counts(data, again)).toMatchObject({ calls: 2, duplicates: 1, undefined: 0 });
      expect(await data.mismatches()).toEqual([]);
      await data.replay(WRONG, { filter: { intake: again } });
      expect(await counts(data, again)).toMatchObject({ calls: 0, duplicates: 3, undefined: 0 });
      expect(await data.mismatches()).toEqual([]);
      await data.replay(right);
      expect(await data.calls()).toHaveLength(2);
      expect(await data.mismatches()).toEqual([]);
    }, WRONG);
  });
});
