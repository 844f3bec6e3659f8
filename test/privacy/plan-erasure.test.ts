import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberForms } from '../../cli/number-forms.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { type Erasing, erasureOf } from '../../record/erasure.ts';
import { subjectMac } from '../../record/mac.ts';
import { extensionNumber } from '../../record/number.ts';
import { sealSubject } from '../../record/sealed-subject.ts';
import type { Subject } from '../../record/subject.ts';
import { DATABASE_FILE } from '../../store/database-file.ts';
import { openDatabase } from '../../store/open-database.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { ARRIVAL, asteriskLine, asteriskSettings, KEY } from '../asterisk-lines.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

const NUMBER = '+4989231250001';
const ANYBODY = { numbers: [], extensions: [], names: [], from_day: null, to_day: null };
const BY_NUMBER: Subject = {
  ...ANYBODY,
  numbers: numberForms(NUMBER, { berlin: asteriskSettings().site }),
};
const EXTENSION = extensionNumber('204');
const BY_EXTENSION: Subject = { ...ANYBODY, numbers: [EXTENSION], extensions: [EXTENSION] };
const BY_NAME: Subject = { ...ANYBODY, names: ['Anna'] };
const GOING = { signal: new AbortController().signal, told: () => {} };
const TODAY = Math.floor(ARRIVAL / DAY_MS);

/** The same call in several lines, the number in fields of others, unread lines about it, some days long ago. */
const line = fc
  .record({
    dst: fc.constantFrom('089231250001', '0049 89 231250001', '089231250002', '205'),
    src: fc.constantFrom('204', '205', '+4989231250001'),
    age: fc.integer({ min: 0, max: 4 }),
    minute: fc.integer({ min: 0, max: 2 }),
    keyed: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    name: fc.constantFrom('Anna', 'Berta', 'of 089/23125-0001'),
  })
  .map(({ dst, src, age, minute, keyed, name }) =>
    asteriskLine({
      ...{ dst, src, name, uniqueid: `17930052${minute}${age}.${src.slice(-4)}${dst.slice(-3)}` },
      start: new Date(ARRIVAL - age * DAY_MS + minute * 60_000).toISOString().slice(0, 19).replace('T', ' '),
      ...(keyed === undefined ? {} : { sequence: age * 100 + minute * 10 + keyed }),
    }),
  );
const lines = fc.array(fc.oneof(line, fc.constantFrom('rubbish', 'rubbish about 004989231250001')), {
  maxLength: 25,
});
const hold = fc.record({
  until: fc.constantFrom(null, TODAY + 10, TODAY - 1),
  conditions: fc.constantFrom(
    { ...ANYBODY, numbers: BY_NUMBER.numbers, from_day: TODAY - 2 },
    { ...ANYBODY, extensions: [EXTENSION], numbers: [EXTENSION] },
    { ...ANYBODY, names: ['Berta'] },
    { ...ANYBODY, from_day: TODAY - 1, to_day: TODAY - 1 },
  ),
});

async function filled(data: TestFolder, all: readonly string[]): Promise<void> {
  data.chunkBytes = 700;
  const parties = [{ source: 'pbx', number: EXTENSION, extension: EXTENSION }];
  await data.store.keepMemories([{ name: 'anna', entries: 4, collect: true, parties }], data.now);
  await data.file(all.map((one) => `${one}\n`).join(''));
  // A file that came again, which has its lines in the same raw copy or one of its own.
  await data.file(
    all
      .slice(0, 5)
      .map((one) => `${one}\n`)
      .join(''),
  );
}

/** What else is joined to calls: records of quality in the place of lines that could not be read, and attachments with and without a call. */
const joined = fc.record({
  quality: fc.array(fc.record({ line: fc.nat(), call: fc.nat(), days: fc.integer({ min: -4, max: 4 }) }), {
    maxLength: 6,
  }),
  attachments: fc.array(
    fc.record({
      call: fc.nat(),
      by: fc.constantFrom('call', 'key', 'numbers', 'nothing'),
      name: fc.constantFrom('a.wav', '089231250001.wav'),
      number: fc.constantFrom(...BY_NUMBER.numbers, EXTENSION, 4),
    }),
    { maxLength: 6 },
  ),
});
type Joined = typeof joined extends fc.Arbitrary<infer Value> ? Value : never;

function joinBesides(data: TestFolder, { quality, attachments }: Joined): void {
  const connection = openDatabase(join(data.folder, DATABASE_FILE), 'write');
  const calls = connection
    .prepare<[], { id: number; day: number; source: number; call_group: number | null }>(
      'select id, day, source, call_group from call order by id',
    )
    .all();
  const lines = connection
    .prepare<[], { intake: number; offset: number }>('select intake, offset from undefined_line')
    .all();
  for (const { line, call, days } of quality) {
    const [at, of] = [lines[line % lines.length], calls[call % calls.length]];
    if (at === undefined || of === undefined) continue;
    // A line is one thing.
    connection.prepare('delete from undefined_line where intake = @intake and offset = @offset').run(at);
    connection
      .prepare(
        "insert into quality values (@intake, @offset, @day, @group, 0, null, 0, '{}') on conflict do nothing",
      )
      .run({ ...at, day: of.day + days, group: of.call_group ?? 7 });
  }
  for (const [place, { call, by, name, number }] of attachments.entries()) {
    const of = calls[call % calls.length];
    if (of === undefined) continue;
    connection
      .prepare(
        `insert into attachment (source, kind, file, month, name, bytes, received_at, day, call, call_group, numbers)
         values (@source, 'recording', @file, '2026-10', @name, 1, 0, @day, @call, @group, @numbers)`,
      )
      .run({
        ...{ source: of.source, file: `f${place}`, name, day: of.day },
        call: by === 'call' ? of.id : null,
        group: by === 'key' ? of.call_group : null,
        numbers: by === 'numbers' ? JSON.stringify([number]) : null,
      });
  }
  connection.close();
}

test('the plan of an erasure says what the run takes and what legal holds keep, to the number, and changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      ...[lines, fc.constantFrom<Erasing>('delete', 'anonymise')],
      ...[fc.constantFrom(BY_NUMBER, BY_EXTENSION, BY_NAME), fc.array(hold, { maxLength: 2 }), joined],
      async (all, how, subject, holds, besides) => {
        await inFolder(async (data) => {
          await filled(data, all as string[]);
          const placed = { placed_at: data.now, placed_by: 'os:court', reason: 'a case' };
          for (const one of holds as { until: number | null; conditions: typeof ANYBODY }[])
            await data.store.placeHold({ ...placed, ...one });
          await data.store.settleEndedHolds(data.now, TODAY);
          while (!(await data.store.settleMemories()));
          joinBesides(data, besides as Joined);
          const person = { subject: subject as Subject, how: how as Erasing };
          const before = data.dump();
          const plan = await data.gateway.planErasure({ ...person, typed: '' }, null, GOING.signal);
          expect(data.dump()).toEqual(before);
          const request = await asked(data, person);
          const { gone, deferred } = await data.gateway.erase({ request, ...person }, null, GOING);
          expect({ gone: plan.gone, deferred: plan.deferred }).toEqual({ gone, deferred });
          expect(plan.unknown_attachments).toEqual(await data.store.unknownAttachments(subject as Subject));
          const kept = plan.holds.reduce((most, { calls }) => Math.max(most, calls), 0);
          expect(kept).toBeLessThanOrEqual(deferred.calls ?? 0);
          expect(plan.holds.reduce((sum, { calls }) => sum + calls, 0)).toBeGreaterThanOrEqual(
            deferred.calls ?? 0,
          );
        });
      },
    ),
    { numRuns: 40 },
  );
}, 240_000);

async function asked(data: TestFolder, { subject, how }: { subject: Subject; how: Erasing }) {
  const hashed = erasureOf(subject, { id: 0, at_ms: data.now, how }, subjectMac(KEY));
  const sealed = sealSubject(KEY, subject);
  const request = { asked_at: data.now, asked_by: 'os:dpo', reason: 'asked', subject: sealed, how };
  return await data.store.addSubjectRequest(request, hashed);
}

test('of a call that runs over two midnights the plan takes the legs that the run takes, and no more', async () => {
  await inFolder(async (data) => {
    const start = (day: number) => `2026-10-${day} 09:00:00`;
    // One line each: what the first takes stands before the next is found.
    data.chunkBytes = 400;
    const legs = [23, 24, 25].map((day, place) =>
      asteriskLine({
        ...{ start: start(day), uniqueid: `1793005200.${place}`, linkedid: '1793005200.0', sequence: place },
        dst: place === 2 ? '089231250002' : '089231250001',
      }),
    );
    await data.file(legs.map((leg) => `${leg}\n`).join(''));
    const person = { subject: BY_NUMBER, how: 'anonymise' as const };
    const plan = await data.gateway.planErasure({ ...person, typed: '' }, null, GOING.signal);
    const { gone } = await data.gateway.erase({ request: 0, ...person }, null, GOING);
    expect(plan.gone).toEqual(gone);
  });
});

test('a line of a call that names the person in another field counts once', async () => {
  await inFolder(async (data) => {
    await data.file(`${asteriskLine({ dst: '089231250002', name: 'of 089/23125-0001' })}\n`);
    const person = { subject: BY_NUMBER, how: 'delete' as const };
    const { gone } = await data.gateway.erase({ request: 0, ...person }, null, GOING);
    expect(gone).toEqual({ calls: 1, raw_lines: 1 });
  });
});

test('lines whose raw copy is gone are no lines that go', async () => {
  await inFolder(async (data) => {
    const intake = await data.file(`${asteriskLine()}\n`);
    data.now += 40 * DAY_MS;
    const wish = { before: data.now - DAY_MS, today: TODAY + 40, now: data.now };
    expect(await data.store.giveUpRawCopy(intake, wish)).toBe(true);
    const person = { subject: BY_NUMBER, how: 'delete' as const };
    const { gone } = await data.gateway.erase({ request: 0, ...person }, null, GOING);
    expect(gone).toEqual({ calls: 1 });
  });
});

/** Found by nothing that is read, as where a person has calls alone. */
const OF_CALLS = {
  chunks: [],
  named: [],
  entry_texts: [],
  statements: [],
  texts: null,
  hashes: [],
  mask: [],
  key: KEY,
  at: ARRIVAL,
};
const NOW = { today: TODAY, anonymity: { sites_of: {}, smallest_group: 5 } };
const DELETING = { ...OF_CALLS, ...NOW, subject: BY_NUMBER, how: 'delete' as const };

test('a plan waits for nobody who writes', async () => {
  await inFolder(async (data) => {
    await data.file(`${asteriskLine()}\n`);
    const writer = openDatabase(join(data.folder, DATABASE_FILE), 'write');
    try {
      writer.exec('begin immediate');
      const { steps } = await data.store.tryErasure(DELETING, GOING.signal);
      expect(steps[0]?.gone).toEqual({ calls: 1, raw_lines: 1 });
    } finally {
      writer.close();
    }
  });
});

test('what arrives while an erasure is planned waits for a step of the plan at most, and is not in it', async () => {
  await inFolder(async (data) => {
    const start = (day: number, minute: number) =>
      new Date(ARRIVAL - day * DAY_MS + minute * 1000).toISOString().slice(0, 19).replace('T', ' ');
    const lines = Array.from({ length: 2_400 }, (_, place) =>
      asteriskLine({ start: start(place % 4, place), uniqueid: `1793005200.${place}` }),
    );
    await data.file(lines.map((line) => `${line}\n`).join(''));
    const ended: string[] = [];
    const plan = data.store.tryErasure(DELETING, GOING.signal).finally(() => ended.push('plan'));
    await data.file(`${asteriskLine({ uniqueid: '1793005299.1' })}\n`);
    ended.push('line');
    const { steps } = await plan;
    expect(ended).toEqual(['line', 'plan']);
    expect(steps.filter(({ gone }) => gone.calls === 600)).toHaveLength(4);
    expect((await data.calls()).length).toBe(2_401);
  });
});

test('whoever asked for a plan and goes away has it broken off', async () => {
  await inFolder(async (data) => {
    await data.file(`${asteriskLine()}\n`);
    const asking = new AbortController();
    const plan = data.store.tryErasure(DELETING, asking.signal);
    const broken = expect(plan).rejects.toThrow('aborted');
    asking.abort();
    await broken;
  });
});

test('a store that is closed breaks off what is being planned', async () => {
  await inFolder(async (data) => {
    await data.file(`${asteriskLine()}\n`);
    const plan = data.store.tryErasure(DELETING, GOING.signal);
    const broken = expect(plan).rejects.toThrow('aborted');
    await data.store.close();
    await broken;
    data.store = openSqliteStore(data.folder);
  });
});
