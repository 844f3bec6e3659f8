import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createListedCalls } from '../../../store/deletion/listed-calls.ts';
import { migrate } from '../../../store/migrate.ts';
import { type Connection, openDatabase } from '../../../store/open-database.ts';

const DAY = 20_000;
/** More than are looked up at once. */
const CALLS = 12_001;

/** Identities in the other order than ids, and a call of the day behind after each. */
function withCalls(): Connection {
  const connection = openDatabase(join(mkdtempSync(join(tmpdir(), 'listed-')), 'one.db'), 'write');
  onTestFinished(() => void connection.close());
  migrate(connection);
  connection.exec(`with recursive n (n) as (values (1) union all select n + 1 from n where n < ${CALLS})
    insert into call (id, source, intake, offset, length, day, identity, started_at, utc_offset_min, direction, destination_class)
    select 2 * n + part, 1, 1, 0, 0, ${DAY} + part, 1000000 - n, 0, 0, 0, 0 from n, (select 0 as part union all select 1)`);
  return connection;
}

test('the calls of a day are gone through once each in the order in which they came, and a batch that failed comes again', () => {
  const listed = createListedCalls(withCalls());
  let slices = 1;
  while (!listed.list(DAY, slices === 1)) slices += 1;
  expect(slices).toBe(3);
  const seen: number[] = [];
  for (let batch = 0, done = false; !done; batch++) {
    const ids = listed.next({ day: DAY, limit: 700 });
    // Nothing was committed of this one.
    if (batch === 2) expect(listed.next({ day: DAY, limit: 700 })).toEqual(ids);
    seen.push(...ids);
    listed.taken(DAY, 700);
    done = listed.isDone(DAY);
  }
  expect(seen).toEqual(Array.from({ length: CALLS }, (_, at) => 2 * (at + 1)));
});

test('a list that was not finished, or of another day, is not gone on with', () => {
  const listed = createListedCalls(withCalls());
  expect(listed.list(DAY, true)).toBe(false);
  expect(() => listed.next({ day: DAY, limit: 10 })).toThrow('not listed');
  while (!listed.list(DAY + 1, false));
  expect(listed.next({ day: DAY + 1, limit: 2 })).toEqual([3, 5]);
  expect(() => listed.next({ day: DAY, limit: 10 })).toThrow('not listed');
});
