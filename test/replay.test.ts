import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { privacySchema } from '../privacy/policy.ts';
import type { ProcessingSettings } from '../processor/processing-context.ts';
import { siteSchema } from '../processor/site.ts';
import type { Call } from '../record/call.ts';
import { kindOf } from '../record/replay.ts';
import { replay } from '../replay.ts';
import { asteriskLine, asteriskSettings } from './asterisk-lines.ts';
import { inFolder, type TestFolder } from './test-folder.ts';

const LIMIT = 400;
const CUT = { framing: 'line', limit: LIMIT } as const;
const BASE = asteriskSettings({ cut: CUT, held: { shorter_than_seconds: 5 } });
const site = (given: object) =>
  siteSchema.parse({ country: 'DE', area_code: '30', time_zone: 'Europe/Berlin', ...given });

/** Ways of judging that make other calls of the same lines. */
const WAYS: Readonly<Record<string, ProcessingSettings>> = {
  base: BASE,
  'without thresholds': { ...BASE, thresholds: [] },
  'other threshold': asteriskSettings({ cut: CUT, held: { shorter_than_seconds: 100 } }),
  'other plan': { ...BASE, site: site({ country: 'AT', area_code: null }) },
  'other zone': { ...BASE, site: site({ time_zone: 'Pacific/Auckland' }) },
  'stream rules': { ...BASE, stream: true },
  'shorter lines': { ...BASE, cut: { ...CUT, limit: 236 } },
  'other driver': { ...BASE, driver: 'openscape-voice' },
  'calls of 205 excluded': {
    ...BASE,
    privacy: privacySchema.parse({ exclude: [{ name: 'council', extensions: ['205'] }] }),
  },
  'private numbers': {
    ...BASE,
    privacy: privacySchema.parse({
      private_calls: { numbers: ['+4989231250001'] },
      not_collected: ['calling_name'],
    }),
  },
  'other framing': { ...BASE, cut: { ...CUT, framing: 'lf' } },
};

const A = asteriskLine({ uniqueid: '1793005200.1' });
const B = asteriskLine({ uniqueid: '1793005200.2', start: '2026-10-26 23:55:00' });
const HELD = asteriskLine({ uniqueid: '1793005200.3', talk: 2, src: '205' });
const KEYED = asteriskLine({ uniqueid: '1793005200.4', sequence: 4 });
const OTHER_KEYED = KEYED.replace('Anna', 'Ann');
const LEG = asteriskLine({
  uniqueid: '1793005200.6',
  sequence: 6,
  linkedid: '1793005200.4',
  start: '2026-10-26 09:01:00',
});
const OLD = asteriskLine({ uniqueid: '1793005200.7', start: '2024-10-26 09:00:00' });
const LONG = asteriskLine({
  uniqueid: '1793005200.8',
  name: 'Zaphod Beeblebrox the first and last of his name',
});
const RUBBISH = 'rubbish';
const LINES = [A, A, B, HELD, KEYED, OTHER_KEYED, LEG, OLD, LONG, RUBBISH, '', `${A}\r`];

const bytesOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

interface Delivery {
  readonly kind: 'file' | 'stream' | 'resent';
  readonly lines: readonly string[];
  readonly chunkBytes: number;
}

const deliveries = fc.array(
  fc.record<Delivery>({
    kind: fc.constantFrom('file', 'file', 'stream', 'resent'),
    lines: fc.array(fc.constantFrom(...LINES), { maxLength: 9 }),
    chunkBytes: fc.constantFrom(LIMIT + 2, 1000, 1e9),
  }),
  { minLength: 1, maxLength: 5 },
);
const way = fc.constantFrom(...Object.keys(WAYS));
const settingsOf = (name: string): ProcessingSettings => WAYS[name] ?? BASE;

async function deliver(data: TestFolder, given: readonly Delivery[]): Promise<void> {
  let stream: Awaited<ReturnType<TestFolder['stream']>> | null = null;
  let lastFile: number | null = null;
  for (const { kind, lines, chunkBytes } of given) {
    data.chunkBytes = chunkBytes;
    if (kind === 'stream') {
      stream ??= await data.stream();
      await stream.connect();
      await stream.send(bytesOf(lines));
      await stream.disconnect();
    } else if (kind === 'resent' && lastFile !== null) {
      const again = await data.resent(lastFile);
      await data.account(again);
    } else lastFile = await data.file(bytesOf(lines));
  }
  data.chunkBytes = 1e9;
}

/** Everything of the calls but their ids and what depends on which of equal lines is the call: of KEYED, the name. */
async function contents(data: TestFolder): Promise<string[]> {
  const told = ({
    id: _id,
    intake: _intake,
    offset: _offset,
    length: _length,
    head: _head,
    calling_name: _name,
    ...rest
  }: Call): string => JSON.stringify(rest);
  return (await data.calls()).map(told).sort();
}

async function heads(data: TestFolder): Promise<string[]> {
  return (await data.calls())
    .filter(({ head }) => head)
    .map(({ call_key, started_at }) => `${started_at} ${call_key}`)
    .sort();
}

/** The ledger; of equal lines of several files it is free which is the call, so those are added up. */
async function counts(data: TestFolder) {
  const rows = await data.ledger();
  const sum = (name: 'calls' | 'held' | 'duplicates') => rows.reduce((total, row) => total + row[name], 0);
  const each = rows.map(({ intake, lines, undefined: unread, ignored, excluded, waiting_bytes }) => {
    return { intake, lines, unread, ignored, excluded, waiting_bytes };
  });
  return { each, calls: sum('calls'), held: sum('held'), duplicates: sum('duplicates') };
}

const all = async (data: TestFolder) => [await contents(data), await heads(data), await counts(data)];

/** What a first reading with these settings comes to. */
const fromScratch = (given: readonly (readonly Delivery[])[], name: string) =>
  inFolder(async (data) => {
    for (const some of given) await deliver(data, some);
    return await all(data);
  }, settingsOf(name));

describe('a replay', () => {
  test('with unchanged settings changes nothing at all', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, way, async (given, name) => {
        await inFolder(async (data) => {
          await deliver(data, given);
          const before = data.dump();
          const told = await data.replay();
          expect(data.dump()).toEqual(before);
          expect(told.flatMap(({ differences }) => differences)).toEqual([]);
        }, settingsOf(name));
      }),
      { numRuns: 15 },
    );
  });

  test('needs the memory of one batch, however many intakes are read again', async () => {
    await inFolder(async (data) => {
      for (let n = 0; n < 5; n += 1) await data.file(`${asteriskLine({ uniqueid: `1793005200.${n}` })}\n`);
      const buffers = new Set<object>();
      const { reader, ...parts } = data.replayParts;
      const read = async (request: Parameters<typeof reader.read>[0]) => {
        const batch = await reader.read(request);
        buffers.add(batch.calls.buffer);
        return batch;
      };
      const wish = { filter: {}, only_try: false, signal: new AbortController().signal, told: () => {} };
      await replay({ ...parts, reader: { read } }, wish);
      expect(buffers.size).toBe(1);
    });
  });

  test('with other settings comes to the calls and the ledger of a first reading with them', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, way, way, async (given, before, after) => {
        const scratch = await fromScratch([given], after);
        await inFolder(async (data) => {
          await deliver(data, given);
          await data.replay(settingsOf(after));
          expect(await data.mismatches()).toEqual([]);
          expect(await all(data)).toEqual(scratch);
          const dump = data.dump();
          await data.replay();
          expect(data.dump()).toEqual(dump);
        }, settingsOf(before));
      }),
      { numRuns: 30 },
    );
  });

  test('that is killed after each part, with more lines between, comes to the same when it is run again', async () => {
    await fc.assert(
      fc.asyncProperty(
        deliveries,
        deliveries,
        way,
        way,
        fc.nat(4),
        async (first, more, before, after, parts) => {
          const scratch = await fromScratch([first, more], after);
          await inFolder(async (data) => {
            await deliver(data, first);
            const stop = new AbortController();
            let left = parts;
            const told = (): void => {
              if (left-- === 0) stop.abort();
            };
            await data.replay(settingsOf(after), { signal: stop.signal, told }).catch(() => {});
            await data.reopen();
            expect(await data.mismatches()).toEqual([]);
            await deliver(data, more);
            expect(await data.mismatches()).toEqual([]);
            await data.replay();
            expect(await data.mismatches()).toEqual([]);
            expect(await all(data)).toEqual(scratch);
          }, settingsOf(before));
        },
      ),
      { numRuns: 15 },
    );
  });

  test('that is only tried changes nothing, and tells what the run would do', async () => {
    await inFolder(async (data) => {
      await data.file(bytesOf([A, HELD, OLD, RUBBISH]));
      const before = data.dump();
      const tried = await data.replay(settingsOf('stream rules'), { only_try: true });
      expect(data.dump()).toEqual(before);
      const told = tried.flatMap(({ differences }) => differences);
      expect(told).toEqual([
        {
          before: 'call',
          after: 'undefined.time_too_old',
          field: null,
          lines: 1,
          examples: [{ intake: 1, offset: A.length + HELD.length + 2 }],
        },
      ]);
      expect((await data.replay()).flatMap(({ differences }) => differences)).toEqual(told);
    }, BASE);
  });
});

describe('a call', () => {
  test('keeps its id while it is one, also on another day', async () => {
    await inFolder(async (data) => {
      await data.file(bytesOf([A, B, HELD, KEYED]));
      const before = (await data.calls()).map(({ id, offset }) => `${id} ${offset}`).sort();
      const told = await data.replay(settingsOf('other zone'));
      expect((await data.calls()).map(({ id, offset }) => `${id} ${offset}`).sort()).toEqual(before);
      expect(told.flatMap(({ differences }) => differences).map(kindOf)).toContain('changed');
    }, BASE);
  });

  test('that is none any more leaves its place to a line that repeated it', async () => {
    await inFolder(async (data) => {
      const long = await data.file(bytesOf([OLD]));
      data.settings = settingsOf('stream rules');
      data.now += 1;
      await data.replay();
      expect((await data.ledger())[0]).toMatchObject({ intake: long, calls: 0, undefined: 1 });
      data.settings = BASE;
      const again = await data.file(bytesOf([OLD, OLD]));
      expect((await data.ledger())[1]).toMatchObject({ intake: again, calls: 2 });
      const [told] = await data.replay(BASE, { filter: { intake: long } });
      expect(told?.differences.map(kindOf)).toEqual(['recovered']);
      expect(await data.mismatches()).toEqual([]);
      expect((await data.ledger()).map(({ calls, duplicates }) => [calls, duplicates])).toEqual([
        [0, 1],
        [2, 0],
      ]);
    }, BASE);
  });

  test('that is lost in one file is found in the next that brought it, which is read again then', async () => {
    await inFolder(async (data) => {
      await data.file(bytesOf([OLD]));
      await data.file(bytesOf([A, OLD]));
      data.settings = settingsOf('stream rules');
      const first = await data.replay(data.settings, { filter: { intake: 1 } });
      expect(first.flatMap(({ others }) => others)).toEqual([2]);
      expect(await data.mismatches()).toEqual([]);
      expect((await data.ledger()).map(({ calls, undefined: unread }) => [calls, unread])).toEqual([
        [0, 1],
        [1, 1],
      ]);
    }, BASE);
  });
});
