import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockFolder } from '../../store/folder-lock.ts';
import { openDatabase } from '../../store/open-database.ts';
import { openReadingStore } from '../../store/reading-store.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import type { ChunkCommit } from '../../store/store.ts';
import { asteriskLine, asteriskSettings } from '../asterisk-lines.ts';
import { inFolder, TestFolder } from '../test-folder.ts';

const DAY_MS = 86_400_000;
const line = (n: number): string => `${asteriskLine({ uniqueid: `1793005200.${n}` })}\n`;

let data: TestFolder;
beforeEach(() => {
  data = new TestFolder();
});
afterEach(async () => {
  await data.remove();
});

test('every statement fits the database, also one that nothing has used yet', async () => {
  await data.store.close();
  data.store = openSqliteStore(data.folder, { statements: 'at once' });
  expect(await data.store.waiting()).toEqual([]);
});

/** The next chunk of an intake, judged but not committed. */
async function nextChunk(intake: number): Promise<ChunkCommit> {
  const { reader, settingsOf, program } = data.parts;
  const position = await data.store.position(intake);
  const settings = await settingsOf(position.intake.source, position.intake.kind);
  const { length, cursor } = position.intake;
  const batch = await reader.read({
    ...{ copy: position.copy, from: cursor, to: length, end: 'file', state: position.state },
    ...{ received_at: data.now, lines_max: 100, settings },
  });
  return {
    intake,
    delivery: position.delivery,
    settings: await data.store.settingsId('pbx', JSON.stringify(settings), program, data.now),
    received_at: data.now,
    committed_at: data.now,
    batch,
  };
}

describe('the commit of a chunk', () => {
  test('keeps nothing of it when anything in it fails', async () => {
    const intake = await data.file(line(1) + line(2), { account: false });
    const chunk = await nextChunk(intake);
    const before = data.dump();
    const unit = { offset: 0, length: 3, reason: 'bad_time', detail: '' };
    const torn = { ...chunk.batch, undefined_units: [unit, unit] };
    await expect(data.store.commit({ ...chunk, batch: torn })).rejects.toThrow(/UNIQUE/);
    expect(data.dump()).toEqual(before);
  });

  test('is refused when its outcomes are not those of its calls', async () => {
    const intake = await data.file(line(1) + line(2), { account: false });
    const chunk = await nextChunk(intake);
    const before = data.dump();
    const missing = { ...chunk.batch, rows: 1 };
    await expect(data.store.commit({ ...chunk, batch: missing })).rejects.toThrow(/do not add up/);
    expect(data.dump()).toEqual(before);
  });

  test('is refused when it does not begin where the last one ended', async () => {
    const intake = await data.file(line(1) + line(2), { account: false });
    const chunk = await nextChunk(intake);
    await data.store.commit(chunk);
    await expect(data.store.commit(chunk)).rejects.toThrow(/its cursor is/);
    expect((await data.calls()).length).toBe(2);
  });

  test('finds labels right after one that failed had brought new ones', async () => {
    const intake = await data.file(line(1), { account: false });
    const chunk = await nextChunk(intake);
    const unit = { offset: 0, length: 3, reason: 'bad_time', detail: '' };
    await expect(
      data.store.commit({ ...chunk, batch: { ...chunk.batch, undefined_units: [unit, unit] } }),
    ).rejects.toThrow();
    await data.file(`${asteriskLine({ uniqueid: '1793005200.9' }).replace('provider', 'other')}\n`);
    await data.store.commit(chunk);
    const trunks = (await data.calls()).map(({ call_key, trunk, cause }) => [call_key, trunk, cause]);
    expect(trunks).toEqual([
      ['1793005200.9', 'PJSIP/other', 'ANSWERED'],
      ['1793005200.1', 'PJSIP/provider', 'ANSWERED'],
    ]);
  });
});

describe('ids', () => {
  test('only grow, over restarts and when the clock goes back, and stay whole numbers', async () => {
    await data.file(line(1));
    await data.reopen();
    data.now -= 300 * DAY_MS;
    await data.file(line(2).replaceAll('2026-10-26', '2025-10-26'));
    data.now += 3000 * DAY_MS;
    await data.file(line(3));
    const ids = (data.dump().call as { id: number; call_key: string }[])
      .sort((a, b) => a.call_key.localeCompare(b.call_key))
      .map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(Number.isSafeInteger(id)).toBe(true);
  });

  test('are kept by a call when its line comes again', async () => {
    await data.file(line(1));
    const [before] = await data.calls();
    await data.file(line(2) + line(1));
    expect((await data.calls()).find(({ call_key }) => call_key === before?.call_key)).toEqual(before);
  });
});

describe('what waits', () => {
  test('is every intake with bytes that are not accounted for, and what may still grow', async () => {
    const waiting = await data.file(line(1), { account: false });
    const open = await data.file(line(2), { finished: false });
    await data.file(line(3));
    expect(await data.store.waiting()).toEqual([waiting, open]);
  });

  test('is no stream that nobody has connected to yet', async () => {
    await data.stream();
    expect(await data.store.waiting()).toEqual([]);
  });
});

test('the settings a source was judged by last are those it goes on with, also when they are old ones again', async () => {
  const judge = (settings: string) => data.store.settingsId('pbx', settings, 'test', data.now);
  await data.store.settingsId('other', 'elsewhere', 'test', data.now);
  expect(await data.store.lastSettings('pbx')).toBeNull();
  const first = await judge('right');
  await judge('wrong');
  expect(await data.store.lastSettings('pbx')).toBe('wrong');
  expect(await judge('right')).toBe(first);
  await data.reopen();
  expect(await data.store.lastSettings('pbx')).toBe('right');
});

describe('the database', () => {
  test('is durable at each commit, forgets what is deleted, and is closed to other accounts', () => {
    const connection = openDatabase(data.database, 'write');
    const pragma = (name: string): unknown => connection.pragma(name, { simple: true });
    expect([
      pragma('synchronous'),
      pragma('secure_delete'),
      pragma('journal_mode'),
      pragma('temp_store'),
    ]).toEqual([2, 1, 'wal', 2]);
    expect([pragma('foreign_keys'), pragma('trusted_schema')]).toEqual([1, 0]);
    for (const suffix of ['', '-wal', '-shm']) {
      expect(statSync(data.database + suffix).mode & 0o777).toBe(0o600);
    }
    connection.close();
  });

  test('is never written by what only reads', async () => {
    await data.reading(({ connection }) => {
      expect(() => connection.exec('delete from call')).toThrow(/readonly/);
    });
  });

  test('of a newer program is refused, by writers and readers, and left as it is', async () => {
    const newer = new Database(data.database);
    newer.exec("insert into migration (place, name) values (99, '0099-later')");
    newer.close();
    const before = data.dump();
    expect(() => openSqliteStore(data.folder)).toThrow(expect.objectContaining({ code: 'DATABASE_NEWER' }));
    expect(() => openReadingStore(data.folder)).toThrow(expect.objectContaining({ code: 'DATABASE_NEWER' }));
    expect(data.dump()).toEqual(before);
  });

  test('that is none is called damaged, and kept', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ledgerline-'));
    writeFileSync(join(folder, 'ledgerline.db'), 'this is no database, but somebody’s letter '.repeat(50));
    expect(() => openSqliteStore(folder)).toThrow(expect.objectContaining({ code: 'DATABASE_DAMAGED' }));
    expect(() => openReadingStore(folder)).toThrow(expect.objectContaining({ code: 'DATABASE_DAMAGED' }));
    rmSync(folder, { recursive: true });
  });

  test('that is missing is not made by what only reads', () => {
    expect(() => openReadingStore(join(data.folder, 'nowhere'))).toThrow(
      expect.objectContaining({ code: 'DATA_FOLDER_MISSING' }),
    );
  });
});

describe('the lock of a folder', () => {
  const module = join(import.meta.dirname, '../../store/folder-lock.ts');

  async function lockInChild(folder: string) {
    const script = `import(${JSON.stringify(module)}).then(({ lockFolder }) => {
      lockFolder(${JSON.stringify(folder)}); console.log('locked'); setInterval(() => {}, 1000);
    })`;
    const child = spawn(process.execPath, ['--no-warnings', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    return child;
  }

  test('keeps a second process out, and goes with the process, even one that is killed', async () => {
    const child = await lockInChild(data.folder);
    expect(() => lockFolder(data.folder)).toThrow(expect.objectContaining({ code: 'DATA_FOLDER_LOCKED' }));
    child.kill('SIGKILL');
    await once(child, 'exit');
    lockFolder(data.folder).release();
  });

  test('is free again when it is released, and taken only once at a time', () => {
    const lock = lockFolder(data.folder);
    expect(() => lockFolder(data.folder)).toThrow(expect.objectContaining({ code: 'DATA_FOLDER_LOCKED' }));
    lock.release();
    lockFolder(data.folder).release();
  });

  test('makes the folder where there is none, and says so when it cannot be one', () => {
    lockFolder(join(data.folder, 'a', 'b')).release();
    expect(statSync(join(data.folder, 'a', 'b')).mode & 0o777).toBe(0o700);
    expect(() => lockFolder(data.database)).toThrow(expect.objectContaining({ code: 'DATA_FOLDER_RIGHTS' }));
  });
});

describe('calls are found', () => {
  test('by number as people write it, and only by that number', async () => {
    await data.file(
      [
        asteriskLine({ uniqueid: '1793005200.1', dst: '00302101234567' }),
        asteriskLine({ uniqueid: '1793005200.2', dst: '0302101234567' }),
      ].join('\n'),
    );
    const called = async (number: string): Promise<(string | null)[]> =>
      (await data.calls({ number })).map((call) => call.called);
    expect(await called('+302101234567')).toEqual(['+302101234567']);
    expect(await called('302101234567')).toEqual(['+302101234567']);
    expect(await called('+49302101234567')).toEqual(['+49302101234567']);
    // As it was dialled: the German number, never the Greek one of the same digits.
    expect(await called('0302101234567')).toEqual(['+49302101234567']);
    expect(await called('204')).toHaveLength(2);
  });

  test('without held ones unless they are asked for', async () => {
    const settings = asteriskSettings({ held: { shorter_than_seconds: 5 } });
    await inFolder(async (held) => {
      await held.file(`${asteriskLine({ talk: 2 })}\n${line(2)}`);
      const names = async (filter: object): Promise<unknown[]> =>
        (await held.calls(filter)).map((call) => call.held_by);
      expect(await names({})).toEqual([null]);
      expect(await names({ held: 'only' })).toEqual(['short']);
      expect((await names({ held: 'include' })).sort()).toEqual([null, 'short']);
    }, settings);
  });

  test('with everything the line said, unset as null', async () => {
    await data.file(`${asteriskLine({ src: '204', dst: '*98', name: '' })}\n`);
    const [call] = await data.calls();
    expect(call).toMatchObject({
      source: 'pbx',
      driver: 'asterisk-csv',
      offset: 0,
      started_at: '2026-10-26T09:00:00+01:00',
      answered_at: '2026-10-26T09:00:05+01:00',
      ended_at: '2026-10-26T09:01:05+01:00',
      ring_ms: 5000,
      duration_ms: 60_000,
      direction: 'internal',
      calling: '204',
      called: '*98',
      dialled: '*98',
      calling_name: null,
      called_name: null,
      extension: '204',
      trunk: 'PJSIP/provider',
      account_code: null,
      destination_class: 'feature',
      destination_country: null,
      private: null,
      held_by: null,
      marks: [],
      extra: null,
    });
  });
});
