import fc from 'fast-check';
import { expect } from 'vitest';
import { numberForms } from '../../../cli/number-forms.ts';
import { dayOf } from '../../../record/calendar.ts';
import type { TotalsWish } from '../../../record/day-total.ts';
import { erasureOf } from '../../../record/erasure.ts';
import { subjectMac } from '../../../record/mac.ts';
import { e164Number, extensionNumber } from '../../../record/number.ts';
import { sealSubject } from '../../../record/sealed-subject.ts';
import type { Subject } from '../../../record/subject.ts';
import { readTotals } from '../../../store/queries/day-totals.ts';
import { ARRIVAL, asteriskLine, asteriskSettings, KEY } from '../../asterisk-lines.ts';
import { FLAT_RATING } from '../../flat-tariffs.ts';
import { SITES } from '../../gateway-in-folder.ts';
import type { TestFolder } from '../../test-folder.ts';

export const SETTINGS = { ...asteriskSettings({ held: { shorter_than_seconds: 5 } }), rating: FLAT_RATING };
export const DAY = dayOf(ARRIVAL);
const NUMBER = '+4989231250001';
const SUBJECT: Subject = {
  numbers: numberForms(NUMBER, { berlin: asteriskSettings().site }),
  ...{ extensions: [], names: [], from_day: null, to_day: null },
};
export const ALL = { extensions: null, cost_centres: null, sources: null, mask: [] };
const GOING = { signal: new AbortController().signal, told: () => {} };

/** Legs of a few calls, which began so many hours behind the first. */
export const linesIn = (hours: fc.Arbitrary<number>): fc.Arbitrary<string[]> =>
  fc.array(
    fc
      .record({
        hour: hours,
        talk: fc.constantFrom(2, 60, 4_000),
        src: fc.constantFrom('204', '205', '0301234567'),
        dst: fc.constantFrom('089231250001', '089231250002', '205'),
        call: fc.integer({ min: 1, max: 4 }),
        leg: fc.integer({ min: 1, max: 3 }),
      })
      .map(({ hour, talk, src, dst, call, leg }) =>
        asteriskLine({
          start: new Date(ARRIVAL + hour * 3_600_000).toISOString().slice(0, 19).replace('T', ' '),
          ...{ talk, src, dst },
          uniqueid: `1793005200.${call}`,
          sequence: call * 10 + leg,
          linkedid: `1793005200.${call}`,
        }),
      ),
    { minLength: 3, maxLength: 14 },
  );

async function erase(data: TestFolder, subject: Subject): Promise<void> {
  const how = 'delete';
  const hashed = erasureOf(subject, { id: 0, at_ms: data.now, how }, subjectMac(KEY));
  const asked = { asked_at: data.now, asked_by: 'os:dpo', reason: 'asked', how } as const;
  const request = await data.store.addSubjectRequest(
    { ...asked, subject: sealSubject(KEY, subject) },
    hashed,
  );
  await data.gateway.erase({ request, subject, how }, null, GOING);
}

/** What happens between two batches of a purge. */
export const MEANWHILE = {
  nothing: async () => {},
  'what takes no call and no total of what is gone': async (data: TestFolder) => {
    const before = await isLeaving(data);
    await data.store.rawCopyBlanked(1, data.now);
    await data.store.matchAttachments(data.now);
    await data.store.forgetOldNames(data.now);
    expect(await isLeaving(data)).toBe(before);
  },
  'other costs': async (data: TestFolder) => {
    const ids = (await callsOf(data)).filter(({ day }) => day === DAY).map(({ id }) => id);
    const cost = { cost_micros: 70_000, currency: 'EUR', rate: null, full_cost_micros: null };
    const calls = ids.map((id) => ({ id, ...cost }));
    await data.store.rateDay({ day: DAY, rated_at: data.now, calls, taken: [] });
  },
  cancelled: async (data: TestFolder) => await data.store.settleLeaving(),
  killed: async (data: TestFolder) => {
    await data.reopen();
    expect(await isLeaving(data)).toBe(false);
  },
  'a line that a threshold holds': async (data: TestFolder) =>
    void (await data.file(`${asteriskLine({ talk: 2, src: '207', uniqueid: '1793005200.9' })}\n`)),
  'lines of that day': async (data: TestFolder) =>
    void (await data.file(`${asteriskLine({ src: '207', uniqueid: '1793005200.8' })}\n`)),
  'a legal hold': async (data: TestFolder) => {
    const conditions = { numbers: [e164Number(NUMBER.slice(1))], extensions: [], names: [], from_day: null };
    await data.store.placeHold({
      ...{ placed_at: data.now, placed_by: 'os:anna', reason: 'a case', until: null },
      conditions: { ...conditions, to_day: null },
    });
  },
  'an erasure of a number': async (data: TestFolder) => await erase(data, SUBJECT),
  'an erasure of an extension': async (data: TestFolder) =>
    await erase(data, { ...SUBJECT, numbers: [], extensions: [extensionNumber('204')] }),
  'a replay': async (data: TestFolder) =>
    void (await data.replay({ ...asteriskSettings({ held: { shorter_than_seconds: 61 } }) })),
  'other thresholds': async (data: TestFolder) => {
    const [chunk] = (await data.store.unsorted('[]', { intake: -1, first_offset: -1 })) ?? [];
    const moves = (await callsOf(data))
      .filter((call) => call.intake === chunk?.intake && call.held_by !== null)
      .map(({ id, offset }) => ({ id, offset, held_by: null }));
    if (chunk !== undefined) await data.store.sortHeld(chunk, '[]', moves, data.now);
  },
};

interface StoredCall {
  readonly id: number;
  readonly intake: number;
  readonly offset: number;
  readonly day: number;
  readonly held_by: number | null;
}

export const callsOf = async (data: TestFolder): Promise<StoredCall[]> =>
  await data.reading(({ connection }) => connection.prepare<[], StoredCall>('select * from call').all());

export const isLeaving = async (data: TestFolder): Promise<boolean> =>
  await data.reading(({ connection }) => connection.prepare('select 1 from leaving_day').get() !== undefined);

export async function total(data: TestFolder): Promise<void> {
  while (await data.store.totalSlice());
}

export const totals = async (data: TestFolder, by: TotalsWish['by']): Promise<string[]> =>
  await data.reading(({ connection }) => {
    const wish = (held: boolean) => ({ from_day: null, to_day: null, by, sites_of: SITES, held });
    return [true, false]
      .flatMap((held) => readTotals(connection, wish(held), ALL))
      .map(({ legs_gone: _, ...row }) => JSON.stringify(row))
      .sort();
  });
export const all = async (data: TestFolder): Promise<string[][]> => [
  await totals(data, ['day', 'extension', 'direction', 'class', 'trunk']),
  await totals(data, ['day', 'hour', 'direction']),
];
