import fc from 'fast-check';
import { expect, test } from 'vitest';
import { privacySchema } from '../privacy/policy.ts';
import { siteSchema } from '../processor/site.ts';
import type { Call } from '../record/call.ts';
import { addLeg } from '../reports/call-count.ts';
import { storedCount } from '../store/queries/calls.ts';
import { openReadingStore } from '../store/reading-store.ts';
import { asteriskLine, asteriskSettings } from './asterisk-lines.ts';
import { inFolder, type TestFolder } from './test-folder.ts';

const LIMIT = 400;
const SETTINGS = asteriskSettings({ cut: { framing: 'line', limit: LIMIT } });
/** Ways of judging under which other legs of the same lines stay, at other times. */
const OTHER_WAYS = [
  SETTINGS,
  asteriskSettings({ cut: SETTINGS.cut, held: { shorter_than_seconds: 100 } }),
  { ...SETTINGS, site: siteSchema.parse({ country: 'DE', time_zone: 'Pacific/Auckland' }) },
  { ...SETTINGS, privacy: privacySchema.parse({ exclude: [{ name: 'council', extensions: ['205'] }] }) },
];

interface Leg {
  readonly call: number;
  readonly minute: number;
  readonly src: string;
  readonly delivery: number;
  readonly order: number;
}

/** Before and after midnight. */
function lineOf({ call, minute, src }: Leg, sequence: number): string {
  const start = new Date(Date.UTC(2026, 9, 25, 23, 40 + minute)).toISOString().slice(0, 19).replace('T', ' ');
  const linkedid = `1793005200.${call}`;
  return `${asteriskLine({ start, src, sequence, linkedid, uniqueid: `${linkedid}${sequence}`, talk: sequence * 7 })}\n`;
}

const legs = fc
  .array(
    fc.array(
      fc.record({
        minute: fc.nat(40),
        src: fc.constantFrom('204', '205'),
        delivery: fc.nat(2),
        order: fc.nat(1000),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((calls) => calls.flatMap((own, call): Leg[] => own.map((leg) => ({ ...leg, call }))));

/** Whatever is stored: as many heads as calls, each the earliest leg of its call, then the one with the lowest id. */
async function expectHeads(data: TestFolder, calls: ReadonlySet<number>): Promise<void> {
  const stored = await data.calls();
  const byCall = new Map<string | null, Call[]>();
  for (const leg of stored) byCall.set(leg.call_key, [...(byCall.get(leg.call_key) ?? []), leg]);
  expect(byCall.size).toBe(calls.size);
  const count = { calls: 0, legs: 0 };
  for (const leg of stored) addLeg(count, leg);
  expect(count).toEqual({ calls: calls.size, legs: stored.length });
  for (const own of byCall.values()) {
    const [first] = own.toSorted(
      (a, b) => Date.parse(a.started_at) - Date.parse(b.started_at) || a.id - b.id,
    );
    expect(own.filter(({ head }) => head)).toEqual([first]);
  }
}

test('whatever legs come in whatever order, deliveries and chunks, calls are counted by their earliest legs, after a replay too', async () => {
  await fc.assert(
    fc.asyncProperty(
      legs,
      fc.integer({ min: LIMIT, max: 3000 }),
      fc.array(fc.constantFrom(...OTHER_WAYS), { maxLength: 2 }),
      async (all, chunkBytes, ways) => {
        await inFolder(async (data) => {
          data.chunkBytes = chunkBytes;
          const lines = all.map((leg, at) => ({ ...leg, line: lineOf(leg, at + 1) }));
          const ordered = lines.toSorted((a, b) => a.order - b.order);
          // Each delivery brings what the one before brought once more, as overlapping exports do.
          for (const delivery of [0, 1, 2]) {
            const brought = ordered.filter(
              (leg) => leg.delivery === delivery || leg.delivery === delivery - 1,
            );
            await data.file(brought.map(({ line }) => line).join(''));
          }
          const callsOf = (kept: readonly Leg[]): Set<number> => new Set(kept.map(({ call }) => call));
          await expectHeads(data, callsOf(all));
          for (const way of ways) {
            await data.replay(way);
            await expectHeads(
              data,
              callsOf(all.filter(({ src }) => way.privacy === undefined || src !== '205')),
            );
          }
        }, SETTINGS);
      },
    ),
    { numRuns: 15 },
  );
});

test('a count of what is stored leaves held legs aside', async () => {
  await inFolder(
    async (data) => {
      const leg = (call: number, src: string): Leg => ({ call, minute: 0, src, delivery: 0, order: 0 });
      await data.file(
        [leg(1, '204'), leg(1, '205'), leg(2, '204')].map((one, at) => lineOf(one, at + 1)).join(''),
      );
      const store = openReadingStore(data.folder);
      expect(storedCount(store)).toEqual({ calls: 1, legs: 2 });
      await store.close();
    },
    asteriskSettings({ held: { shorter_than_seconds: 10 } }),
  );
});
