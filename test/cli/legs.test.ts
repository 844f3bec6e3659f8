import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Call } from '../../record/call.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

const desk = new CommandDesk();

/** A call that waited in a queue and was put through, and one of a single leg. */
const LINES = [
  asteriskLine({ sequence: 1, start: '2026-10-26 09:00:00' }).replace('"Dial"', '"Queue"'),
  asteriskLine({
    sequence: 2,
    start: '2026-10-26 09:02:00',
    uniqueid: '1793005320.2',
    linkedid: '1793005200.1',
  }),
  asteriskLine({ sequence: 3, start: '2026-10-26 10:00:00', uniqueid: '1793008800.3' }),
];

beforeAll(async () => {
  const file = desk.write('Master.csv', `${LINES.join('\n')}\n`);
  await desk.out('ingest', '--source', 'pbx', '--driver', 'asterisk-csv', '--country', 'DE', file);
});

afterAll(() => desk.remove());

test('calls counts heads and legs, each by its word, and marks the legs with what they are', async () => {
  const lines = (await desk.out('calls')).trimEnd().split('\n');
  expect(lines.slice(2, 5).map((line) => line.split(/ {2,}/)[1])).toEqual([
    'queue',
    '↳',
    expect.stringMatching(/^2026-/),
  ]);
  expect(lines.at(-1)).toBe('2 calls, 3 legs');
});

test('calls --heads lists the first leg of each call alone, in every form', async () => {
  expect((await desk.out('calls', '--heads')).trimEnd().split('\n').at(-1)).toBe('2 calls, 2 legs');
  const heads = await desk.json<Call[]>('calls', '--heads');
  expect(heads.map(({ head, started_at }) => [head, started_at.slice(11, 16)])).toEqual([
    [true, '09:00'],
    [true, '10:00'],
  ]);
  expect((await desk.out('calls', '--heads', '--format', 'csv')).trimEnd().split('\r\n')).toHaveLength(3);
});

test('call show has the same legs from whichever of them is asked for', async () => {
  const [head, leg, single] = await desk.json<Call[]>('calls');
  const legsOf = async (one: Call | undefined) =>
    (
      await desk.json<{ legs: { leg: number; id: number; part: string | null }[] }>(
        'call show',
        String(one?.id),
      )
    ).legs;
  expect(await legsOf(leg)).toMatchObject([
    { leg: 1, id: head?.id, head: true, part: 'queue' },
    { leg: 2, id: leg?.id, head: false, part: null },
  ]);
  expect(await legsOf(head)).toEqual(await legsOf(leg));
  expect(await legsOf(single)).toMatchObject([{ leg: 1, id: single?.id, head: true }]);
});
