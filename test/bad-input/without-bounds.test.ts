import { closeSync, existsSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  AS_ASTERISK,
  callLine,
  freshPlace,
  ledgerline,
  provenCounts,
  rawCopies,
  Service,
  typed,
  undefinedReasons,
  watchConfiguration,
} from './as-a-user.ts';

const MIB = 1024 * 1024;
/** LEDGERLINE_LONG=1 makes it a whole gigabyte. */
const HUGE_MIB = process.env.LEDGERLINE_LONG === '1' ? 1024 : 300;
const PEAK_MIB = 350;
const LONG_MS = 300_000;

test(
  `${HUGE_MIB} MiB without a line end are one undefined line, taken in little memory, and the call behind them counts`,
  async () => {
    const place = freshPlace();
    const [folder, path] = [join(place, 'store'), join(place, 'endless.csv')];
    const file = openSync(path, 'w');
    const piece = Buffer.alloc(MIB, 'x');
    for (let written = 0; written < HUGE_MIB; written++) writeSync(file, piece);
    writeSync(file, `\n${callLine()}\n`);
    closeSync(file);
    const said = await ledgerline(['ingest', '--data', folder, '--source', 'pbx', ...AS_ASTERISK, path]);
    expect(said).toMatchObject({ code: 0, err: expect.stringContaining('1 line could not be read') });
    expect(said.peakMiB).toBeGreaterThan(50);
    expect(said.peakMiB).toBeLessThan(PEAK_MIB);
    expect(await provenCounts(folder, 'pbx')).toMatchObject({ lines: 2, calls: 1, undefined: 1 });
    expect(await undefinedReasons(folder, 'pbx')).toMatchObject([{ reason: 'line_too_long' }]);
  },
  LONG_MS,
);

test(
  'a gzip bomb is refused before it fills the disk, stays at its origin, and is taken once the limit allows it',
  async () => {
    const place = freshPlace();
    const [folder, drop] = [join(place, 'store'), join(place, 'drop')];
    await mkdir(drop);
    const bomb = join(drop, 'export.csv.gz');
    const content = Buffer.from(`${`${callLine()}\n`.repeat(20)}${'\n'.repeat(8 * MIB)}`);
    writeFileSync(bomb, gzipSync(content));
    const apply = async (limit: number): Promise<void> => {
      const configuration = join(place, 'configuration.yaml');
      writeFileSync(
        configuration,
        watchConfiguration(drop, { afterwards: 'delete', unpack_limit_mib: limit }),
      );
      expect((await typed(['config', 'apply', configuration, '--data', folder])).code).toBe(0);
    };
    await apply(1);
    const refusing = new Service(folder);
    await refusing.said('a compressed file unpacks to more than 1 MiB');
    await refusing.stop();
    expect(existsSync(bomb)).toBe(true);
    expect(rawCopies(folder, 'pbx')).toEqual([]);
    const sessions = await typed(['sources', 'sessions', 'pbx', '--data', folder]);
    expect(sessions.out).toContain('unpacks to more than 1 MiB');
    await apply(16);
    const taking = new Service(folder);
    await taking.said('files taken');
    await taking.stop();
    expect(existsSync(bomb)).toBe(false);
    expect(await provenCounts(folder, 'pbx')).toMatchObject({ calls: 20, undefined: 0 });
    expect(rawCopies(folder, 'pbx').map(({ length }) => length)).toEqual([content.length]);
  },
  LONG_MS,
);

test(
  'a gzip file that is cut off is refused by name of its trouble, and nothing of it is kept',
  async () => {
    const place = freshPlace();
    const [folder, path] = [join(place, 'store'), join(place, 'export.csv.gz')];
    const lines = Array.from({ length: 500 }, (_, number) => `${callLine(number)}\n`).join('');
    const packed = gzipSync(Buffer.from(lines));
    const ingest = () => typed(['ingest', '--data', folder, '--source', 'pbx', ...AS_ASTERISK, path]);
    writeFileSync(path, packed.subarray(0, packed.length / 2));
    expect(await ingest()).toMatchObject({
      code: 1,
      err: expect.stringContaining('a compressed file is cut off'),
    });
    expect(rawCopies(folder, 'pbx')).toEqual([]);
    writeFileSync(path, packed);
    expect(await ingest()).toMatchObject({ code: 0 });
    expect(await provenCounts(folder, 'pbx')).toMatchObject({ calls: 500, lines: 500 });
    expect(statSync(path).size).toBe(packed.length);
  },
  LONG_MS,
);
