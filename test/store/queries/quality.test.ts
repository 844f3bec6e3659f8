import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { privacySchema } from '../../../privacy/policy.ts';
import type { ProcessingSettings } from '../../../processor/processing-context.ts';
import { legsOf } from '../../../store/queries/calls.ts';
import { qualityOf } from '../../../store/queries/quality.ts';
import { ARRIVAL, asteriskSettings } from '../../asterisk-lines.ts';
import { judgeFile } from '../../processor/judged-file.ts';
import { inFolder, type TestFolder } from '../../test-folder.ts';

const LIMIT = 4000;
const fixture = (name: string): string[] =>
  readFileSync(join(import.meta.dirname, '../../../fixtures', name), 'utf8')
    .trimEnd()
    .split('\n');

/** A call of 2101, and what the devices of both its legs measured. */
const [CALL_NAMES = '', CALL_TYPES = '', CALL = ''] = fixture('cisco-cucm/good-release-15.txt');
const [NAMES = '', TYPES = '', CALLING = '', CALLED = ''] = fixture('cisco-cmr/good-both-legs.txt');

const file = (...lines: string[]): string => lines.map((line) => `${line}\n`).join('');
const CALLS = file(CALL_NAMES, CALL_TYPES, CALL);
const quality = (...lines: string[]): string => file(NAMES, TYPES, ...lines);

const settings = (given: Partial<ProcessingSettings> = {}): ProcessingSettings =>
  asteriskSettings({
    driver: 'cisco-cucm',
    driver_options: {},
    cut: { framing: 'line', limit: LIMIT },
    ...given,
  });
const ofCalls = (calls_of: string): ProcessingSettings =>
  settings({ driver: 'cisco-cmr', driver_options: { calls_of } });

/** A record with as many columns as a header has. */
const padded = (record: string, header: string): string =>
  record + ','.repeat(header.split(',').length - record.split(',').length);

/** The quality of each call of a source: whose leg, and how many packets it lost. */
async function shown(data: TestFolder, source = 'pbx'): Promise<string[][]> {
  const calls = await data.calls({ held: 'include', source });
  return await data.reading((store) =>
    Promise.all(
      calls.map(async (call) => {
        const records = await qualityOf(store.query, call, await legsOf(store, call));
        return records.map(({ party, measures }) => `${party} ${measures.packets_lost}`);
      }),
    ),
  );
}

const BOTH = [['calling 10', 'called 0']];

describe('quality records', () => {
  test('are shown with the call they belong to, whichever came first', async () => {
    for (const order of [
      [CALLS, quality(CALLING, CALLED)],
      [quality(CALLED), CALLS, quality(CALLING)],
      [quality(CALLING, CALLED), CALLS],
    ]) {
      await inFolder(async (data) => {
        for (const bytes of order) await data.file(bytes);
        expect(await shown(data)).toEqual(BOTH);
        expect(await data.mismatches()).toEqual([]);
      }, settings());
    }
  });

  test('are shown with the leg whose device measured them, of a call with several', async () => {
    const [names = '', types = '', ...records] = fixture('cisco-cucm/good-transfer.txt');
    // The caller hung up at the end of the first leg, the party it was put through to at the end of the last one.
    const measured = (cmr: string, device: number, end: string): string =>
      cmr
        .replace(/^2,2,501001,/, '2,2,502000,')
        .replace(/,4120000[01],1773045071,/, `,${device},${Date.parse(end) / 1000},`);
    const lines = [
      measured(CALLING, 41200031, '2026-03-09T08:30:53Z'),
      measured(CALLED, 41200037, '2026-03-09T08:34:53Z'),
      measured(CALLED, 41299999, '2026-03-09T08:34:53Z').replace('0102"', '0103"'),
    ];
    await inFolder(async (data) => {
      await data.file(file(names, types, ...records) + quality(...lines));
      const calls = (await data.calls()).filter(({ call_key }) => call_key?.endsWith('502000'));
      const [first, last] = calls;
      if (first === undefined) throw new Error('no call was read');
      const found = await data.reading(async (store) =>
        qualityOf(store.query, first, await legsOf(store, first)),
      );
      expect(found.map(({ leg, call, party }) => [leg, call, party])).toEqual([
        [41200031, first.id, 'called'],
        [41200037, last?.id, 'called'],
        [41299999, null, null],
      ]);
    }, settings());
  });

  test('that come twice are one, and a file that is sent again adds none', async () => {
    await inFolder(async (data) => {
      await data.file(CALLS);
      const first = await data.file(quality(CALLING, CALLED));
      await data.account(await data.resent(first));
      await data.file(quality(CALLED));
      expect(await shown(data)).toEqual(BOTH);
    }, settings());
  });

  test('of another source are shown with the calls of the source they name, and with no others', async () => {
    await inFolder(async (data) => {
      await data.file(CALLS);
      await data.file(CALLS, { source: 'branch' });
      data.settings = ofCalls('branch');
      await data.file(quality(CALLING, CALLED), { source: 'branch-quality' });
      expect(await shown(data)).toEqual([[]]);
      expect(await shown(data, 'branch')).toEqual(BOTH);
    }, settings());
  });

  test('of two clusters with the same name do not meet, because each has its source', async () => {
    await inFolder(async (data) => {
      await data.file(CALLS + quality(CALLING));
      await data.file(CALLS + quality(CALLED), { source: 'branch' });
      expect(await shown(data)).toEqual([['calling 10']]);
      expect(await shown(data, 'branch')).toEqual([['called 0']]);
    }, settings());
  });

  test('of a call whose number was used again on another day stay with their own', async () => {
    await inFolder(async (data) => {
      await data.file(CALLS + quality(CALLING.replace('1773045071', '1773345071'), CALLED));
      expect(await shown(data)).toEqual([['called 0']]);
    }, settings());
  });

  test('are the same however the bytes are split into chunks, and after a start in between', async () => {
    const bytes = quality(CALLING) + CALLS + quality(CALLED);
    const whole = await inFolder(async (data) => {
      await data.file(bytes);
      return data.dump().quality;
    }, settings());
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: LIMIT + 2, max: 2 * LIMIT }),
        fc.nat(bytes.length),
        async (size, at) => {
          await inFolder(async (data) => {
            data.chunkBytes = size;
            const intake = await data.file(bytes.slice(0, at), { finished: false });
            await data.reopen();
            await data.grow(intake, bytes, true);
            expect(data.dump().quality).toEqual(whole);
            expect(await shown(data)).toEqual(BOTH);
          }, settings());
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('a replay', () => {
  const unjoined = settings({ driver: 'asterisk-csv' });

  test('joins what was received before anybody could join it, says so, and changes nothing the second time', async () => {
    await inFolder(async (data) => {
      await data.file(CALLS);
      data.settings = unjoined;
      await data.file(quality(CALLING, CALLED));
      const before = data.dump().quality;
      const tried = await data.replay(settings(), { only_try: true });
      expect(data.dump().quality).toEqual(before);
      const told = tried.flatMap(({ differences }) => differences).filter(({ field }) => field === 'quality');
      expect(told.map(({ lines }) => lines)).toEqual([2]);
      await data.replay(settings());
      expect(await shown(data)).toEqual(BOTH);
      const again = await data.replay(settings());
      expect(again.flatMap(({ differences }) => differences)).toEqual([]);
    }, settings());
  });

  test('takes back what is no quality record any more', async () => {
    await inFolder(async (data) => {
      await data.file(CALLS + quality(CALLING, CALLED));
      await data.replay(unjoined);
      expect(data.dump().quality).toEqual([]);
    }, settings());
  });
});

describe('where calls are excluded or private', () => {
  const privacy = privacySchema.parse({ exclude: [{ name: 'council', extensions: ['2199'] }] });

  test('nothing says any more whose leg was measured, and the measures stay', async () => {
    const bytes = quality(CALLING, CALLED);
    const first = await judgeFile(bytes, settings({ privacy }), ARRIVAL);
    expect(first.outcomes.slice(2)).toEqual(['ignored.quality_record', 'ignored.quality_record']);
    expect(first.standing).not.toMatch(/"210[12]"|SEP00AF1F3C210/);
    expect(first.standing).toContain('VoRxCodec=G.711 u-la');
    expect(await judgeFile(first.standing, settings({ privacy }), ARRIVAL)).toEqual(first);
    await inFolder(async (data) => {
      await data.file(CALLS + first.standing);
      expect(await shown(data)).toEqual(BOTH);
    }, settings({ privacy }));
  });

  test.each([
    ['names no cluster, so that its call cannot be told', NAMES, CALLING.replace('"HQ-Cluster-1"', '""')],
    ['stands among calls and has as many columns', CALL_NAMES, padded(CALLING, CALL_NAMES)],
  ])('nothing is left of it either where a record %s', async (_what, header, line) => {
    const { outcomes, standing } = await judgeFile(file(header, line), settings({ privacy }), ARRIVAL);
    expect(outcomes).toEqual(['ignored.header', 'ignored.quality_record']);
    expect(standing).not.toMatch(/"2101"|SEP00AF1F3C2101/);
  });

  test('elsewhere nothing of the line is touched', async () => {
    const bytes = quality(CALLING, CALLED);
    expect((await judgeFile(bytes, settings(), ARRIVAL)).standing).toBe(bytes);
  });
});
