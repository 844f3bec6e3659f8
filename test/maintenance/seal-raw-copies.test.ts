import { existsSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rawCopyUpkeep } from '../../cli/service/raw-copy-upkeep.ts';
import { readRawCopy } from '../../collector/journal/raw-copies.ts';
import type { JobContext, RawCopyUpkeep } from '../../maintenance/job.ts';
import { sealRawCopies } from '../../maintenance/jobs/seal-raw-copies.ts';
import { dayOf, parseDay } from '../../record/calendar.ts';
import { rawPath } from '../../record/raw-copy.ts';
import { findIntake } from '../../store/queries/intakes.ts';
import { ARRIVAL, asteriskLine } from '../asterisk-lines.ts';
import { TestFolder } from '../test-folder.ts';
import { partsIn } from './runner-in-folder.ts';

let data: TestFolder;

beforeEach(() => {
  data = new TestFolder();
});

afterEach(() => data.remove());

const lines = (...numbers: readonly number[]): string =>
  numbers.map((n) => `${asteriskLine({ uniqueid: `1793005200.${n}` })}\n`).join('');

const place = (intake: number): string => rawPath('pbx', dayOf(ARRIVAL), intake);
const isThere = (path: string): boolean => existsSync(join(data.folder, path));

function context(
  given: Partial<RawCopyUpkeep> = {},
  signal = new AbortController().signal,
): JobContext & { counts: Record<string, number> } {
  const counts: Record<string, number> = {};
  const rawCopies = { ...rawCopyUpkeep(data.folder, async () => {}), ...given };
  const count = (name: string, rows: number): void => {
    counts[name] = (counts[name] ?? 0) + rows;
  };
  return { ...partsIn(data), rawCopies, retention: null, signal, count, counts };
}

async function seal(given: Partial<RawCopyUpkeep> = {}): Promise<Record<string, number>> {
  const to = context(given);
  await sealRawCopies.run(to);
  return to.counts;
}

const planned = async () => (await sealRawCopies.plan(context())).counts;
const NOTHING = { raw_copies_sealed: 0, bytes_sealed: 0 };

async function copyOf(intake: number) {
  const found = await data.reading((store) => findIntake(store, intake));
  if (found === null) throw new Error(`no intake ${intake}`);
  return found.copy;
}

async function bytesOf(intake: number, length: number): Promise<string> {
  return (await readRawCopy(data.folder, await copyOf(intake), 0, length)).toString('latin1');
}

describe('what is sealed', () => {
  test('is what the plan said, and nothing is left to plan afterwards', async () => {
    const all = [lines(1, 2), lines(3), lines(4, 5, 6)];
    for (const bytes of all) await data.file(bytes);
    const plan = await planned();
    expect(plan).toEqual({ raw_copies_sealed: 3, bytes_sealed: all.join('').length });
    expect(await seal()).toEqual(plan);
    expect(await planned()).toEqual(NOTHING);
  });

  test('holds the same bytes as before, in a smaller file that stands in the place of the plain one', async () => {
    const bytes = lines(...Array.from({ length: 50 }, (_, n) => n));
    const intake = await data.file(bytes);
    await sealRawCopies.run(context());
    expect((await copyOf(intake)).path).toBe(`${place(intake)}.zst`);
    expect([isThere(place(intake)), isThere(`${place(intake)}.zst`)]).toEqual([false, true]);
    expect(await bytesOf(intake, bytes.length)).toBe(bytes);
  });

  test('serves a resent file, too, whether it came before or after', async () => {
    const bytes = lines(1, 2);
    const first = await data.file(bytes);
    const before = await data.resent(first);
    await sealRawCopies.run(context());
    const after = await data.resent(first);
    for (const intake of [before, after]) expect(await bytesOf(intake, bytes.length)).toBe(bytes);
  });

  test('knows the first and last day of its calls, by which old days are found', async () => {
    const days = ['2026-10-20', '2026-10-24'];
    const intake = await data.file(
      days.map((day) => `${asteriskLine({ start: `${day} 09:00:00` })}\n`).join(''),
    );
    await sealRawCopies.run(context());
    const [first_day, last_day] = days.map(parseDay);
    expect((await copyOf(intake)).frames).toMatchObject([{ first_day, last_day }]);
  });

  test('is neither an empty file, nor one that still grows, nor one that waits to be judged', async () => {
    await data.file('');
    await data.file(lines(1), { finished: false });
    await data.file(lines(2), { account: false });
    expect(await planned()).toEqual(NOTHING);
    expect(await seal()).toEqual({});
  });
});

describe('a raw copy that cannot be sealed', () => {
  test('because the packed one reads back otherwise stays plain, and the others are sealed', async () => {
    const [first, second] = [await data.file(lines(1)), await data.file(lines(2))];
    const { same } = rawCopyUpkeep(data.folder, async () => {});
    const counts = await seal({
      same: async (plain, sealed, length) =>
        plain.path !== place(first) && (await same(plain, sealed, length)),
    });
    expect(counts).toMatchObject({ raw_copies_sealed: 1, raw_copies_unequal: 1 });
    expect([isThere(place(first)), isThere(`${place(first)}.zst`)]).toEqual([true, false]);
    expect((await copyOf(first)).frames).toBe(null);
    expect(isThere(`${place(second)}.zst`)).toBe(true);
  });

  test.each([
    ['is shorter than what was received', (path: string) => truncateSync(path, 10)],
    ['is gone', (path: string) => rmSync(path)],
  ])('because it %s is counted, left as it is, and holds up no other', async (_, spoil) => {
    const [first, second] = [await data.file(lines(1)), await data.file(lines(2))];
    spoil(join(data.folder, place(first)));
    expect(await seal()).toEqual({
      raw_copies_sealed: 1,
      bytes_sealed: lines(2).length,
      raw_copies_damaged: 1,
    });
    expect((await copyOf(first)).frames).toBe(null);
    expect(isThere(`${place(second)}.zst`)).toBe(true);
    expect(readdirSync(join(data.folder, place(first), '..'))).not.toContain(`${first}.zst.part`);
  });

  test('because the disk refuses ends the job: the next would fail as well', async () => {
    const intake = await data.file(lines(1));
    const refuse = async () => {
      throw new Error('the disk refused');
    };
    await expect(sealRawCopies.run(context({ seal: refuse }))).rejects.toThrow('the disk refused');
    expect(isThere(place(intake))).toBe(true);
  });
});

test('a service that stops ends the sealing after the copy in hand, and the next run does the rest', async () => {
  for (const n of [1, 2, 3]) await data.file(lines(n));
  const stop = new AbortController();
  const { remove } = rawCopyUpkeep(data.folder, async () => {});
  const stopping = context({ remove: (path) => remove(path).finally(() => stop.abort()) }, stop.signal);
  await expect(sealRawCopies.run(stopping)).rejects.toThrow();
  expect(stopping.counts).toMatchObject({ raw_copies_sealed: 1 });
  expect(await seal()).toMatchObject({ raw_copies_sealed: 2 });
});
