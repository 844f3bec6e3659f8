import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGapScrubber } from '../../../store/deletion/gap-scrubber.ts';
import { createScrubMark } from '../../../store/deletion/scrub-mark.ts';
import { type Connection, openDatabase } from '../../../store/open-database.ts';
import { PLACE } from '../../test-folder.ts';

const TABLES = `
create table counter (name text primary key, value integer not null) strict, without rowid;
create table party (id integer primary key, number integer, name text, extra blob, day integer) strict;
create index party_number on party (number);
create index party_name on party (name, number);
create index party_day on party (day, number);
create table pair (number integer, id integer, primary key (number, id)) strict, without rowid;
`;

type Step =
  | { readonly does: 'insert'; readonly rows: number; readonly extra: number; readonly spread?: boolean }
  | { readonly does: 'update' | 'delete'; readonly every: number; readonly from: number }
  | { readonly does: 'scrub'; readonly pages: number }
  | { readonly does: 'read' };

const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constant('insert' as const),
        rows: fc.integer({ min: 1, max: 600 }),
        extra: fc.constantFrom(0, 0, 40, 9_000, 30_000),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        does: fc.constantFrom('update' as const, 'delete' as const),
        every: fc.integer({ min: 1, max: 4 }),
        from: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ does: fc.constant('scrub' as const), pages: fc.integer({ min: 1, max: 40 }) }),
    },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('read' as const) }) },
  ),
  { minLength: 6, maxLength: 30 },
);

interface World {
  readonly connection: Connection;
  readonly path: string;
  /** What the tables must hold. */
  readonly rows: Map<number, number>;
  /** Every number there ever was. */
  readonly numbers: Set<number>;
}

/** Six bytes of a record, in no order. */
const numberOf = (place: number): number => 2 ** 46 + ((place * 40_503_797_173 + 11) % (2 ** 45 - 229));

function act({ connection, rows, numbers }: World, step: Exclude<Step, { does: 'scrub' | 'read' }>): void {
  const fresh = (): number => {
    const number = numberOf(numbers.size);
    numbers.add(number);
    return number;
  };
  const add = connection.prepare('insert into party (id, number, name, extra, day) values (?, ?, ?, ?, ?)');
  const addPair = connection.prepare('insert into pair (number, id) values (?, ?)');
  const change = connection.prepare('update party set number = ?, name = ? where id = ?');
  const remove = connection.prepare('delete from party where id = ?');
  const removePair = connection.prepare('delete from pair where number = ? and id = ?');
  connection.transaction(() => {
    if (step.does === 'insert') {
      for (let row = 0; row < step.rows; row++) {
        const [number, id] = [fresh(), numbers.size];
        // As calls come: day after day, of which one is not touched any more when the next has begun.
        const day = step.spread === true ? row % 15 : Math.floor(numbers.size / 1_500);
        add.run(id, number, `n${number % 97}`, bytesOf(number, row % 50 === 0 ? step.extra : 0), day);
        addPair.run(number, id);
        rows.set(id, number);
      }
      return;
    }
    const ids = [...rows.keys()]
      .slice(Math.floor(rows.size * step.from))
      .filter((id) => id % step.every === 0);
    for (const id of ids) {
      removePair.run(rows.get(id), id);
      rows.delete(id);
      if (step.does === 'delete') remove.run(id);
      else {
        const number = fresh();
        change.run(number, `n${number % 89}`, id);
        connection.prepare('update party set extra = null where id = ?').run(id);
        addPair.run(number, id);
        rows.set(id, number);
      }
    }
  })();
}

/** The number over and over. */
function bytesOf(number: number, length: number): Buffer {
  const bytes = Buffer.alloc(length - (length % 6));
  for (let at = 0; at < bytes.length; at += 6) bytes.writeUIntBE(number, at, 6);
  return bytes;
}

/** How many numbers that are gone stand in the file. */
function copies({ path, rows, numbers }: World): number {
  const bytes = readFileSync(path);
  const kept = new Set(rows.values());
  const found = new Set<number>();
  for (let at = 0; at + 6 <= bytes.length; at++) {
    const number = bytes.readUIntBE(at, 6);
    if (numbers.has(number) && !kept.has(number)) found.add(number);
  }
  return found.size;
}

/**
 * How many copies stand at the end of these steps, with or without scrubbing in between and behind them, and after rows were
 * added to all pages.
 */
function outcome(
  all: readonly Step[],
  hands: ((world: World) => ReturnType<typeof createGapScrubber>) | null,
): number {
  return inDatabase((world) => {
    const { connection, path } = world;
    const scrub = hands?.(world);
    const reader = openDatabase(path, 'read');
    try {
      for (const step of all) {
        if (step.does === 'scrub') scrub?.scrubGaps(step.pages, false);
        else if (step.does === 'read') seen(reader, world);
        else act(world, step);
      }
      connection.exec("update counter set value = 1 where name = 'unscrubbed'");
      let ended = scrub?.scrubGaps(7, true);
      while (ended === 'more') ended = scrub?.scrubGaps(7, false);
      if (scrub !== undefined) expect(ended).toBe('done');
      act(world, { does: 'insert', rows: 60, extra: 0, spread: true });
      connection.pragma('wal_checkpoint(TRUNCATE)');
      for (const one of [reader, connection]) {
        seen(one, world);
        expect(one.pragma('integrity_check', { simple: true })).toBe('ok');
      }
      return copies(world);
    } finally {
      reader.close();
    }
  });
}

function inDatabase<Result>(work: (world: World) => Result): Result {
  const folder = mkdtempSync(join(PLACE, 'ledgerline-'));
  const path = join(folder, 'pages.db');
  const connection = openDatabase(path, 'write');
  try {
    connection.exec(TABLES);
    return work({ connection, path, rows: new Map(), numbers: new Set() });
  } finally {
    connection.close();
    rmSync(folder, { recursive: true });
  }
}

/** Every row, by the table and by each index. */
function seen(connection: Connection, { rows }: World): void {
  const expected = [...rows].sort(([one], [other]) => one - other);
  for (const from of [
    'party not indexed',
    'party indexed by party_number where number > 0',
    "party indexed by party_name where name > ''",
    'party indexed by party_day where day >= 0',
    'pair',
  ]) {
    const found = connection
      .prepare<[], { id: number; number: number }>(`select id, number from ${from} order by +id`)
      .all();
    expect(found.map(({ id, number }) => [id, number])).toEqual(expected);
  }
}

test('whatever is written, changed and deleted, no number that is gone is left, and every reader finds what is there', () => {
  fc.assert(
    fc.property(steps, (all) => {
      expect(outcome(all, (world) => createGapScrubber(world.connection, world.path))).toBe(0);
    }),
    { numRuns: 40 },
  );
}, 300_000);

test('SQLite alone leaves numbers, and so does a scrub that leaves pages in the memory of the writer', () => {
  const rows = Array.from({ length: 13 }, () => ({ does: 'insert' as const, rows: 600, extra: 0 }));
  const all: Step[] = [...rows, { does: 'delete', every: 2, from: 0 }];
  expect(outcome(all, (world) => createGapScrubber(world.connection, world.path))).toBe(0);
  expect(outcome(all, null)).toBeGreaterThan(0);
  expect(outcome(all, forgetting)).toBeGreaterThan(0);
});

/** One that does not ask for the pages in the memory of the writer to be dropped. */
function forgetting({ connection, path }: World) {
  const pragma = (source: string): unknown => (source === 'shrink_memory' ? [] : connection.pragma(source));
  const other = {
    pragma,
    prepare: connection.prepare.bind(connection),
    transaction: connection.transaction.bind(connection),
  };
  return createGapScrubber(other as unknown as Connection, path);
}

test('a scrub waits for whoever reads the log, and goes on behind that, from the first page where something went meanwhile', () => {
  inDatabase((world) => {
    const { connection, path } = world;
    act(world, { does: 'insert', rows: 3_000, extra: 0 });
    const scrub = createGapScrubber(connection, path);
    expect(scrub.scrubGaps(2, true)).toBe('more');
    act(world, { does: 'insert', rows: 1, extra: 0 });
    const reader = openDatabase(path, 'read');
    reader.exec('begin');
    reader.prepare('select count(*) from party').get();
    expect(scrub.scrubGaps(2, true)).toBe('kept');
    reader.close();
    expect(scrub.scrubGaps(1_000, true)).toBe('done');
    expect(scrub.scrubGaps(1_000, true)).toBe('done');
  });
});

test('what is deleted while a scrub is under way is left to the next one', () => {
  inDatabase((world) => {
    const { connection, path } = world;
    act(world, { does: 'insert', rows: 3_000, extra: 0 });
    const mark = createScrubMark(connection);
    const scrub = createGapScrubber(connection, path);
    expect(scrub.scrubGaps(2, true)).toBe('more');
    mark.noting(() => act(world, { does: 'delete', every: 2, from: 0 }))();
    expect(scrub.scrubGaps(1_000, false)).toBe('done');
    // Also by a process that begins anew.
    const next = createGapScrubber(connection, path);
    expect(next.scrubGaps(2, true)).toBe('more');
    expect(next.scrubGaps(1_000, false)).toBe('done');
    expect(next.scrubGaps(1, true)).toBe('done');
  });
});
