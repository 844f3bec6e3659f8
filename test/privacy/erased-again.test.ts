import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberForms } from '../../cli/number-forms.ts';
import { partiesOf, together } from '../../privacy/recovered-subject.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { ERASING, type Erasing, type Erasure, erasureOf } from '../../record/erasure.ts';
import { subjectMac } from '../../record/mac.ts';
import { extensionNumber } from '../../record/number.ts';
import type { Subject } from '../../record/subject.ts';
import { ARRIVAL, asteriskLine, asteriskSettings, KEY } from '../asterisk-lines.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

const SITES = { berlin: asteriskSettings().site };
const TODAY = Math.floor(ARRIVAL / DAY_MS);
const ANYBODY = { numbers: [], extensions: [], names: [], from_day: null, to_day: null };
const NUMBERS = numberForms('+4989231250001', SITES);
const OTHERS = numberForms('+4989231250002', SITES);
const SUBJECTS: readonly Subject[] = [
  { ...ANYBODY, numbers: NUMBERS },
  { ...ANYBODY, numbers: OTHERS },
  { ...ANYBODY, numbers: OTHERS, from_day: TODAY, to_day: TODAY },
  { ...ANYBODY, extensions: [extensionNumber('204')], numbers: [extensionNumber('204')] },
  { ...ANYBODY, names: ['Anna'] },
];
const GOING = { signal: new AbortController().signal, told: () => {} };
const MAC = subjectMac(KEY);

const asErasure = (subject: Subject, how: Erasing = 'delete', id = 1): Erasure =>
  erasureOf(subject, { id, at_ms: ARRIVAL, how }, MAC);

const text = fc.constantFrom('089231250001', '0049 (89) 231-250002', 'of Anna (sales)', 'x', '');
/** Legs of two days only: of a call over three it is the order that says which go. */
const line = fc
  .record({
    dst: fc.constantFrom('089231250001', '089231250002', '089231250003', '205'),
    src: fc.constantFrom('204', '205', '+4989231250001'),
    age: fc.integer({ min: 0, max: 1 }),
    minute: fc.integer({ min: 0, max: 2 }),
    leg: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    ...{ name: fc.constantFrom('Anna', 'Berta', 'of 089231250002'), account: text, channel: text },
  })
  .map(({ dst, src, age, minute, leg, name, account, channel }) =>
    asteriskLine({
      ...{ dst, src, name, uniqueid: `1793005200.${minute}${age}` },
      start: new Date(ARRIVAL - age * DAY_MS + minute * 60_000).toISOString().slice(0, 19).replace('T', ' '),
      ...(leg === undefined ? {} : { sequence: age * 100 + minute * 10 + leg, linkedid: `l.${minute}` }),
    })
      .replace(/^""/, `"${account}"`)
      .replace('PJSIP/204-00000001', `PJSIP/${channel}`),
  );
const lines = fc.array(fc.oneof(line, fc.constantFrom('rubbish', 'rubbish about 004989231250001')), {
  minLength: 1,
  maxLength: 15,
});
const erasures = fc.array(fc.tuple(fc.constantFrom(...SUBJECTS), fc.constantFrom(...ERASING)), {
  minLength: 2,
  maxLength: 5,
});

/** What is left of a folder of these lines behind something. */
async function left(
  all: readonly string[],
  work: (data: TestFolder) => Promise<void>,
): Promise<Record<string, unknown>> {
  let dump: Record<string, unknown> = {};
  await inFolder(async (data) => {
    await data.file(all.map((one) => `${one}\n`).join(''));
    await work(data);
    // How often something was looked at, or a day changed, is another matter.
    const { counter: _, stale_day, ...rows } = data.dump();
    dump = { ...rows, stale_days: (stale_day as { day: number }[]).map(({ day }) => day) };
  });
  return dump;
}

test('done again together from their hashes, erasures leave what they left one by one when it was known whom they are about', async () => {
  await fc.assert(
    fc.asyncProperty(lines, erasures, async (some, wanted) => {
      // A name that stands in lines alone is not found again.
      const all = [...some, asteriskLine({ dst: '205', src: '205', name: 'Anna' })];
      const then = await left(all, async ({ gateway }) => {
        for (const [subject, how] of wanted) await gateway.erase({ request: 0, subject, how }, null, GOING);
      });
      const again = await left(all, async ({ gateway }) => {
        const hashed = wanted.map(([subject, how], at) => asErasure(subject, how, at + 1));
        await gateway.eraseAgain(hashed, null, GOING);
      });
      expect(again).toEqual(then);
    }),
    { numRuns: 30 },
  );
}, 240_000);

test('an extension of which nothing but totals of calls that have gone is left is erased from these again', async () => {
  await inFolder(async (data) => {
    await data.file(`${asteriskLine({ dst: '089231250001', src: '204' })}\n`);
    const [number, , , extension] = SUBJECTS;
    if (number === undefined || extension === undefined) throw new Error('nobody is erased');
    await data.gateway.erase({ request: 0, subject: number, how: 'delete' }, null, GOING);
    const { gone } = await data.gateway.eraseAgain([asErasure(extension)], null, GOING);
    expect(gone).toMatchObject({ totals_without_extension: 1 });
    expect(data.dump().day_total).toMatchObject([{ extension: 0, legs: 1 }]);
  });
});

test('those that follow each other and go the same way are one, and others keep their order', () => {
  const [one, other, ofDays, extension] = SUBJECTS.map((subject) => asErasure(subject)) as [
    Erasure,
    Erasure,
    Erasure,
    Erasure,
  ];
  const anonymised = asErasure(SUBJECTS[0] ?? ANYBODY, 'anonymise');
  const all = together([one, other, anonymised, extension, ofDays]);
  expect(
    all.map(({ how, numbers, extensions, from_day }) => [how, numbers.length, extensions.length, from_day]),
  ).toEqual([
    ['delete', NUMBERS.length + OTHERS.length, 0, null],
    ['anonymise', NUMBERS.length, 0, null],
    ['delete', 1, 1, null],
    ['delete', OTHERS.length, 0, TODAY],
  ]);
});

test('of all parties that are stored those are looked for whom an erasure was about', () => {
  const again = [asErasure({ ...ANYBODY, numbers: NUMBERS }), asErasure({ ...ANYBODY, names: ['Anna'] })];
  const stored = { numbers: [...NUMBERS, ...OTHERS], names: ['ANNA', 'Berta'] };
  expect(partiesOf(again, stored, MAC)).toEqual({ numbers: NUMBERS, names: ['ANNA'] });
});
