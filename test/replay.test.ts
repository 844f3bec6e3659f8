import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProcessingSettings } from '../processor/processing-context.ts';
import { siteSchema } from '../processor/site.ts';
import type { Call } from '../record/call.ts';
import { kindOf } from '../record/replay.ts';
import { asteriskLine, asteriskSettings } from './asterisk-lines.ts';
import { inFolder, type TestFolder } from './test-folder.ts';

const LIMIT = 400;
const CUT = { framing: 'line', limit: LIMIT } as const;
/** Of the default driver `start` must be a date; the definition reads a line that the driver cannot. */
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
  'other framing': { ...BASE, cut: { ...CUT, framing: 'lf' } },
};

const A = asteriskLine({ uniqueid: '1793005200.1' });
const B = asteriskLine({ uniqueid: '1793005200.2', start: '2026-10-26 23:55:00' });
const HELD = asteriskLine({ uniqueid: '1793005200.3', talk: 2 });
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

async function deliver(data: TestFolder, all: readonly Delivery[]): Promise<void> {
  let stream: Awaited<ReturnType<TestFolder['stream']>> | null = null;
  let lastFile: number | null = null;
  for (const { kind, lines, chunkBytes } of all) {
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

/** Everything of the calls but their ids, where there may be several ways to say which line is the call. */
async function contents(data: TestFolder): Promise<string[]> {
  const told = ({
    id: _id,
    intake: _intake,
    offset: _offset,
    length: _length,
    head: _head,
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

async function counts(data: TestFolder) {
  return (await data.ledger()).map(
    ({ intake, lines, calls, held, undefined: unread, duplicates, ignored, excluded }) => ({
      ...{ intake, lines, calls, held, unread, duplicates, ignored, excluded },
    }),
  );
}

describe('a replay', () => {
  test('with unchanged settings changes nothing at all', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, way, async (all, name) => {
        await inFolder(async (data) => {
          await deliver(data, all);
          const before = data.dump();
          const told = await data.replay();
          expect(data.dump()).toEqual(before);
          expect(told.flatMap(({ differences }) => differences)).toEqual([]);
        }, settingsOf(name));
      }),
      { numRuns: 25 },
    );
  });

  test('with other settings comes to the calls and the ledger of a first reading with them', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, way, way, async (all, before, after) => {
        const scratch = await inFolder(async (data) => {
          await deliver(data, all);
          return [await contents(data), await heads(data), await counts(data)];
        }, settingsOf(after));
        await inFolder(async (data) => {
          await deliver(data, all);
          await data.replay(settingsOf(after));
          expect(await data.mismatches()).toEqual([]);
          expect([await contents(data), await heads(data), await counts(data)]).toEqual(scratch);
          const dump = data.dump();
          await data.replay();
          expect(data.dump()).toEqual(dump);
        }, settingsOf(before));
      }),
      { numRuns: 25 },
    );
  });
});

void kindOf;
