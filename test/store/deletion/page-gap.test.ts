import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PageLayout, pageGap, pageLayout } from '../../../store/deletion/page-gap.ts';
import { openDatabase } from '../../../store/open-database.ts';
import { PLACE } from '../../test-folder.ts';

const LAYOUT: PageLayout = { page_size: 1024, reserved: 0, pointer_maps: false };

/** A leaf of a table with cells of ten bytes at the end of the page. */
function leaf(cells: number, change: (page: Buffer) => void = () => {}): Buffer {
  const page = Buffer.alloc(1024, 0xee);
  page.writeUInt8(13, 0);
  page.writeUInt16BE(0, 1);
  page.writeUInt16BE(cells, 3);
  page.writeUInt16BE(1024 - 10 * cells, 5);
  page.writeUInt8(0, 7);
  for (let cell = 0; cell < cells; cell++) page.writeUInt16BE(1024 - 10 * (cell + 1), 8 + 2 * cell);
  change(page);
  return page;
}

test('the unused part lies between the pointers to cells and the first cell', () => {
  expect(pageGap(leaf(3), 2, LAYOUT)).toEqual({ from: 14, to: 994 });
  expect(pageGap(leaf(0), 2, LAYOUT)).toEqual({ from: 8, to: 1024 });
  expect(pageGap(leaf(84), 2, LAYOUT)).toEqual({ from: 176, to: 184 });
});

describe('no unused part is known of a page', () => {
  test.each<[string, (page: Buffer) => void]>([
    ['of no kind that there is', (page) => page.writeUInt8(7, 0)],
    ['that begins with the number of another page', (page) => page.writeUInt8(1, 0)],
    ['with more cells than have room', (page) => page.writeUInt16BE(500, 3)],
    ['whose cells begin behind its end', (page) => page.writeUInt16BE(1025, 5)],
    ['whose cells begin among their pointers', (page) => page.writeUInt16BE(13, 5)],
    ['with a pointer before its first cell', (page) => page.writeUInt16BE(993, 10)],
    ['with a pointer behind its end', (page) => page.writeUInt16BE(1021, 10)],
    ['with a free block before its first cell', (page) => page.writeUInt16BE(100, 1)],
  ])('%s', (_, change) => {
    expect(pageGap(leaf(3, change), 2, LAYOUT)).toBeNull();
  });

  test('of locks, nor of one that says who points to others', () => {
    expect(pageGap(leaf(3), 2 ** 20 + 1, LAYOUT)).toBeNull();
    expect(pageGap(leaf(3), 2 ** 20 + 2, LAYOUT)).not.toBeNull();
    const withMaps = { ...LAYOUT, pointer_maps: true };
    expect([2, 3, 206, 207, 208].map((number) => pageGap(leaf(3), number, withMaps) === null)).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
  });
});

test('of chance bytes it is never more than the page has', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1024, maxLength: 1024 }),
      fc.constantFrom(2, 5, 10, 13),
      (bytes, kind) => {
        const page = Buffer.from(bytes);
        page.writeUInt8(kind, 0);
        page.writeUInt16BE(page.readUInt16BE(3) % 3, 3);
        const gap = pageGap(page, 2, LAYOUT);
        expect(gap === null || (gap.from >= 8 && gap.from <= gap.to && gap.to <= 1024)).toBe(true);
      },
    ),
  );
});

test('of every page of a real database it is what SQLite says is unused, and none of pages that are not of a tree', () => {
  const folder = mkdtempSync(join(PLACE, 'ledgerline-'));
  const path = join(folder, 'pages.db');
  const connection = openDatabase(path, 'write');
  try {
    connection.exec(`create table party (id integer primary key, number integer, extra blob);
      create index party_number on party (number);`);
    const add = connection.prepare('insert into party (number, extra) values (?, randomblob(?))');
    for (let row = 0; row < 5_000; row++) add.run((row * 7_919) % 5_003, row % 100 === 0 ? 30_000 : row % 50);
    connection.exec('delete from party where id % 3 = 0 and id < 4000; pragma wal_checkpoint(truncate);');
    const bytes = readFileSync(path);
    const layout = pageLayout(bytes.subarray(0, 100));
    if (layout === null) throw new Error('not a database');
    const pages = connection
      .prepare<[], { pageno: number; pagetype: string; unused: number }>(
        'select pageno, pagetype, unused from dbstat',
      )
      .all();
    const kinds = new Set<string>();
    for (const { pageno, pagetype, unused } of pages) {
      kinds.add(pagetype);
      const page = bytes.subarray((pageno - 1) * 8192, pageno * 8192);
      const gap = pageGap(page, pageno, layout);
      if (pagetype === 'overflow') expect(gap).toBeNull();
      else expect((gap?.to ?? 0) - (gap?.from ?? 0) + freeBlocks(page, pageno)).toBe(unused);
    }
    expect([...kinds].sort()).toEqual(['internal', 'leaf', 'overflow']);
  } finally {
    connection.close();
    rmSync(folder, { recursive: true });
  }
});

/** Bytes between cells, which secure_delete overwrites itself; that it did is seen to here. */
function freeBlocks(page: Buffer, number: number): number {
  const header = number === 1 ? 100 : 0;
  let sum = page.readUInt8(header + 7);
  for (let at = page.readUInt16BE(header + 1); at !== 0; at = page.readUInt16BE(at)) {
    const length = page.readUInt16BE(at + 2);
    expect(page.subarray(at + 4, at + length).every((byte) => byte === 0)).toBe(true);
    sum += length;
  }
  return sum;
}
