import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberForms } from '../../cli/number-forms.ts';
import { dayIn, retentionSchema } from '../../privacy/retention.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { type Erasing, erasureOf } from '../../record/erasure.ts';
import { subjectMac } from '../../record/mac.ts';
import { extensionNumber } from '../../record/number.ts';
import { sealSubject } from '../../record/sealed-subject.ts';
import type { Subject } from '../../record/subject.ts';
import type { SubjectCounts } from '../../store/subject-store.ts';
import { ARRIVAL, asteriskLine, asteriskSettings, KEY } from '../asterisk-lines.ts';
import { byteSearch } from '../cli/byte-search.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

const SITES = { berlin: asteriskSettings().site };
const NUMBER = '+4989231250001';
const SUBJECT: Subject = {
  numbers: numberForms(NUMBER, SITES),
  extensions: [],
  names: [],
  from_day: null,
  to_day: null,
};
const GOING = { signal: new AbortController().signal, told: () => {} };

async function ask(data: TestFolder, how: Erasing, subject: Subject = SUBJECT): Promise<number> {
  const hashed = erasureOf(subject, { id: 0, at_ms: data.now, how }, subjectMac(KEY));
  const sealed = sealSubject(KEY, subject);
  const request = { asked_at: data.now, asked_by: 'os:dpo', reason: 'asked', subject: sealed, how };
  return await data.store.addSubjectRequest(request, hashed);
}

async function erase(data: TestFolder, how: Erasing = 'delete', subject: Subject = SUBJECT) {
  const request = await ask(data, how, subject);
  const result = await data.gateway.erase({ request, subject, how }, null, GOING);
  await settle(data, request, result.deferred);
  return result;
}

/** A request that is done forgets whom it was about. */
async function settle(data: TestFolder, request: number, deferred: SubjectCounts): Promise<void> {
  const certificate = Object.keys(deferred).length === 0 ? '{}' : null;
  await data.store.settleSubjectRequest(request, { deferred, certificate, at: data.now });
  await data.gateway.finish(GOING.signal);
}

/** Calls and minutes of each day by source and direction, with what is gone. */
async function sums(data: TestFolder): Promise<unknown> {
  while (await data.store.totalSlice());
  const rows = data.dump().day_total as Record<string, number>[];
  const found: Record<string, number[]> = {};
  for (const row of rows) {
    const name = ['day', 'source', 'direction', 'destination_class', 'trunk', 'held']
      .map((one) => row[one])
      .join(' ');
    const values = ['legs', 'calls', 'answered', 'duration_ms'].map((one) => row[one] ?? 0);
    found[name] = (found[name] ?? [0, 0, 0, 0]).map((value, place) => value + (values[place] ?? 0));
  }
  return Object.fromEntries(Object.entries(found).sort());
}

const ledgerOf = async (data: TestFolder) =>
  (await data.ledger()).map(({ lines, calls, held, undefined: unread, duplicates, excluded }) => ({
    ...{ lines, calls, held, unread, duplicates, excluded },
  }));

const bytesOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const OTHER = asteriskLine({ dst: '089231250002', start: '2026-10-26 10:00:00', uniqueid: '1793005200.2' });

const line = fc
  .record({
    dst: fc.constantFrom('089231250001', '0049 89 231250001', '089231250002', '205'),
    src: fc.constantFrom('204', '205', '+4989231250001', '089231250003'),
    age: fc.integer({ min: 0, max: 4 }),
    minute: fc.integer({ min: 0, max: 2 }),
    keyed: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    named: fc.boolean(),
  })
  .map(({ dst, src, age, minute, keyed, named }) =>
    asteriskLine({
      ...{
        dst,
        src,
        uniqueid: `17930052${minute}${age}.${src.slice(-4)}${dst.slice(-3)}`,
        name: named ? 'of 089/23125-0001' : 'Anna',
      },
      start: new Date(ARRIVAL - age * DAY_MS + minute * 60_000).toISOString().slice(0, 19).replace('T', ' '),
      ...(keyed === undefined ? {} : { sequence: age * 100 + minute * 10 + keyed }),
    }),
  );
const lines = fc.array(fc.oneof(line, fc.constantFrom('rubbish', 'rubbish about 004989231250001')), {
  maxLength: 25,
});

const DIGITS = ['4989231250001', '089231250001', '231250001'];

test('after an erasure no byte of the number is found, sums and ledger are as they were, and nothing that comes again brings it back', async () => {
  await fc.assert(
    fc.asyncProperty(
      lines,
      fc.constantFrom<Erasing>('delete', 'anonymise'),
      fc.nat(),
      async (all, how, seed) => {
        await inFolder(async (data) => {
          data.chunkBytes = 700;
          const again = all.filter((_, place) => (seed >> (place % 30)) % 2 === 0);
          await data.file(bytesOf(all));
          const [before, ledger] = [await sums(data), await ledgerOf(data)];
          const named = Map.groupBy(await data.calls(), (call) => JSON.stringify(call).includes('0001'));
          // All legs of a call go with it, also those that name somebody else alone.
          const keys = new Set(named.get(true)?.map(({ call_key }) => call_key));
          const others = (named.get(false) ?? []).filter(({ call_key }) => !keys.has(call_key));
          expect((await erase(data, how)).deferred).toEqual({});
          expect(byteSearch(data.folder, DIGITS)).toEqual([]);
          expect(await sums(data)).toEqual(before);
          expect(await ledgerOf(data)).toEqual(ledger);
          expect(await data.mismatches()).toEqual([]);
          const kept = await data.calls();
          expect(JSON.stringify(kept)).not.toContain('23125-0001');
          expect(kept).toEqual(expect.arrayContaining(others));
          // An overlapping export, a replay of what is stored, and the first half done once more.
          await data.file(bytesOf(again));
          await data.replay();
          await data.replayParts.blank();
          expect(await sums(data)).toEqual(before);
          expect(await data.mismatches()).toEqual([]);
          expect((await data.calls()).length).toBe(kept.length);
          await erase(data, how);
          expect(await sums(data)).toEqual(before);
          expect(byteSearch(data.folder, DIGITS)).toEqual([]);
        });
      },
    ),
    { numRuns: 15 },
  );
}, 240_000);

test('a line of an erased call that comes with another file is excluded as erased, and its bytes are on the list at once', async () => {
  await inFolder(async (data) => {
    await data.file(bytesOf([asteriskLine(), OTHER]));
    await erase(data);
    const intake = await data.file(bytesOf([OTHER, asteriskLine()]));
    expect((await ledgerOf(data))[1]).toMatchObject({ lines: 2, calls: 0, duplicates: 1, excluded: 1 });
    expect(data.dump().to_blank).toEqual([
      { intake, offset: OTHER.length + 1, length: asteriskLine().length, code: 'E' },
    ]);
  });
});

test('what a legal hold keeps stays whole, is told as deferred, and goes when the hold is released', async () => {
  await inFolder(async (data) => {
    await data.file(bytesOf([asteriskLine(), OTHER]));
    const before = data.dump();
    const hold = await data.store.placeHold({
      ...{ placed_at: data.now, placed_by: 'os:court', reason: 'case', until: null },
      conditions: { numbers: [...SUBJECT.numbers], extensions: [], names: [], from_day: null, to_day: null },
    });
    const kept = await erase(data);
    expect(kept).toMatchObject({ gone: {}, deferred: { calls: 1, raw_lines: 1 } });
    expect(data.dump().call).toEqual(before.call);
    expect(byteSearch(data.folder, ['089231250001'])).not.toEqual([]);
    await data.store.releaseHold(hold, { at: data.now, by: 'os:court', reason: 'closed' });
    const [request] = await data.store.openSubjectRequests();
    expect(request).toMatchObject({ state: 'deferred', deferred: { calls: 1, raw_lines: 1 } });
    const wish = { request: request?.id ?? 0, subject: SUBJECT, how: 'delete' as const };
    const { deferred } = await data.gateway.erase(wish, null, GOING);
    await settle(data, wish.request, deferred);
    expect(byteSearch(data.folder, DIGITS)).toEqual([]);
  });
});

test('a hold keeps entries of call memories also of calls that are gone', async () => {
  await inFolder(async (data) => {
    const extension = extensionNumber('204');
    const parties = [{ source: 'pbx', number: extension, extension }];
    await data.store.keepMemories([{ name: 'anna', entries: 100, collect: true, parties }], data.now);
    await data.file(bytesOf([asteriskLine()]));
    while (!(await data.store.settleMemories()));
    data.tamper('delete from call');
    const conditions = { numbers: SUBJECT.numbers, extensions: [], names: [], from_day: null, to_day: null };
    const placed = { placed_at: data.now, placed_by: 'os:court', reason: 'a case', until: null };
    await data.store.placeHold({ ...placed, conditions });
    expect(await erase(data)).toMatchObject({ deferred: { memory_entries: 1 } });
    expect(data.dump().memory_entry).toHaveLength(1);
  });
});

test('killed between any two of its steps and done again, the same is left and counted as when nothing happened', async () => {
  const all = [
    asteriskLine(),
    OTHER,
    'rubbish about 004989231250001',
    asteriskLine({ start: '2026-10-20 08:00:00', uniqueid: '1793005200.3' }),
  ];
  const left = async (breakAt: number) =>
    await inFolder(async (data) => {
      await data.file(bytesOf(all));
      const request = await ask(data, 'delete');
      let steps = 0;
      const store = new Proxy(data.store, {
        get: (target, name: keyof TestFolder['store']) => {
          const method = target[name] as (...given: unknown[]) => Promise<unknown>;
          return async (...given: unknown[]) => {
            if (String(name).startsWith('erase') || name === 'toBlank') {
              steps += 1;
              if (steps === breakAt) throw new Error('killed');
            }
            return await method(...given);
          };
        },
      });
      const { gatewayOf } = await import('../gateway-in-folder.ts');
      const wish = { request, subject: SUBJECT, how: 'delete' as const };
      const first = gatewayOf(data.folder, store, () => data.now).erase(wish, null, GOING);
      const broke = await first.then(
        () => false,
        () => true,
      );
      if (broke) await data.gateway.erase(wish, null, GOING);
      await settle(data, request, {});
      expect(byteSearch(data.folder, DIGITS)).toEqual([]);
      const { counts } = (await data.store.subjectRequest(request)) ?? {};
      return { broke, counts, ledger: await ledgerOf(data), calls: (await data.calls()).length };
    });
  const whole = await left(0);
  expect(whole.counts).toMatchObject({ calls: 2, undefined_lines: 1 });
  for (let at = 1; ; at++) {
    const { broke, ...result } = await left(at);
    if (!broke) break;
    expect(result, `killed before step ${at}`).toEqual({
      counts: whole.counts,
      ledger: whole.ledger,
      calls: whole.calls,
    });
  }
}, 120_000);

test('from its keyed hashes alone an erasure is done again on a store of before it, also for a number in unread lines only', async () => {
  await inFolder(async (data) => {
    await data.file(bytesOf([OTHER, 'rubbish about 004989231250001', asteriskLine()]));
    const erasure = erasureOf(SUBJECT, { id: 1, at_ms: data.now, how: 'delete' }, subjectMac(KEY));
    expect(JSON.stringify(erasure)).not.toContain('231250001');
    expect(await data.gateway.eraseAgain([erasure], null, GOING)).toMatchObject({
      gone: { calls: 1, undefined_lines: 1 },
    });
    await data.gateway.finish(GOING.signal);
    expect(byteSearch(data.folder, DIGITS)).toEqual([]);
    expect((await data.calls()).map(({ called }) => called)).toEqual(['+4989231250002']);
  });
});

test('an extension that is erased leaves no total that names it, and the calls of another with the same digits stay', async () => {
  await inFolder(async (data) => {
    await data.file(
      bytesOf([
        asteriskLine(),
        asteriskLine({ src: '205', start: '2026-10-26 10:00:00', uniqueid: '1793005200.2' }),
      ]),
    );
    const extension = extensionNumber('204');
    const before = await sums(data);
    await erase(data, 'delete', { ...SUBJECT, numbers: [extension], extensions: [extension] });
    expect(await sums(data)).toEqual(before);
    const totals = data.dump().day_total as { extension: number }[];
    expect(totals.map((row) => row.extension)).not.toContain(extension);
    expect(await data.calls()).toMatchObject([{ extension: '205' }]);
  });
});

test('what keeps a call from coming back goes when lines of its day are not taken any more', async () => {
  await inFolder(async (data) => {
    await data.file(bytesOf([asteriskLine()]));
    await erase(data);
    const retention = retentionSchema.parse({
      calls: { masked: null, anonymous: null, gone: '30 days' },
      held_calls: { masked: null, anonymous: null, gone: '30 days' },
      raw_copies: '30 days',
    });
    await data.gateway.begin(retention, 'calls', dayIn('UTC', data.now));
    expect(data.dump().suppressed).toHaveLength(1);
    data.now += 31 * DAY_MS;
    await data.gateway.begin(retention, 'held_calls', dayIn('UTC', data.now));
    await data.gateway.begin(retention, 'calls', dayIn('UTC', data.now));
    expect(data.dump().suppressed).toEqual([]);
  });
});

test('and not before, where one of the two jobs waits for an answer, or a longer retention comes before it has run', async () => {
  await inFolder(async (data) => {
    await data.file(bytesOf([asteriskLine()]));
    await erase(data);
    const of = (gone: string) => ({ masked: null, anonymous: null, gone });
    const retention = (gone: string) =>
      retentionSchema.parse({ calls: of(gone), held_calls: of(gone), raw_copies: '30 days' });
    data.retention = retention('30 days');
    data.now += 31 * DAY_MS;
    const alarm = { subject: 'calls', raised_at: data.now, message: '', hint: '', planned: 1, total: 1 };
    await data.store.raiseAlarm(alarm);
    await data.gateway.begin(data.retention, 'held_calls', dayIn('UTC', data.now));
    await data.file(bytesOf([asteriskLine()]));
    expect(await data.calls()).toEqual([]);
    await data.store.clearAlarm('calls');
    data.retention = retention('12 months');
    await data.file(bytesOf([asteriskLine()]));
    expect([(await data.calls()).length, (data.dump().suppressed as unknown[]).length]).toEqual([0, 1]);
  });
});

test('a hold that names the number keeps the request open though it keeps no call, and one whose last day is over does not', async () => {
  await inFolder(async (data) => {
    await data.file(bytesOf([asteriskLine()]));
    const today = Math.floor(data.now / DAY_MS);
    const hold = (until: number | null, from_day: number | null) =>
      data.store.placeHold({
        ...{ placed_at: data.now, placed_by: 'os:court', reason: 'case', until },
        conditions: { numbers: [...SUBJECT.numbers], extensions: [], names: [], from_day, to_day: null },
      });
    await hold(today - 1, null);
    const future = await hold(null, today + 100);
    expect(await erase(data)).toMatchObject({ gone: { calls: 1 }, deferred: { legal_holds: 1 } });
    await data.store.releaseHold(future, { at: data.now, by: 'os:court', reason: 'closed' });
    const [request] = await data.store.openSubjectRequests();
    const wish = { request: request?.id ?? 0, subject: SUBJECT, how: 'delete' as const };
    const { deferred } = await data.gateway.erase(wish, null, GOING);
    expect(deferred).toEqual({});
    await settle(data, wish.request, deferred);
    expect(byteSearch(data.folder, DIGITS)).toEqual([]);
  });
});

test('with a period nothing of other days goes, also where the number stands in another field alone', async () => {
  await inFolder(async (data) => {
    const named = { dst: '089231250002', name: 'of 089/23125-0001' };
    const lines = [
      asteriskLine({ ...named, start: '2026-10-20 09:00:00', uniqueid: '1793005200.1' }),
      asteriskLine({ ...named, start: '2026-10-24 09:00:00', uniqueid: '1793005200.2' }),
      asteriskLine({ start: '2026-10-25 09:00:00', uniqueid: '1793005200.3' }),
      'rubbish about 004989231250001',
    ];
    await data.file(bytesOf(lines));
    const [from_day, to_day] = [24, 26].map((day) => Date.UTC(2026, 9, day) / DAY_MS);
    const subject = { ...SUBJECT, from_day: from_day ?? null, to_day: to_day ?? null };
    const plan = await data.gateway.planErasure({ subject, how: 'delete', typed: '' }, null, GOING.signal);
    expect(plan.gone).toEqual({ calls: 2, raw_lines: 2 });
    expect((await erase(data, 'delete', subject)).gone).toEqual(plan.gone);
    expect((await data.calls()).map(({ started_at }) => started_at.slice(0, 10))).toEqual(['2026-10-20']);
    expect(await ledgerOf(data)).toMatchObject([{ lines: 4, unread: 1 }]);
    expect(byteSearch(data.folder, ['rubbish about'])).not.toEqual([]);
  });
});

/** In every text that a call has besides its parties, and once in its own line. */
const IN_TEXTS = ['calling_name', 'called_name', 'account_code', 'call_key', 'extra', 'odd_numbers'];
/** As the search of all bytes finds it, too. */
const SPELT = ['of 0049 (89) 231-250001 x', '+49 (0)89 - 231 250\u00a0001', 'x%2B49%2089%2023125\u20130001'];

test('calls in whose texts the number stands go also where their lines are gone, those of other days and of others stay', async () => {
  await inFolder(async (data) => {
    const lines = Array.from({ length: IN_TEXTS.length + 2 }, (_, place) =>
      asteriskLine({
        ...{ dst: '089231250002', uniqueid: `1793005200.${place}` },
        start: `2026-10-2${place === 0 ? 0 : 5} 09:00:0${place}`,
      }),
    );
    const intake = await data.file(bytesOf(lines));
    for (const [place, column] of ['account_code', ...IN_TEXTS].entries()) {
      const text = SPELT[place % SPELT.length] ?? '';
      const json = column === 'extra' || column === 'odd_numbers' ? JSON.stringify({ called: text }) : text;
      data.tamper(
        `update call set ${column} = '${json}' where id = (select id from call order by id limit 1 offset ${place})`,
      );
    }
    data.now += 40 * DAY_MS;
    const wish = { before: data.now - DAY_MS, today: Math.floor(data.now / DAY_MS), now: data.now };
    expect(await data.store.giveUpRawCopy(intake, wish)).toBe(true);
    const from_day = Date.UTC(2026, 9, 24) / DAY_MS;
    for (const [subject, gone] of [
      [{ ...SUBJECT, from_day }, { calls: IN_TEXTS.length }],
      [SUBJECT, { calls: 1 }],
    ] as const) {
      const asked = { subject, how: 'delete' as const, typed: '' };
      expect((await data.gateway.planErasure(asked, null, GOING.signal)).gone).toEqual(gone);
      expect((await erase(data, 'delete', subject)).gone).toEqual(gone);
    }
    const written = ['231-250001', '231 250\u00a0001', '23125\u20130001'];
    const inBytes = written.map((text) => Buffer.from(text).toString('latin1'));
    expect(byteSearch(data.folder, inBytes)).toEqual([]);
    expect((await data.calls()).map(({ call_key }) => call_key)).toEqual(['1793005200.7']);
  });
});
