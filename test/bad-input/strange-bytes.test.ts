import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  AS_ASTERISK,
  callLine,
  freshPlace,
  ledgerline,
  provenCounts,
  rawCopies,
  typed,
  undefinedReasons,
} from './as-a-user.ts';

interface StrangeFile {
  readonly what: string;
  readonly bytes: Buffer;
  readonly calls: number;
  /** Reasons of the lines that could not be read, in their order. */
  readonly reasons: readonly string[];
}

const good = callLine(1);
const file = (...lines: string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''));
const dated = (day: string): string => good.replaceAll('2026-03-02', day);
/** KOI8-R of the letters of a Russian name. */
const KOI8_NAME = Buffer.from([0xe2, 0xcf, 0xd2, 0xc9, 0xd3]).toString('latin1');

const STRANGE_FILES: readonly StrangeFile[] = [
  {
    what: 'NUL bytes in a line and a line of nothing else',
    bytes: Buffer.from(`${good.replace('office', 'off\0ice')}\n${'\0'.repeat(40)}\n${callLine(2)}\n`),
    calls: 2,
    reasons: ['not_text'],
  },
  { what: 'Latin-1', bytes: Buffer.from(`${callLine(1, 'Jörg')}\n`, 'latin1'), calls: 1, reasons: [] },
  { what: 'KOI8', bytes: Buffer.from(`${callLine(1, KOI8_NAME)}\n`, 'latin1'), calls: 1, reasons: [] },
  {
    what: 'half a last line',
    bytes: Buffer.from(`${good}\n${callLine(2).slice(0, 60)}`),
    calls: 1,
    reasons: ['bad_quoting'],
  },
  {
    what: 'a header in the middle',
    bytes: file(good, 'accountcode,src,dst,dcontext', callLine(2)),
    calls: 2,
    reasons: ['too_short'],
  },
  {
    what: 'too few and too many columns',
    bytes: file(good, 'a,b,c', `${good}${',1'.repeat(9)}`, callLine(2)),
    calls: 2,
    reasons: ['too_short', 'wrong_column_count'],
  },
  {
    what: 'dates that do not exist or have not come yet',
    bytes: file(dated('2026-02-30'), dated('0000-00-00'), dated('2099-01-01'), good),
    calls: 1,
    reasons: ['bad_time', 'bad_time', 'time_in_future'],
  },
];

describe('a file with', () => {
  test.each(STRANGE_FILES)(
    '$what is taken whole: what can be read are calls, the rest is undefined with its reason',
    async ({ bytes, calls, reasons }) => {
      const place = freshPlace();
      const [folder, path] = [join(place, 'store'), join(place, 'strange.csv')];
      writeFileSync(path, bytes);
      const said = await typed(['ingest', '--data', folder, '--source', 'pbx', ...AS_ASTERISK, path]);
      expect(said.code).toBe(calls === 0 && reasons.length > 0 ? 3 : 0);
      if (reasons.length === 0) expect(said.err).not.toContain('undefined list');
      else expect(said.err).toContain('undefined list --source pbx');
      expect(await provenCounts(folder, 'pbx')).toMatchObject({ calls, undefined: reasons.length });
      expect((await undefinedReasons(folder, 'pbx')).map(({ reason }) => reason)).toEqual(reasons);
      expect(rawCopies(folder, 'pbx')).toEqual([bytes]);
    },
  );
});

describe('a file that is none of this format', () => {
  test('binary rubbish makes no call, stops nothing, and every byte of it is kept', async () => {
    const place = freshPlace();
    const [folder, path] = [join(place, 'store'), join(place, 'firmware.bin')];
    const bytes = randomBytes(300_000);
    writeFileSync(path, bytes);
    const said = await ledgerline(['ingest', '--data', folder, '--source', 'pbx', ...AS_ASTERISK, path]);
    expect(said).toMatchObject({ code: 3, err: expect.stringContaining('is it another format?') });
    const { calls, undefined: unread, ignored, lines } = await provenCounts(folder, 'pbx');
    expect(calls).toBe(0);
    expect(unread).toBeGreaterThan(500);
    expect(unread + ignored).toBe(lines);
    expect(rawCopies(folder, 'pbx')).toEqual([bytes]);
  });

  test('UTF-16 is named as such, with what to do about it', async () => {
    const place = freshPlace();
    const [folder, path] = [join(place, 'store'), join(place, 'excel.csv')];
    const bytes = Buffer.from(`\ufeff${good}\r\n${callLine(2)}\r\n`, 'utf16le');
    writeFileSync(path, bytes);
    const said = await typed(['ingest', '--data', folder, '--source', 'pbx', ...AS_ASTERISK, path]);
    expect(said).toMatchObject({ code: 3, err: expect.stringContaining('is it another format?') });
    expect(await provenCounts(folder, 'pbx')).toMatchObject({ calls: 0, undefined: 2 });
    const details = (await undefinedReasons(folder, 'pbx')).map(({ detail }) => detail);
    expect(details).toEqual(Array(2).fill(expect.stringMatching(/UTF-16.*UTF-8/)));
    expect(rawCopies(folder, 'pbx')).toEqual([bytes]);
  });

  test('the wrong driver costs nothing: the file is read rightly under another source name', async () => {
    const place = freshPlace();
    const [folder, path] = [join(place, 'store'), join(place, 'Master.csv')];
    writeFileSync(path, file(good, callLine(2)));
    const ingest = (source: string, driver: string) =>
      typed(['ingest', '--data', folder, '--source', source, '--driver', driver, path]);
    const wrong = await ingest('wrong', 'mitel-3300');
    expect(wrong).toMatchObject({ code: 3, err: expect.stringContaining('drivers detect') });
    expect(await provenCounts(folder, 'wrong')).toMatchObject({ calls: 0, undefined: 2 });
    expect((await ingest('right', 'asterisk-csv')).err).not.toContain('undefined list');
    expect(await provenCounts(folder, 'right')).toMatchObject({ calls: 2, undefined: 0 });
  });
});
