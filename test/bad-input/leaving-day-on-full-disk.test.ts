import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dayOf } from '../../record/calendar.ts';
import { readTotals } from '../../store/queries/day-totals.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { ARRIVAL, asteriskLine, asteriskSettings, KEY } from '../asterisk-lines.ts';
import { mayMount, SmallDisk } from '../campaigns/disk-full/small-disk.ts';
import { SITES } from '../gateway-in-folder.ts';
import { TestFolder } from '../test-folder.ts';

const unless = mayMount() ? '' : ' (skipped: a small disk can only be mounted by root)';
const DAY = dayOf(ARRIVAL);
const CALLS = 1_500;

test.skipIf(!mayMount())(
  `a store whose process was killed while a day went opens on a full disk, and the day is settled when there is room${unless}`,
  async () => {
    const place = mkdtempSync(join(tmpdir(), 'full-'));
    const disk = new SmallDisk(join(place, 'data'));
    try {
      const data = new TestFolder(asteriskSettings(), disk.folder);
      const lines = Array.from({ length: CALLS }, (_, at) =>
        asteriskLine({ src: `2${String(at).padStart(4, '0')}`, uniqueid: `1793005200.${at}` }),
      );
      await data.file(`${lines.join('\n')}\n`);
      while (await data.store.totalSlice());
      while (!(await data.store.listCalls(DAY, true)));
      const which = { step: 'gone', day: DAY, held: false, withTotals: true } as const;
      const wish = { ...which, edge: DAY + 1, today: DAY + 1 };
      const anonymity = { sites_of: SITES, smallest_group: 1 };
      await data.store.ageCalls({ ...wish, remembered_from: DAY, limit: 500, mask: [], anonymity, key: KEY });
      await data.store.close();
      disk.leave(100_000);
      data.store = openSqliteStore(disk.folder);
      const legs = async () =>
        await data.reading(({ connection }) => {
          const wish = { from_day: null, to_day: null, by: [], sites_of: SITES, held: false };
          const all = { extensions: null, cost_centres: null, sources: null, mask: [] };
          return readTotals(connection, wish, all)[0]?.legs;
        });
      expect(data.dump().leaving_day).toEqual([{ day: DAY, held: 0, changes: 0 }]);
      expect(await legs()).toBe(CALLS);
      disk.makeRoom();
      await data.store.settleLeaving();
      expect(await legs()).toBe(CALLS);
      expect(data.dump().leaving_day).toEqual([]);
      await data.store.close();
    } finally {
      disk.remove();
      rmSync(place, { recursive: true });
    }
  },
);
