import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import { DATABASE_FILE } from '../../store/database-file.ts';
import { openReadingStore } from '../../store/reading-store.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'other-shape-'));
  path = join(folder, DATABASE_FILE);
  await openSqliteStore(folder).close();
});

function changed(sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}

function dump(): unknown[] {
  const database = new Database(path, { readonly: true });
  const rows = [
    ...database.prepare('select * from sqlite_schema order by name').all(),
    ...database.prepare('select * from migration').all(),
  ];
  database.close();
  return rows;
}

/** As folders were before checksums stood beside the names. */
const WITHOUT_CHECKSUMS = 'alter table migration drop column checksum';

describe('a folder of a program from before the release', () => {
  test.each([
    ['without a column', 'alter table rate drop column steps'],
    ['without a table', 'drop table stale_day'],
    ['with another column', 'alter table person add column nickname text'],
    [
      'with an index of other columns',
      'drop index day_total_gone; create index day_total_gone on day_total (step)',
    ],
    ['without an index', 'drop index day_total_gone'],
  ])('%s is refused at the door with a clear word, and left as it is', (_, sql) => {
    changed(`${WITHOUT_CHECKSUMS}; ${sql}`);
    const before = dump();
    const refused = expect.objectContaining({
      code: 'DATABASE_OTHER',
      message: expect.stringMatching(/rate|stale_day|person|day_total_gone/),
      hint: expect.stringMatching(/Nothing was changed.*transfer export/),
    });
    expect(() => openSqliteStore(folder)).toThrow(refused);
    expect(() => openReadingStore(folder)).toThrow(refused);
    expect(dump()).toEqual(before);
  });

  test('that has the shape of this one is taken, and known by its checksums from then on', async () => {
    const whole = dump();
    changed(WITHOUT_CHECKSUMS);
    await openReadingStore(folder).close();
    await openSqliteStore(folder).close();
    expect(dump().filter((row) => 'checksum' in Object(row))).toEqual(
      whole.filter((row) => 'checksum' in Object(row)),
    );
  });

  test('whose change was written otherwise but came to the same is taken', async () => {
    changed("update migration set checksum = 'another'");
    await openReadingStore(folder).close();
    await openSqliteStore(folder).close();
  });

  test('whose changes came in another order is not called newer', () => {
    changed("update migration set name = '0001-records' where place = 3");
    expect(() => openSqliteStore(folder)).toThrow(expect.objectContaining({ code: 'DATABASE_OTHER' }));
  });
});
