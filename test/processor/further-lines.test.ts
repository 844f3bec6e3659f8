import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { privacySchema } from '../../privacy/policy.ts';
import { ARRIVAL, asteriskSettings } from '../asterisk-lines.ts';
import { judgeFile } from './judged-file.ts';

/** Two calls with two further lines each; the first further line of each has a number. */
const RECORDS = readFileSync(
  join(import.meta.dirname, '../../fixtures/nortel-meridian/odd-continuation-lines.txt'),
  'latin1',
).replace('\n &\n', '\n &0555010199\n');

const judge = (bytes: string, privacy: object, lines: number) =>
  judgeFile(
    bytes,
    asteriskSettings({
      driver: 'nortel-meridian',
      driver_options: {},
      privacy: privacySchema.parse(privacy),
    }),
    ARRIVAL,
    lines === 1,
  );

test.each([1, 100])(
  'further lines of an excluded record are excluded with it, %i lines at once',
  async (lines) => {
    const given = { exclude: [{ name: 'rule', extensions: ['1031'] }] };
    const first = await judge(RECORDS, given, lines);
    expect(first.outcomes).toEqual([
      'call',
      'ignored.continuation',
      'ignored.continuation',
      'excluded.policy',
      'excluded.policy',
      'excluded.policy',
    ]);
    expect(first.standing).not.toContain('0555010144');
    expect(first.standing).toContain('0555010199');
    expect(await judge(first.standing, {}, lines)).toEqual(first);
  },
);

test.each([1, 100])(
  'further lines of a private record lose their numbers, %i lines at once',
  async (lines) => {
    const given = { private_calls: { numbers: ['0555010101'] } };
    const first = await judge(RECORDS, given, lines);
    expect(first.outcomes).toEqual((await judge(RECORDS, {}, lines)).outcomes);
    expect(first.standing).not.toMatch(/0555010101|0555010199/);
    expect(first.standing).toContain('0555010144');
    expect(await judge(first.standing, given, lines)).toEqual(first);
  },
);
