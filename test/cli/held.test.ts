import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Call } from '../../record/call.ts';
import type { LedgerRow } from '../../store/queries/ledger.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

const desk = new CommandDesk();

/** Calls of 2, 20 and 200 seconds from two extensions, in two files. */
const line = (n: number, talk: number): string =>
  `${asteriskLine({ uniqueid: `1793005200.${n}`, sequence: n, talk, src: n % 2 === 0 ? '204' : '205' })}\n`;

const holding = (thresholds: object[]): string =>
  desk.write(
    'ledgerline.yaml',
    JSON.stringify({
      sites: { berlin: { country: 'DE', time_zone: 'Europe/Berlin' } },
      sources: { pbx: { kind: 'watch', site: 'berlin', driver: 'asterisk-csv', folder: '../drop' } },
      thresholds,
    }),
  );
const SHORT = { name: 'short', shorter_than_seconds: 5 };
const MEDIUM = { name: 'medium', shorter_than_seconds: 100 };
const OF_204 = { name: 'of-204', extensions: ['204'] };

beforeAll(async () => {
  await desk.out('config apply', holding([SHORT]));
  const ingest = (name: string, bytes: string) =>
    desk.out('ingest', '--source', 'pbx', desk.write(name, bytes));
  await ingest('first.csv', [2, 20, 200].map((talk, n) => line(n, talk)).join(''));
  await ingest(
    'second.csv',
    `rubbish\n${line(0, 2)}${[2, 20, 200].map((talk, n) => line(n + 3, talk)).join('')}`,
  );
});

afterAll(() => desk.remove());

async function counts(): Promise<{ calls: number; held: number }> {
  const [row] = await desk.json<LedgerRow[]>('ledger', '--by', 'source');
  return { calls: row?.calls ?? 0, held: row?.held ?? 0 };
}

async function heldTalks(): Promise<(number | null)[]> {
  const all = await desk.json<Call[]>('calls', '--held');
  return all
    .filter(({ held_by }) => held_by !== null)
    .map(({ duration_ms }) => duration_ms)
    .sort();
}

test('held preview says how many calls would move each way and their minutes, and moves none', async () => {
  expect(await counts()).toEqual({ calls: 4, held: 2 });
  expect(await desk.json('held preview', holding([OF_204]))).toEqual(
    expect.arrayContaining([
      { before: 'short', after: 'of-204', calls: 1, legs: 1, duration_ms: 2000 },
      { before: null, after: 'of-204', calls: 2, legs: 2, duration_ms: 220_000 },
      { before: 'short', after: null, calls: 1, legs: 1, duration_ms: 2000 },
    ]),
  );
  expect(await desk.out('held preview', holding([MEDIUM]))).toMatch(/^call +held by medium +2 +2 +1$/m);
  expect(await desk.out('held preview', holding([SHORT]))).toBe('No call would move.\n');
  expect(await counts()).toEqual({ calls: 4, held: 2 });
});

test('applying other thresholds sorts stored calls both ways, and the ledger follows', async () => {
  expect(await desk.out('config apply', holding([MEDIUM]))).toContain(
    'Held by the thresholds now: 2 calls, 2 legs. Not held any more: 0 calls, 0 legs.',
  );
  expect(await counts()).toEqual({ calls: 2, held: 4 });
  expect(await heldTalks()).toEqual([2000, 2000, 20_000, 20_000].sort());
  expect(await desk.out('config apply', holding([]))).toContain(
    'Held by the thresholds now: 0 calls, 0 legs. Not held any more: 4 calls, 4 legs.',
  );
  expect(await counts()).toEqual({ calls: 6, held: 0 });
  expect(await desk.out('config apply', holding([OF_204]))).toContain('thresholds now: 3 calls, 3 legs.');
  expect(await desk.out('verify')).toContain('All is well');
});

test('what was sorted so is what a replay comes to', async () => {
  expect(await desk.out('replay', '--plan')).toBe('8 lines read again: each is what it was.\n');
});
