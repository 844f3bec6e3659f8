import { afterAll, expect, test } from 'vitest';
import { jobReads } from '../../cli/service/job-reads.ts';
import { CommandDesk } from './command-desk.ts';

const desk = new CommandDesk();
afterAll(() => desk.remove());

const RETENTION = 'retention: { undefined_lines: 20 days }\n';
const DAY_MS = 86_400_000;

test('a retention is in force since it was applied first, whatever else was changed behind it', async () => {
  const began = desk.now;
  const apply = async (text: string): Promise<number | null> => {
    await desk.out('config apply', desk.write('ledgerline.yaml', text));
    const at = await jobReads(desk.folder).appliedAt();
    desk.now += DAY_MS;
    return at;
  };
  expect(await apply(RETENTION)).toBe(began);
  expect(await apply(`${RETENTION}thresholds: [{ name: short, shorter_than_seconds: 5 }]\n`)).toBe(began);
  expect(await apply('retention: { undefined_lines: 21 days }\n')).toBe(began + 2 * DAY_MS);
  expect(await apply(RETENTION)).toBe(began + 3 * DAY_MS);
});
