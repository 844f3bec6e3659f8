import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asteriskLine, asteriskSettings } from '../asterisk-lines.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

const LIMIT = 400;
const SETTINGS = asteriskSettings({
  cut: { framing: 'line', limit: LIMIT },
  held: { shorter_than_seconds: 5 },
});

/** Calls that are told apart by their uniqueid. */
const A = asteriskLine({ uniqueid: '1793005200.1' });
const B = asteriskLine({ uniqueid: '1793005200.2', start: '2026-10-26 09:05:00' });
const HELD = asteriskLine({ uniqueid: '1793005200.3', talk: 2 });
const KEYED = asteriskLine({ uniqueid: '1793005200.4', sequence: 4 });
const TWICE = asteriskLine({ uniqueid: '1793005200.5', start: '2026-10-25 02:30:00' });
const BAD = asteriskLine({ start: '2026-02-30 09:00:00' });
const CUT = A.slice(0, 60);
const LONG = 'x'.repeat(2 * LIMIT);
const CALLS = [A, B, HELD, KEYED, TWICE];
const OTHERS = [BAD, CUT, LONG, ''];

const file = (...lines: string[]): string => lines.map((line) => `${line}\n`).join('');
const keyOf = (line: string): string => /1793005200\.\d/.exec(line)?.[0] ?? '';

/** How many calls are stored of each uniqueid. */
async function stored(data: TestFolder, source = 'pbx'): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { call_key } of await data.calls({ held: 'include', source })) {
    counts[call_key ?? ''] = (counts[call_key ?? ''] ?? 0) + 1;
  }
  return counts;
}

async function countsOf(data: TestFolder, intake: number) {
  const row = (await data.ledger()).find((found) => found.intake === intake);
  return { calls: row?.calls, duplicates: row?.duplicates };
}

describe('twins and duplicates', () => {
  test('two equal lines of one delivery are two calls', async () => {
    await inFolder(async (data) => {
      await data.file(file(A, A));
      expect(await stored(data)).toEqual({ [keyOf(A)]: 2 });
    });
  });

  test('a delivery that brings the same lines again adds none, and says so', async () => {
    await inFolder(async (data) => {
      await data.file(file(A, B, A));
      const again = await data.file(file(A, B, A));
      expect(await stored(data)).toEqual({ [keyOf(A)]: 2, [keyOf(B)]: 1 });
      expect(await countsOf(data, again)).toEqual({ calls: 0, duplicates: 3 });
    });
  });

  test('of an overlapping export only what is new is added: the third twin of the second delivery', async () => {
    await inFolder(async (data) => {
      await data.file(file(A, A));
      const overlapping = await data.file(file(A, A, A, B));
      expect(await countsOf(data, overlapping)).toEqual({ calls: 2, duplicates: 2 });
      expect(await stored(data)).toEqual({ [keyOf(A)]: 3, [keyOf(B)]: 1 });
    });
  });

  test('each duplicate points at its own twin, the k-th at the k-th', async () => {
    await inFolder(async (data) => {
      await data.file(file(A, A, A));
      await data.file(file(A, A));
      const { call, duplicate } = data.dump();
      const ids = (call ?? []).map((row) => (row as { id: number }).id);
      expect((duplicate ?? []).map((row) => (row as { call: number }).call)).toEqual(ids.slice(0, 2));
    });
  });

  test('a record with a key of its own is known again although its line has changed', async () => {
    await inFolder(async (data) => {
      await data.file(file(KEYED));
      await data.file(file(KEYED.replace('Anna', 'Ann')));
      expect(await stored(data)).toEqual({ [keyOf(KEYED)]: 1 });
    });
  });

  test('a record with a key of its own is one call also when one file brings it twice', async () => {
    await inFolder(async (data) => {
      const intake = await data.file(file(KEYED, KEYED.replace('Anna', 'Ann'), KEYED));
      expect(await stored(data)).toEqual({ [keyOf(KEYED)]: 1 });
      expect(await countsOf(data, intake)).toEqual({ calls: 1, duplicates: 2 });
    });
  });

  test('a byte order mark in front of a resent file makes no new record', async () => {
    await inFolder(async (data) => {
      await data.file(file(A, B));
      const again = await data.file(`\u00ef\u00bb\u00bf${file(A, B)}`);
      expect(await countsOf(data, again)).toEqual({ calls: 0, duplicates: 2 });
    });
  });

  test('twins stay twins when a chunk ends between them', async () => {
    await inFolder(async (data) => {
      data.chunkBytes = LIMIT + 2;
      const first = await data.file(file(A, B, A, B, A, B, A, B));
      const second = await data.file(file(A, A, A, A, A, B, B, B, B));
      expect((data.dump().chunk ?? []).length).toBeGreaterThan(5);
      expect(await countsOf(data, first)).toEqual({ calls: 8, duplicates: 0 });
      expect(await countsOf(data, second)).toEqual({ calls: 1, duplicates: 8 });
    }, SETTINGS);
  });

  test('a file that grows is one delivery: its twins stay twins however late they come', async () => {
    await inFolder(async (data) => {
      const intake = await data.file(file(A), { finished: false });
      await data.grow(intake, file(A, A), false);
      await data.grow(intake, file(A, A, B), true);
      expect(await stored(data)).toEqual({ [keyOf(A)]: 2, [keyOf(B)]: 1 });
    });
  });

  test('a connection that repeats what an earlier one brought adds none, also on the same day of stream', async () => {
    await inFolder(async (data) => {
      const stream = await data.stream();
      await stream.connect();
      await stream.send(file(A, A, B));
      await stream.disconnect();
      await stream.connect();
      await stream.send(file(A));
      await stream.send(file(A, A));
      await stream.disconnect();
      expect(await stored(data)).toEqual({ [keyOf(A)]: 3, [keyOf(B)]: 1 });
      expect(await countsOf(data, stream.intake)).toEqual({ calls: 4, duplicates: 2 });
    });
  });

  test('a device that repeats one record thousands of times does not hold up the store for minutes', async () => {
    await inFolder(async (data) => {
      const started = performance.now();
      await data.file(file(A).repeat(5000));
      const again = await data.file(file(B) + file(A).repeat(5001));
      expect(performance.now() - started).toBeLessThan(12_000);
      expect(await countsOf(data, again)).toEqual({ calls: 2, duplicates: 5000 });
    });
  });

  test('equal lines of two sources are calls of both', async () => {
    await inFolder(async (data) => {
      await data.file(file(A));
      await data.file(file(A), { source: 'branch' });
      expect([await stored(data, 'pbx'), await stored(data, 'branch')]).toEqual([
        { [keyOf(A)]: 1 },
        { [keyOf(A)]: 1 },
      ]);
    });
  });
});

interface Delivery {
  readonly kind: 'file' | 'growing' | 'stream';
  readonly source: string;
  readonly lines: readonly string[];
  /** Where a growing file stopped at first, or a connection paused, in parts of its bytes. */
  readonly pause: number;
  readonly chunkBytes: number;
  /** The end of the last line is missing. */
  readonly open: boolean;
}

const deliveries = fc.array(
  fc.record<Delivery>({
    kind: fc.constantFrom('file', 'growing', 'stream'),
    source: fc.constantFrom('pbx', 'pbx', 'branch'),
    lines: fc.array(
      fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...CALLS) }, fc.constantFrom(...OTHERS)),
      {
        maxLength: 10,
      },
    ),
    pause: fc.double({ min: 0, max: 1, noNaN: true }),
    chunkBytes: fc.constantFrom(LIMIT + 2, 1000, 1e9),
    open: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

const bytesOf = ({ lines, open }: Delivery): string =>
  open ? lines.join('\n') : lines.map((line) => `${line}\n`).join('');

/** Delivers all, and grows what grows when everything else has come. Streams of a source share their day. */
async function deliver(data: TestFolder, all: readonly Delivery[]): Promise<void> {
  const streams = new Map<string, Awaited<ReturnType<TestFolder['stream']>>>();
  const growing: (() => Promise<void>)[] = [];
  for (const delivery of all) {
    const bytes = bytesOf(delivery);
    const { kind, source } = delivery;
    const paused = Math.floor(bytes.length * delivery.pause);
    data.chunkBytes = delivery.chunkBytes;
    if (kind === 'file') await data.file(bytes, { source });
    if (kind === 'growing') {
      const intake = await data.file(bytes.slice(0, paused), { finished: false });
      growing.push(() => data.grow(intake, bytes, true));
    }
    if (kind === 'stream') {
      const stream = streams.get(source) ?? (await data.stream(source));
      streams.set(source, stream);
      await stream.connect();
      await stream.send(bytes.slice(0, paused));
      await stream.send(bytes.slice(paused));
      await stream.disconnect();
    }
  }
  for (const grow of growing) await grow();
}

/** The most that any one delivery of the source has of each call; of a record with a key of its own, one. */
function expected(all: readonly Delivery[], source: string): Record<string, number> {
  const most: Record<string, number> = {};
  for (const delivery of all) {
    if ((delivery.kind === 'growing' ? 'pbx' : delivery.source) !== source) continue;
    const lines = bytesOf(delivery).split('\n');
    // The start of a line at the end of a connection is no call, whatever it holds.
    if (delivery.kind === 'stream') lines.pop();
    for (const call of CALLS) {
      const found = lines.filter((line) => line === call).length;
      const count = call === KEYED ? Math.min(1, found) : found;
      if (count > (most[keyOf(call)] ?? 0)) most[keyOf(call)] = count;
    }
  }
  return most;
}

test('whatever mixture of good, bad, repeated and cut lines comes in whatever order, the store adds up', async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, async (all) => {
      await inFolder(async (data) => {
        await deliver(data, all);
        expect(await data.mismatches()).toEqual([]);
        for (const row of await data.ledger())
          expect(row).toMatchObject({ sum_holds: true, waiting_bytes: 0 });
        const lines = all.flatMap((one) => {
          const found = bytesOf(one).split('\n');
          return found.at(-1) === '' ? found.slice(0, -1) : found;
        });
        const counted = (await data.ledger()).reduce((sum, row) => sum + row.lines, 0);
        expect(counted).toBe(lines.length);
        for (const source of ['pbx', 'branch'])
          expect(await stored(data, source)).toEqual(expected(all, source));
      }, SETTINGS);
    }),
    { numRuns: 60 },
  );
});

test('the order in which deliveries come changes which line is the call, never which calls there are', async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, fc.nat(), async (all, seed) => {
      const shuffled = all
        .map((delivery, place) => ({ delivery, rank: (place * 7919 + seed) % 97 }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ delivery }) => delivery);
      const one = await inFolder(async (data) => {
        await deliver(data, all);
        return [await stored(data), await stored(data, 'branch')];
      }, SETTINGS);
      const other = await inFolder(async (data) => {
        await deliver(data, shuffled);
        return [await stored(data), await stored(data, 'branch')];
      }, SETTINGS);
      expect(other).toEqual(one);
    }),
    { numRuns: 15 },
  );
});
