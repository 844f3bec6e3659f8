import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call } from '../../record/call.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';
import { COMPANY_CONFIGURATION } from './company-records.ts';

const desk = new CommandDesk();

const call = (n: number, given: Parameters<typeof asteriskLine>[0] = {}): string =>
  asteriskLine({ uniqueid: `1793005200.${n}`, sequence: n, ...given });

/** Lines of a file in Latin-1 whose lines end with CR LF, the last one with nothing; each with what becomes of it. */
const LINES = [
  { raw: call(1), outcome: 'call' },
  { raw: call(2, { name: 'J\xfcrgen' }), outcome: 'call' },
  { raw: '', outcome: 'ignored.blank' },
  { raw: 'rubbish \x1b[31m red', outcome: 'undefined.too_short' },
  { raw: call(3, { talk: 2 }), outcome: 'held' },
  { raw: `\x7fX${'\x7f'.repeat(20)}`, outcome: 'excluded.policy' },
  { raw: call(4, { linkedid: '1793005200.1', start: '2026-10-26 09:00:30' }), outcome: 'call' },
  { raw: call(5, { start: '2026-10-26 05:00:00' }).replace(' 05:', ' 25:'), outcome: 'undefined.bad_time' },
].map((line, place, all) => ({
  ...line,
  offset: all.slice(0, place).reduce((sum, { raw }) => sum + raw.length + 2, 0),
}));
const BYTES = LINES.map(({ raw }) => raw).join('\r\n');
/** The second file repeats the first line of the first one; the third is the first one again. */
const [FIRST, OVERLAP, RESENT] = [1, 2, 3] as const;

interface Shown {
  readonly call: number | null;
  readonly outcome: string;
  readonly meaning: string | null;
  readonly raw: string;
  readonly same_as: string | null;
  readonly received_at: string;
  readonly reading: Record<string, unknown> | null;
  readonly place: object | null;
  readonly why: Record<string, string | null> | null;
}

beforeAll(async () => {
  await desk.out('config apply', desk.write('ledgerline.yaml', COMPANY_CONFIGURATION));
  const ingest = (name: string, bytes: string) =>
    desk.out('ingest', '--source', 'pbx', desk.write(name, bytes));
  await ingest('first.csv', BYTES);
  await ingest('overlap.csv', `${call(9)}\n${call(1)}\n`);
  desk.now += 3_600_000;
  await ingest('again.csv', BYTES);
  const nights = ['2026-10-18 12:00:00', '2026-10-23 23:50:00', '2026-10-24 23:50:00', '2026-10-25 00:10:00'];
  const legs = nights.map((start, n) => call(20 + n, { start, linkedid: '1792000000.7' }));
  await ingest('nights.csv', legs.join('\n'));
});

afterAll(() => desk.remove());

const show = (intake: number, offset: number): Promise<Shown> =>
  desk.json('line show', String(intake), String(offset));
const stored = (): Promise<Call[]> => desk.json('calls', '--held');

async function storedAt(offset: number): Promise<Call> {
  const found = (await stored()).find((one) => one.intake === FIRST && one.offset === offset);
  if (found === undefined) throw new Error(`no call at ${offset}`);
  return found;
}

describe('line show', () => {
  test.each(LINES.map((line, place) => ({ place, ...line })))(
    'says of line $place that it became $outcome, and why',
    async ({ offset, outcome, raw }) => {
      const shown = await show(FIRST, offset);
      expect(shown).toMatchObject({
        intake: 1,
        offset,
        length: raw.length,
        outcome,
        source: 'pbx',
        file: 'first.csv',
      });
      expect(shown.raw).toBe(raw);
      expect(shown.meaning).toMatch(/\.$/);
      const isStored = outcome === 'call' || outcome === 'held';
      expect(shown.call).toBe(isStored ? (await storedAt(offset)).id : null);
    },
  );

  test('says what the driver read, or where it failed', async () => {
    expect((await show(FIRST, 0)).reading).toMatchObject({ calling: '204', duration_ms: 60_000 });
    expect((await show(FIRST, LINES[7]?.offset ?? 0)).reading).toEqual({
      undefined: 'bad_time',
      detail: 'column 10 (start) is not a date and time',
    });
    expect((await show(FIRST, LINES[2]?.offset ?? 0)).reading).toEqual({ ignored: 'blank' });
    expect((await show(FIRST, LINES[5]?.offset ?? 0)).reading).toBe(null);
  });

  test('marks the place that failed below the line, or says why there is none', async () => {
    const text = await desk.out('undefined show', '1', String(LINES[7]?.offset));
    expect(text).toMatch(/^place +characters (\d+) to \d+$/m);
    const [line = '', carets = ''] = text
      .split('\n')
      .slice(text.split('\n').findIndex((one) => /^place/.test(one)) + 1);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('2026-10-26 25:00:00');
    const failed = await show(FIRST, LINES[7]?.offset ?? 0);
    const place = failed.place as { from: number; to: number };
    expect(failed.raw.slice(place.from, place.to)).toBe('2026-10-26 25:00:00');
    expect(await desk.out('undefined show', '1', String(LINES[3]?.offset))).toMatch(/^place +its end$/m);
    expect((await show(FIRST, 0)).place).toBe(null);
  });

  test('says what made this of a call: driver, configuration, rules of numbers, way, times and threshold', async () => {
    const shown = await show(FIRST, LINES[4]?.offset ?? 0);
    expect(shown).toMatchObject({
      driver: 'asterisk-csv',
      driver_options: { utc: false },
      configuration: { version: 1, applied_at: '2026-10-26T12:00:00+00:00' },
      why: {
        times: 'the record prints local time, which is that of Europe/Berlin: +01:00',
        calling: '204: it is an extension (2-5 digits)',
        called: expect.stringMatching(/^\+4989231250001: .*it is a number of a numbering plan \(DE\)$/),
        direction: 'outgoing: the caller is inside by the numbering plan; the called party is outside',
        destination_class: expect.stringMatching(/^national: the called number is of the site’s country/),
        privacy: null,
        held_by: expect.stringMatching(/: .*shorter than \d+ s/),
      },
    });
    const stored = await storedAt(LINES[4]?.offset ?? 0);
    expect(shown.why?.held_by).toContain(`${stored.held_by}: `);
    expect(shown.why?.calling).toContain(`${stored.calling}: `);
    expect(shown.why?.called).toContain(`${stored.called}: `);
    expect(shown.why?.direction).toContain(`${stored.direction}: `);
    expect(shown.why?.destination_class).toContain(`${stored.destination_class}: `);
    expect((await show(FIRST, LINES[2]?.offset ?? 0)).why).toBe(null);
    expect(await desk.out('line show', '1', '0')).toMatch(/^why\n {2}times +the record prints local time/m);
  });

  test('says of a duplicate which call it repeats', async () => {
    const first = await storedAt(0);
    const duplicate = await show(OVERLAP, call(9).length + 1);
    expect(duplicate).toMatchObject({ outcome: 'duplicate', call: first.id, raw: call(1) });
  });

  test('shows the lines of a resent file as the duplicates they were counted as, with the arrival of that file', async () => {
    for (const { offset, outcome } of LINES) {
      const shown = await show(RESENT, offset);
      expect(shown.outcome).toBe(/^(?:ignored|excluded)/.test(outcome) ? outcome : 'duplicate');
      expect(shown.same_as).toBe('intake 1, which brought the same bytes before');
      expect(shown).toMatchObject({ file: 'again.csv', received_at: '2026-10-26T13:00:00+00:00' });
    }
    expect((await show(RESENT, 0)).call).toBe((await storedAt(0)).id);
  });

  test('finds the line that a place in the middle of it belongs to, up to its line end', async () => {
    const { offset, raw } = LINES[1] ?? { offset: 0, raw: '' };
    for (const place of [offset, offset + 1, offset + raw.length, offset + raw.length + 1])
      expect(await show(FIRST, place)).toMatchObject({ offset, length: raw.length });
    expect(await show(FIRST, BYTES.length - 1)).toMatchObject({ outcome: 'undefined.bad_time' });
  });

  test.each([
    [[1, BYTES.length], `Intake 1 has ${BYTES.length} bytes; there is none at ${BYTES.length}.`],
    [[RESENT, 1e15], `Intake 3 has ${BYTES.length} bytes; there is none at ${1e15}.`],
    [[99, 0], 'There is no intake 99.'],
  ])('says that there is no line at %j', async ([intake, offset], says) => {
    const { exit, out, err } = await desk.run('line show', `${intake}`, `${offset}`);
    expect([exit, out, err]).toEqual([1, '', expect.stringContaining(says)]);
  });

  test('for people sends no control character of a record to the terminal', async () => {
    const text = await desk.out('line show', '1', String(LINES[3]?.offset));
    expect(text).not.toContain('\x1b');
    expect(text).toMatch(/^raw +rubbish \\u001b\[31m red$/m);
    expect(text).toMatch(/^outcome +undefined\.too_short\nmeaning +The line ends before/m);
  });
});

describe('call show', () => {
  test('shows everything that is stored of a call, as people and as programs read it', async () => {
    const first = await storedAt(0);
    const { legs, ...stored } = await desk.json<Call & { legs: unknown[] }>('call show', String(first.id));
    expect(stored).toEqual({ ...first, cost: null, quality: [], attachments: [] });
    expect(legs).toMatchObject([
      { leg: 1, id: first.id, head: true },
      { leg: 2, head: false },
    ]);
    const text = await desk.out('call show', String(first.id));
    for (const name of Object.keys(first)) expect(text).toMatch(new RegExp(`^${name} `, 'm'));
    expect(text).toMatch(/^account_code +–$/m);
    expect(text).toContain(`Its line: ./ledgerline line show 1 0\n`);
  });

  test.each(['elsewhere', "Anna's folder"])(
    'prints commands that work as they stand, also where --data named the folder: %s',
    async (folder) => {
      cpSync(desk.folder, join(desk.place, folder), { recursive: true });
      const { id } = await storedAt(0);
      const shown = folder === 'elsewhere' ? folder : `'Anna'\\''s folder'`;
      const there = ['--data', folder];
      expect(await desk.out('call show', String(id), ...there)).toContain(
        `./ledgerline line show 1 0 --data ${shown}\n`,
      );
      expect(await desk.out('undefined list', ...there)).toContain(`INTAKE OFFSET --data ${shown}\n`);
      expect(await desk.out('init', ...there)).toContain(`./ledgerline serve --data ${shown}.\n`);
      const { err } = await desk.run('ingest', '--source', 'pbx', desk.write('bad.csv', 'x\n'), ...there);
      expect(err).toContain(`./ledgerline undefined list --source pbx --data ${shown} says`);
    },
  );

  test('lists the legs of the call, the head marked', async () => {
    const [head, leg] = [await storedAt(0), await storedAt(LINES[6]?.offset ?? 0)];
    for (const { id } of [head, leg]) {
      const text = await desk.out('call show', String(id));
      const marks = id === head.id ? ['\\*>', ''] : ['\\*', '>'];
      expect(text).toMatch(
        new RegExp(`^ +1 +${marks[0]} +09:00:00 .* 204 → \\+4989231250001 .* ${head.id}$`, 'm'),
      );
      expect(text).toMatch(new RegExp(`^ +2 +${marks[1]} +09:00:30 .* ${leg.id}$`, 'm'));
    }
    expect(await desk.out('call show', String((await storedAt(LINES[1]?.offset ?? 0)).id))).not.toContain(
      'legs of this call',
    );
  });

  test('takes a key for the same call only on days that follow each other: some systems count anew', async () => {
    const days = async (id: number): Promise<string[]> => {
      const { legs } = await desk.json<{ legs: { started_at: string }[] }>('call show', String(id));
      return legs.map(({ started_at }) => started_at.slice(0, 10));
    };
    const nights = (await stored()).filter(({ call_key }) => call_key === '1792000000.7');
    expect(nights).toHaveLength(4);
    for (const { id, started_at } of nights)
      expect(await days(id)).toEqual(
        started_at < '2026-10-20' ? [started_at.slice(0, 10)] : ['2026-10-23', '2026-10-24', '2026-10-25'],
      );
    expect(nights.map(({ head }) => head)).toEqual([true, true, false, false]);
  });

  test.each([0, 1, 4, 6])('--raw prints the bytes of line %i exactly, and nothing else', async (place) => {
    const { offset, raw } = LINES[place] ?? { offset: 0, raw: '' };
    const { bytes } = await desk.run('call show', String((await storedAt(offset)).id), '--raw');
    expect(bytes.equals(Buffer.from(raw, 'latin1'))).toBe(true);
  });

  test('says that there is no such call', async () => {
    expect(await desk.run('call show', '12345')).toMatchObject({
      exit: 1,
      err: 'There is no call 12345.\n./ledgerline calls --held lists all calls with their ids.\n',
    });
  });
});

describe('undefined lines', () => {
  test('are counted by source and reason, then listed one by one with their places', async () => {
    const text = await desk.out('undefined list');
    expect(text).toMatch(/^pbx +bad_time +1$/m);
    expect(text).toMatch(/^pbx +too_short +1$/m);
    expect(text).toMatch(new RegExp(`^ +1 +${LINES[3]?.offset} +too_short +`, 'm'));
    expect(await desk.json('undefined list')).toMatchObject([
      { source: 'pbx', intake: 1, offset: LINES[3]?.offset, reason: 'too_short' },
      { source: 'pbx', intake: 1, offset: LINES[7]?.offset, reason: 'bad_time' },
    ]);
  });

  test('are listed by reason and by source', async () => {
    expect(await desk.json('undefined list', '--reason', 'bad_time')).toHaveLength(1);
    expect(await desk.json('undefined list', '--source', 'pbx')).toHaveLength(2);
    expect(await desk.out('undefined list', '--reason', 'bad_time')).not.toContain('too_short');
    expect(await desk.out('undefined list', '--reason', 'not_text')).toBe('No such line is undefined.\n');
  });

  test('are shown with their bytes and the place that failed', async () => {
    const offset = String(LINES[7]?.offset);
    expect(await desk.json('undefined show', '1', offset)).toEqual(await desk.json('line show', '1', offset));
  });

  test('are not what became of other lines', async () => {
    expect(await desk.run('undefined show', '1', '0')).toMatchObject({
      exit: 1,
      err:
        'There is no undefined line at 0 of intake 1.\n' +
        './ledgerline line show 1 0 says what became of what stands there; ./ledgerline undefined list lists those that are.\n',
    });
  });
});
