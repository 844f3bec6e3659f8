import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DATABASE_FILE } from '../../../store/database-file.ts';
import { openDatabase } from '../../../store/open-database.ts';
import { walkBeside, walksAtOnce } from '../../../store/queries/walk-beside.ts';
import { inFolder } from '../../test-folder.ts';

const walk = { sql: 'select count(*) as calls, ? as given from label', parameters: ['+49'] };

test('what is asked at once is answered in its order, and of one state, whatever others write meanwhile', async () => {
  await inFolder(async (data) => {
    const writer = openDatabase(join(data.folder, DATABASE_FILE), 'write');
    const add = writer.prepare('insert into label (text) values (?)');
    let [labels, writes] = [0, true];
    const writing = (async () => {
      while (writes) {
        add.run(`label ${labels++}`);
        await new Promise((resolve) => setTimeout(resolve, labels % 7));
      }
    })();
    await data.reading(async ({ connection }) => {
      for (let round = 0; round < 8; round++) {
        const before = labels;
        const found = await walkBeside(connection, [walk, { ...walk, parameters: ['+43'] }]);
        if (found === null) continue;
        const [[one] = [], [other] = []] = found;
        expect([one?.given, other?.given]).toEqual(['+49', '+43']);
        expect(one?.calls).toBe(other?.calls);
        expect(one?.calls).toBeGreaterThanOrEqual(before);
      }
      writes = false;
      await writing;
      const [[last] = []] = (await walkBeside(connection, [walk])) ?? [];
      expect(last?.calls).toBe(labels);
    });
    writer.close();
  });
});

test('a statement that fails in a thread fails as it would in the program, and a store that writes walks by itself', async () => {
  await inFolder(async (data) => {
    await data.reading(async ({ connection }) => {
      expect(walksAtOnce(connection)).toBe(Math.min(4, availableParallelism()));
      const large = {
        sql: `select sum(n) from (select ${2n ** 62n} as n union all select ${2n ** 62n})`,
        parameters: [],
      };
      await expect(walkBeside(connection, [walk, large])).rejects.toThrow('integer overflow');
      connection.exec('begin');
      expect(walksAtOnce(connection)).toBe(1);
      connection.exec('rollback');
    });
    const writer = openDatabase(join(data.folder, DATABASE_FILE), 'write');
    expect(walksAtOnce(writer)).toBe(1);
    writer.close();
  });
});

test('a damaged database is told as such by a thread, too', async () => {
  await inFolder(async (data) => {
    const damaged = join(data.folder, 'damaged.db');
    copyFileSync(join(data.folder, DATABASE_FILE), damaged);
    const connection = openDatabase(damaged, 'read');
    const root = connection.prepare("select rootpage from sqlite_schema where name = 'label'").pluck().get();
    const size = Number(connection.pragma('page_size', { simple: true }));
    writeFileSync(damaged, readFileSync(damaged).fill(7, (Number(root) - 1) * size, Number(root) * size));
    await expect(walkBeside(connection, [walk])).rejects.toMatchObject({ code: 'DATABASE_DAMAGED' });
    connection.close();
  });
});
