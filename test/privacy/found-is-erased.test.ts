import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberForms } from '../../cli/number-forms.ts';
import { NO_CONFIGURATION } from '../../cli/service/judging.ts';
import { namingHands } from '../../cli/service/naming-hands.ts';
import { namedByReading } from '../../privacy/named-by-reading.ts';
import { DAY_MS } from '../../record/calendar.ts';
import type { Erasing } from '../../record/erasure.ts';
import { extensionNumber } from '../../record/number.ts';
import type { Subject } from '../../record/subject.ts';
import { standingCopies } from '../../store/queries/standing-copies.ts';
import { type SubjectFound, subjectFound } from '../../store/queries/subject-found.ts';
import { NOTHING_READ } from '../../store/queries/subject-named.ts';
import { ARRIVAL, asteriskLine, asteriskSettings } from '../asterisk-lines.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

const SITES = { berlin: asteriskSettings().site };
const TODAY = Math.floor(ARRIVAL / DAY_MS);
const ANYBODY = { numbers: [], extensions: [], names: [], from_day: null, to_day: null };
const NUMBERS = numberForms('+4989231250001', SITES);
const SUBJECTS: readonly Subject[] = [
  { ...ANYBODY, numbers: NUMBERS },
  { ...ANYBODY, numbers: NUMBERS, from_day: TODAY - 2, to_day: TODAY - 1 },
  { ...ANYBODY, extensions: [extensionNumber('204')], numbers: [extensionNumber('204')] },
  { ...ANYBODY, names: ['Anna'] },
];
const GOING = { signal: new AbortController().signal, told: () => {} };

/** Spellings of the number, a name, and what is nobody's. */
const text = fc.constantFrom('089231250001', '0049 (89) 231-250001', 'of Anna (sales)', 'x', '');
const line = fc
  .record({
    dst: fc.constantFrom('089231250001', '089231250002', '205'),
    src: fc.constantFrom('204', '205', '+4989231250001'),
    age: fc.integer({ min: 0, max: 4 }),
    minute: fc.integer({ min: 0, max: 2 }),
    leg: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    name: fc.oneof(text, fc.constantFrom('Anna', 'Berta')),
    ...{ account: text, channel: text, key: fc.constantFrom('1793005200', '089231250001') },
  })
  .map(({ dst, src, age, minute, leg, name, account, channel, key }) =>
    asteriskLine({
      ...{ dst, src, name, uniqueid: `${key}.${minute}${age}` },
      start: new Date(ARRIVAL - age * DAY_MS + minute * 60_000).toISOString().slice(0, 19).replace('T', ' '),
      ...(leg === undefined ? {} : { sequence: age * 100 + minute * 10 + leg, linkedid: `l.${minute}` }),
    })
      .replace(/^""/, `"${account}"`)
      .replace('PJSIP/204-00000001', `PJSIP/${channel}`),
  );
const lines = fc.array(fc.oneof(line, fc.constantFrom('rubbish', 'rubbish about 004989231250001')), {
  maxLength: 15,
});

async function found(data: TestFolder, subject: Subject): Promise<SubjectFound> {
  return await data.reading(async ({ connection }) => {
    const copies = standingCopies(connection);
    const store = {
      standingCopies: async () => copies.standingCopies(),
      chunksOf: async (intake: number) => copies.chunksOf(intake),
    };
    const configuration = { sites: SITES, sources: {}, attachments: NO_CONFIGURATION.attachments };
    const naming = namingHands(data.folder, async () => configuration);
    const parts = { store, inTurn: <Result>(work: () => Promise<Result>) => work(), naming };
    const { chunks, calls, entry_texts } = await namedByReading(parts, subject, GOING.signal);
    const places = chunks.flatMap(({ chunk: { intake }, lines: all }) =>
      all.map(({ offset }) => ({ intake, offset })),
    );
    return subjectFound(connection, subject, TODAY, { lines: places, calls: calls.flat(), entry_texts });
  });
}

/** Calls in which somebody may be. */
function callsWithSomebody(data: TestFolder): number[] {
  const rows = data.dump().call as { id: number; step: number }[];
  return rows.filter(({ step }) => step < 2).map(({ id }) => id);
}

const filledWith = async (data: TestFolder, files: readonly (readonly string[])[], isGone: boolean) => {
  data.chunkBytes = 700;
  const intakes: number[] = [];
  for (const all of files) intakes.push(await data.file(all.map((one) => `${one}\n`).join('')));
  if (!isGone) return;
  const wish = { before: data.now + DAY_MS, today: TODAY, now: data.now };
  await data.store.giveUpRawCopy(intakes[0] ?? 0, wish);
};

test('a line that was met twice, as one is whose raw copy was read again, is found once', async () => {
  await inFolder(async (data) => {
    const rubbish = 'rubbish about 004989231250001\n';
    const intake = await data.file(`${rubbish}${asteriskLine({ dst: '089231250001' })}\n`);
    const places = [0, rubbish.length].map((offset) => ({ intake, offset }));
    await data.reading(({ connection }) => {
      const named = { ...NOTHING_READ, lines: [...places, ...places] };
      const { undefined_lines, lines: of } = subjectFound(connection, SUBJECTS[0] ?? ANYBODY, TODAY, named);
      expect([undefined_lines, of]).toMatchObject([[{ offset: 0 }], [{ offset: rubbish.length }]]);
      const nobodys = subjectFound(connection, ANYBODY, TODAY, named);
      expect([nobodys.undefined_lines, nobodys.lines].flat()).toHaveLength(2);
      return Promise.resolve();
    });
  });
});

test('the calls that are found of a person are those that an erasure takes, to the row, in whatever field they stand', async () => {
  await fc.assert(
    fc.asyncProperty(
      ...[fc.array(lines, { maxLength: 3 }), fc.boolean(), fc.constantFrom(...SUBJECTS)],
      fc.constantFrom<Erasing>('delete', 'anonymise'),
      async (files, isGone, subject, how) => {
        await inFolder(async (data) => {
          await filledWith(data, files as string[][], isGone as boolean);
          const theirs = await found(data, subject as Subject);
          const before = callsWithSomebody(data);
          const wish = { request: 0, subject: subject as Subject, how: how as Erasing };
          const { gone } = await data.gateway.erase(wish, null, GOING);
          const after = new Set(callsWithSomebody(data));
          expect(theirs.calls).toEqual(before.filter((id) => !after.has(id)));
          expect(theirs.calls.length).toBe((gone.calls ?? 0) + (gone.held_calls ?? 0));
          expect(theirs.lines.length + theirs.undefined_lines.length).toBe(gone.raw_lines ?? 0);
          expect(theirs.undefined_lines.length).toBe(gone.undefined_lines ?? 0);
        });
      },
    ),
    { numRuns: 80 },
  );
}, 240_000);
