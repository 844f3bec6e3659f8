import { expect, test } from 'vitest';
import { privacySchema } from '../privacy/policy.ts';
import { ageEdges, dayIn, retentionSchema } from '../privacy/retention.ts';
import type { ProcessingSettings } from '../processor/processing-context.ts';
import { siteSchema } from '../processor/site.ts';
import { thresholdSchema } from '../processor/threshold.ts';
import { DAY_MS } from '../record/calendar.ts';
import { dueCalls } from '../store/queries/due-calls.ts';
import { asteriskLine, asteriskSettings } from './asterisk-lines.ts';
import { blankerOf } from './gateway-in-folder.ts';
import { inFolder, type TestFolder } from './test-folder.ts';

const RETENTION = retentionSchema.parse({
  calls: { masked: '10 days', anonymous: null, gone: '12 days' },
  held_calls: { masked: '2 days', anonymous: null, gone: '4 days' },
  raw_copies: '1 day',
});
const SETTINGS = asteriskSettings({
  thresholds: [thresholdSchema.parse({ name: 'national', classes: ['national'] })],
});
const WITHHELD = { ...SETTINGS, privacy: privacySchema.parse({ private_calls: { numbers: ['+4989*'] } }) };
const ABROAD = siteSchema.parse({ country: 'AT', area_code: '1', time_zone: 'Europe/Berlin' });
const NATIONAL = asteriskLine({ dst: '089231250001', uniqueid: '1793005200.1' });
const OTHER = asteriskLine({ dst: '00431231250001', uniqueid: '1793005200.2' });

/** Held calls go, and their raw copies stay, as where somebody runs that job by itself. */
async function heldCallsGo(data: TestFolder): Promise<void> {
  data.now += 6 * DAY_MS;
  const today = dayIn('UTC', data.now);
  const begun = await data.gateway.begin(RETENTION, 'held_calls', today);
  const wish = { held: true, edges: ageEdges(RETENTION, today).held_calls, today };
  const going = { signal: new AbortController().signal, told: () => {} };
  for (const day of await data.reading(({ connection }) => dueCalls(connection, wish)))
    await data.gateway.ageDay({ ...day, held: true, retention: RETENTION, today }, going);
  await data.gateway.complete(begun);
}

test.each<readonly [string, ProcessingSettings, Partial<ProcessingSettings>]>([
  ['where its line has no number any more that says what it was', WITHHELD, {}],
  ['nor thresholds', WITHHELD, { thresholds: [] }],
  ['by another numbering', SETTINGS, { site: ABROAD }],
])(
  'a held call that has gone stays gone in a replay, and so do lines that repeat it: %s',
  async (_, settings, others) => {
    await inFolder(async (data) => {
      data.retention = RETENTION;
      await data.file(`${NATIONAL}\n${OTHER}\n`);
      await data.file(`${OTHER}\n${NATIONAL}\n`);
      await blankerOf(data.folder, data.store, () => data.now).finish();
      await heldCallsGo(data);
      const before = await data.ledger();
      expect(before).toMatchObject([
        { calls: 1, held: 1 },
        { calls: 0, held: 0, duplicates: 2 },
      ]);
      await data.replay({ ...settings, ...others });
      expect(await data.ledger()).toEqual(before);
      expect((await data.calls()).length).toBe(1);
      expect(await data.mismatches()).toEqual([]);
    }, settings);
  },
);
