import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWriter } from '../../cli/service/writer.ts';
import { sealRawCopies } from '../../maintenance/jobs/seal-raw-copies.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';
import { runJob } from './run-job.ts';

let desk: CommandDesk;

beforeEach(() => {
  desk = new CommandDesk();
});
afterEach(() => desk.remove());

const line = (n: number): string => `${asteriskLine({ uniqueid: `1793005200.${n}` })}\n`;
const ingest = (name: string, bytes: string): Promise<string> =>
  desk.out('ingest', '--source', 'pbx', '--driver', 'asterisk-csv', desk.write(name, bytes));

const DAY = 'pbx/2026/10/26';
const at = (...path: string[]): string => join(desk.folder, 'raw', ...path);
const database = (): string => join(desk.folder, 'ledgerline.db');

/** Keeps the database as it is now, and puts it back over a newer one. */
const backUp = (): void => copyFileSync(database(), join(desk.place, 'backup.db'));
function restore(): void {
  copyFileSync(join(desk.place, 'backup.db'), database());
}

async function seal(): Promise<void> {
  await runJob(desk.folder, sealRawCopies, desk.now);
}

describe('when the database is older than the raw copies', () => {
  test('nothing of what came in since is deleted; verify says what it is, and how to take it in again', async () => {
    await ingest('first.csv', line(1));
    backUp();
    await ingest('second.csv', line(2));
    restore();
    const said: string[] = [];
    const log = (...given: unknown[]): void => void said.push(JSON.stringify(given));
    await (
      await openWriter(desk.folder, { now: () => desk.now, log, failed: () => {}, lasting: false })
    ).close();
    expect(said).toEqual([expect.stringMatching(/^\["warn",".*put aside in raw\/_stray.*ledgerline verify/)]);
    expect(readFileSync(at('_stray', DAY, '2'), 'latin1')).toBe(line(2));
    const { exit, out } = await desk.run('verify');
    expect(exit).toBe(1);
    expect(out).toMatch(/^raw\/_stray\/pbx\/2026\/10\/26\/2: 203 bytes that no intake has\..*\n/);
    const command = /\.\/ledgerline (ingest .*?), then/.exec(out)?.[1] ?? '';
    expect(command).toBe(`ingest --source pbx ${at('_stray', DAY, '2')}`);
    await desk.out(...command.split(' '), '--driver', 'asterisk-csv');
    expect((await desk.json<object[]>('calls')).length).toBe(2);
    expect(await desk.out('verify')).toMatch(
      /^raw\/_stray\/pbx\/2026\/10\/26\/2: intake 2 has these bytes; the file may be removed\nAll is well: 2 intakes/,
    );
    expect(await desk.json('verify')).toEqual([]);
  });

  test('and a number is given out twice, neither copy is lost', async () => {
    await ingest('first.csv', line(1));
    backUp();
    for (const n of [2, 3]) {
      await ingest(`${n}.csv`, line(n));
      restore();
      await ingest('first.csv', line(1));
      restore();
    }
    const kept = readdirSync(at('_stray', DAY)).map((name) =>
      readFileSync(at('_stray', DAY, name), 'latin1'),
    );
    expect(kept.sort()).toEqual([line(2), line(3)]);
    expect((await desk.run('verify', '--json')).out.match(/no intake has/g)).toHaveLength(2);
  });

  test('a copy that was packed since is unpacked again, and all is well', async () => {
    await ingest('first.csv', line(1));
    backUp();
    await seal();
    restore();
    expect(existsSync(at(DAY, '1'))).toBe(false);
    await ingest('second.csv', line(2));
    expect(readFileSync(at(DAY, '1'), 'latin1')).toBe(line(1));
    expect((await desk.run('verify')).exit).toBe(0);
    await ingest('third.csv', line(3));
    expect(readdirSync(at(DAY)).sort()).toEqual(['1', '2', '3']);
  });

  test('a packed copy of what the database does not know is kept as it is, and verify says how to unpack it', async () => {
    await ingest('first.csv', line(1));
    backUp();
    await ingest('second.csv', line(2));
    await seal();
    restore();
    await ingest('third.csv', line(3));
    const { out } = await desk.run('verify');
    expect(out).toMatch(/^raw\/_stray\/pbx\/2026\/10\/26\/2\.zst: 203 bytes that no intake has\. .*zstd -d/);
    await ingest('second.csv', line(2));
    expect((await desk.run('verify')).exit).toBe(0);
  });
});

test('verify names a file put aside that cannot be read, and one that nobody put there', async () => {
  await ingest('first.csv', line(1));
  backUp();
  await ingest('second.csv', line(2));
  await seal();
  restore();
  await ingest('first.csv', line(1));
  writeFileSync(at('_stray', DAY, '2.zst'), 'no zstd');
  writeFileSync(at('_stray', 'note'), 'remember the milk');
  const found = (await desk.run('verify')).out;
  expect(found).toContain(`raw/_stray/${DAY}/2.zst: it cannot be unpacked`);
  expect(found).toContain('raw/_stray/note: 17 bytes that no intake has.');
  rmSync(at('_stray'), { recursive: true });
  expect((await desk.run('verify')).exit).toBe(0);
});
